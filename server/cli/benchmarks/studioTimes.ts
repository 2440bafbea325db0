// What happens inside the page. Each function is sent to it as it stands and sees only its arguments.
import type { Page } from "playwright";

/**
 * Opens the studio and waits until it could answer a query: its status line names the model and the search.
 *
 * @returns milliseconds since the navigation began
 */
export async function openStudio(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const labels = [...document.querySelectorAll("footer dt")].map((label) => label.textContent);
          if (labels.includes("Model") && labels.includes("Search")) resolve(performance.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/**
 * Drops a picture and waits until its ranking is drawn: every tile in view has its picture, and a frame was painted.
 *
 * @returns milliseconds since the drop
 */
export async function dropAndDraw(page: Page, picture: { name: string; base64: string }): Promise<number> {
  return page.evaluate(
    ({ name, base64 }) =>
      new Promise<number>((resolve) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name));
        const before = document.querySelector('[role="grid"]');
        const isDrawn = (): boolean => {
          const grid = document.querySelector('[role="grid"][aria-label="Ranked hits"]');
          if (grid === null || grid === before) return false;
          const pictures = [...grid.querySelectorAll("img")];
          return pictures.length > 0 && pictures.every(({ complete }) => complete);
        };
        const look = (): void => {
          if (!isDrawn()) requestAnimationFrame(look);
          else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
        };
        const started = performance.now();
        window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        look();
      }),
    picture,
  );
}
