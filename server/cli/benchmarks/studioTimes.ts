// What happens inside the page. Each function is sent to it as it stands and sees only its arguments.
import type { Page } from "playwright";

/**
 * Opens the studio and waits until it could answer a query: its status line names the model and the search.
 *
 * @returns milliseconds since the navigation began
 */
export async function openStudio(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  const ready = await page.waitForFunction(
    () => {
      const alert = document.querySelector('[role="alert"]');
      if (alert !== null) throw new Error(`the studio did not open: ${alert.textContent}`);
      const labels = [...document.querySelectorAll("footer dt")].map((label) => label.textContent);
      return labels.includes("Model") && labels.includes("Search") ? performance.now() : 0;
    },
    undefined,
    { polling: "raf" },
  );
  return ready.jsonValue();
}

/**
 * Drops a picture and waits until its ranking is drawn: every tile in view has its picture, and the frame that shows
 * them is done.
 *
 * @returns milliseconds since the drop
 */
export async function dropAndDraw(page: Page, picture: { name: string; base64: string }): Promise<number> {
  const drawn = page.waitForFunction(
    () => {
      const [drop] = performance.getEntriesByName("drop");
      const grid = document.querySelector('[role="grid"][aria-label="Ranked hits"]:not([data-before-drop])');
      const pictures = [...(grid?.querySelectorAll("img") ?? [])];
      const isComplete = pictures.length > 0 && pictures.every(({ complete }) => complete);
      if (drop === undefined || !isComplete) return 0;
      if (performance.getEntriesByName("complete").length > 0) return performance.now() - drop.startTime;
      performance.mark("complete"); // drawn with this frame, so done by the next one
      return 0;
    },
    undefined,
    { polling: "raf" },
  );
  await page.evaluate(({ name, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    document.querySelector('[role="grid"]')?.setAttribute("data-before-drop", "");
    performance.mark("drop");
    window.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, picture);
  const milliseconds = await (await drawn).jsonValue();
  await page.evaluate(() => {
    performance.clearMarks();
  });
  return milliseconds;
}
