import type { Pause } from "../core/search/exactSearch";

/** How long a worker may be deaf to a cancel. */
const DEAF_MS = 40;

/**
 * A pause for loops over blocks: mostly free, and every 40 ms it lets waiting messages in.
 *
 * A message to oneself is used, since timers are clamped and are throttled in hidden tabs.
 */
export function makePause(): Pause {
  const { port1, port2 } = new MessageChannel();
  let lastPause = performance.now();
  return async () => {
    if (performance.now() - lastPause < DEAF_MS) return;
    await new Promise<void>((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
    lastPause = performance.now();
  };
}
