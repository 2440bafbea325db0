import type { Page } from "@playwright/test";

import type { CheckpointManifest } from "../src/core/embedding/checkpointManifest";
import { readSample } from "./sample";
import { expect, test } from "./studio";

test.beforeEach(async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  await page.waitForFunction(() => "studio" in window);
});

/** The manifest of the checkpoint that ships. */
async function shippedManifest(page: Page): Promise<CheckpointManifest> {
  const response = await page.request.get(new URL("/models/default/checkpoint.json", page.url()).href);
  return (await response.json()) as CheckpointManifest;
}

/** What opening the sample gallery ends in: how many items it has, or the failure as the page sees it. */
async function openSample(page: Page, manifest: CheckpointManifest): Promise<Record<string, unknown>> {
  return page.evaluate(async (manifest) => {
    try {
      const opened = await window.studio
        .makeLibrary()
        .ask(new AbortController().signal, (library) =>
          library.openSample(new URL("sample", document.baseURI).href, manifest),
        );
      const { paths } = opened.items;
      const first = String.fromCharCode(...paths.units.subarray(0, paths.ends[0]));
      return { items: opened.items.count, queries: opened.queries.count, first };
    } catch (thrown) {
      const { name, message, hint } = thrown as Error & { hint?: string };
      return { name, message, hint };
    }
  }, manifest);
}

test("opens the sample gallery for the checkpoint that ships", async ({ page }) => {
  const { gallery, queries } = readSample();
  const opened = await openSample(page, await shippedManifest(page));
  expect(opened).toEqual({ items: gallery.length, queries: queries.length, first: gallery[0]?.itemId });
});

test("refuses embeddings by another model of the same name, and says what to do", async ({ page }) => {
  const manifest = await shippedManifest(page);
  const files = manifest.files.map((file) => (file.path === "model.onnx" ? { ...file, sha256: "0".repeat(64) } : file));
  const failure = await openSample(page, { ...manifest, files });
  expect(failure["name"]).toBe("CheckpointMismatchError");
  expect(failure["message"]).toMatch(/model\.onnx of sha256 0{64}, as the open checkpoint's; found [0-9a-f]{64}/);
  expect(failure["hint"]).toContain("embed the gallery again");
  // What failed leaves nothing behind: the right checkpoint opens it.
  expect(await openSample(page, manifest)).toHaveProperty("items");
});

test("tells a damaged item table by its lines", async ({ page, context }) => {
  await context.route("**/sample/items.csv", (route) =>
    route.fulfill({ body: "path,label,split,is_query,is_gallery\n../a.png,1,test,0,1\n" }),
  );
  const failure = await openSample(page, await shippedManifest(page));
  expect(failure["name"]).toBe("ItemTableFormatError");
  expect(failure["message"]).toContain(
    'line 2: expected a path inside the table\'s folder, written with "/"; found "../a.png"',
  );
});

test("opening a gallery can be cancelled", async ({ page }) => {
  const manifest = await shippedManifest(page);
  const name = await page.evaluate(async (manifest) => {
    const controller = new AbortController();
    const opening = window.studio
      .makeLibrary()
      .ask(controller.signal, (library) => library.openSample(new URL("sample", document.baseURI).href, manifest));
    controller.abort();
    return opening.then(
      () => "opened",
      (reason: unknown) => (reason as Error).name,
    );
  }, manifest);
  expect(name).toBe("AbortError");
});
