/** Any number of tasks hold it at once: it keeps nobody out. */
const lockName = "retrieval-studio-task";

/**
 * Asks the browser to leave the page alone while a long task runs: a held lock keeps a hidden tab from being frozen, and
 * the screen's wake lock keeps the machine from going to sleep. Both are favors; where there is none the task runs as well.
 *
 * @returns ends the request
 */
export function stayAwake(): () => void {
  const ended = new AbortController();
  void navigator.locks
    .request(lockName, { mode: "shared" }, () => new Promise<void>((release) => onAbort(ended.signal, release)))
    .catch(() => undefined);
  const isWanted = (): boolean => document.visibilityState === "visible" && !ended.signal.aborted;
  let screen: WakeLockSentinel | null = null;
  const askForScreen = async (): Promise<void> => {
    if (!isWanted()) return;
    const asked = wakeLock()?.request("screen");
    screen = (await asked?.catch(() => null)) ?? null;
    if (!isWanted()) await screen?.release();
  };
  void askForScreen();
  // Browsers take it away when the page is hidden, and do not give it back.
  document.addEventListener("visibilitychange", () => void askForScreen(), { signal: ended.signal });
  onAbort(ended.signal, () => void screen?.release().catch(() => undefined));
  return () => ended.abort();
}

function wakeLock(): WakeLock | undefined {
  return (navigator as Partial<Pick<Navigator, "wakeLock">>).wakeLock;
}

function onAbort(signal: AbortSignal, call: () => void): void {
  signal.addEventListener("abort", call, { once: true });
}
