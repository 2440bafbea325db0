// What happens inside the page. Each function is sent to it as it stands and sees only its arguments.
import type { Page } from "playwright";

/** Tasks of the main thread that took longer than 50 ms. */
export interface LongTasks {
  readonly count: number;
  /** The longest of them in milliseconds; 0 if there was none. */
  readonly longestMs: number;
}

/** How a page bore being scrolled: by the wheel, and by jumps to anywhere, which replace all that is in view. */
export interface ScrollTimes {
  readonly wheel: LongTasks;
  readonly jumps: LongTasks;
  readonly frames: number;
  /** Milliseconds that 95 of 100 frames stayed below. */
  readonly frameMs95: number;
  readonly domElements: number;
}

/** How long each of the two ways of scrolling goes on. */
const scrollMs = 10_000;

/**
 * Turns the wheel from the top, then goes to places all over the length as if by the scroll bar, and watches the main
 * thread.
 *
 * @param selector the element that scrolls
 */
export async function scrollThrough(page: Page, selector: string): Promise<ScrollTimes> {
  await page.evaluate(watch);
  await page.locator(selector).hover();
  const started = performance.now();
  while (performance.now() - started < scrollMs) {
    await page.mouse.wheel(0, 600);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const wheel = await page.evaluate(takeLongTasks);
  for (let jump = 0; performance.now() - started < 2 * scrollMs; jump++) {
    await page.evaluate(
      async ([selector, fraction]) => {
        const element = document.querySelector(selector);
        if (element !== null) element.scrollTop = fraction * (element.scrollHeight - element.clientHeight);
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      },
      // The golden ratio's multiples visit the whole length evenly, in no order.
      [selector, (jump * 0.618034) % 1] as const,
    );
  }
  const jumps = await page.evaluate(takeLongTasks);
  return { wheel, jumps, ...(await page.evaluate(report)) };
}

interface Watching {
  readonly frames: number[];
  readonly tasks: number[];
}

declare global {
  interface Window {
    watching?: Watching;
  }
}

function watch(): void {
  const watching: Watching = { frames: [], tasks: [] };
  window.watching = watching;
  new PerformanceObserver((list) => {
    watching.tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask" });
  let before = performance.now();
  requestAnimationFrame(function look(now) {
    watching.frames.push(now - before);
    before = now;
    requestAnimationFrame(look);
  });
}

/** Those since the last call. */
function takeLongTasks(): LongTasks {
  const tasks = window.watching?.tasks.splice(0) ?? [];
  return { count: tasks.length, longestMs: Math.max(0, ...tasks) };
}

function report(): Pick<ScrollTimes, "frames" | "frameMs95" | "domElements"> {
  const frames = [...(window.watching?.frames ?? [])].sort((a, b) => a - b);
  return {
    frames: frames.length,
    frameMs95: frames[Math.floor(frames.length * 0.95)] ?? NaN,
    domElements: document.querySelectorAll("*").length,
  };
}

/** Bytes of the page, its workers and their arrays; the memory of WebAssembly, where search keeps the vectors, is not in it. */
export async function pageBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const memory = await performance.measureUserAgentSpecificMemory?.();
    return memory?.breakdown.reduce((sum, { bytes }) => sum + bytes, 0) ?? NaN;
  });
}

/**
 * The plainest page that can do it: all tiles in the document, in groups of a hundred that the browser skips while they
 * are out of view (`content-visibility`). With that on each tile alone, Chromium does not finish within minutes.
 */
export async function openPlainGrid(page: Page, address: string, rows: number): Promise<void> {
  const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  await page.route("**/plain-grid", (route) =>
    route.fulfill({ contentType: "text/html", headers, body: "<!doctype html><title>plain grid</title>" }),
  );
  await page.goto(new URL("plain-grid", address).href);
  await page.evaluate(async (count) => {
    const table = await (await fetch("/sample/items.csv")).text();
    const paths = table.split("\n", count + 1).slice(1);
    const style = document.createElement("style");
    style.textContent = `
      #grid { height: 100vh; overflow: auto; }
      .group { content-visibility: auto; contain-intrinsic-size: auto 2678px; display: flex; flex-wrap: wrap; gap: 12px; }
      .tile { width: 152px; height: 194px; background: no-repeat center / contain; }`;
    const grid = document.createElement("div");
    grid.id = "grid";
    let group = grid;
    for (const [position, line] of paths.entries()) {
      if (position % 100 === 0) {
        group = document.createElement("div");
        group.className = "group";
        grid.append(group);
      }
      const tile = document.createElement("div");
      tile.className = "tile";
      // A background is fetched when its group comes into view; 350,000 lazy `img` would each be watched for that.
      tile.style.backgroundImage = `url("/sample/${line.slice(0, line.indexOf(","))}")`;
      tile.textContent = line.slice(0, 40);
      group.append(tile);
    }
    document.body.style.margin = "0";
    document.head.append(style);
    document.body.append(grid);
    await new Promise(requestAnimationFrame);
  }, rows);
}
