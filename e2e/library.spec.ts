// The library in a real browser: what the origin's private file system, Web Locks and the decoders do.
import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import type { DatasetId } from "../src/core/dataset/datasetRecord";
import type { ItemId } from "../src/core/dataset/item";
import { expect, test } from "./studio";

const pictures = ["rgb.jpg", "alpha.webp", "multi.tif", "text.pdf"];

const table = `path,label,split,is_query,is_gallery,x_1,y_1,x_2,y_2
rgb.jpg,photo,test,0,1,,,,
alpha.webp,part,test,0,1,0,0,8,4
multi.tif#page=2,sheet,test,1,0,,,,
text.pdf,sheet,test,0,1,,,,
`;

/** Imports the fixtures as single files, which copies them into the browser. */
async function importFixtures(page: Page) {
  const files: [string, string][] = [["items.csv", Buffer.from(table).toString("base64")]];
  for (const name of pictures) {
    const bytes = await readFile(new URL(`fixtures/pictures/${name}`, import.meta.url));
    files.push([name, bytes.toString("base64")]);
  }
  return page.evaluate(async (encoded) => {
    const signal = new AbortController().signal;
    const library = window.studio.makeLibrary();
    const files = new Map<string, Blob>();
    for (const [path, base64] of encoded) {
      files.set(path, new File([Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0))], path));
    }
    const source = { kind: "files", name: "Fixtures", files } as const;
    const { proposalId, faultCount } = await library.ask(signal, (service, job) =>
      service.propose(job, source, () => undefined),
    );
    const accepted = { proposalId, name: "Fixtures", into: null, copyPictures: true };
    const record = await library.ask(signal, (service, job) => service.accept(job, accepted, () => undefined));
    library.close();
    return { id: record.id, counts: record.counts, bytes: record.bytes, faultCount };
  }, files);
}

/** What a page sees of a data set: each item with its file and its thumbnail. */
async function look(page: Page, id: DatasetId) {
  return page.evaluate(async (dataset) => {
    const signal = new AbortController().signal;
    const library = window.studio.makeLibrary();
    const { paths } = await library.ask(signal, (service) => service.readItems(dataset, null));
    const names = Array.from(paths.ends, (end, i) =>
      String.fromCharCode(...paths.units.subarray(i === 0 ? 0 : paths.ends[i - 1], end)),
    );
    const seen = await Promise.all(
      names.map(async (name) => {
        const item = name as ItemId;
        const { file, page: sheet } = await library.ask(signal, (service) => service.readPicture(dataset, item));
        const thumbnail = await library.ask(signal, (service) => service.readThumbnail(dataset, item));
        const { width, height } = await createImageBitmap(thumbnail);
        return { name, bytes: (await file.arrayBuffer()).byteLength, sheet, type: thumbnail.type, width, height };
      }),
    );
    library.close();
    return seen;
  }, id);
}

const names = (page: Page) =>
  page.evaluate(async () => {
    const library = window.studio.makeLibrary();
    const records = await library.ask(new AbortController().signal, (service) => service.listDatasets());
    library.close();
    return records.map(({ name }) => name);
  });

test("imported files are there after a reload, with pictures and thumbnails", async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const imported = await importFixtures(page);
  expect(imported).toMatchObject({ faultCount: 0, counts: { items: 4, identities: 3, queries: 1, gallery: 3 } });
  const first = await look(page, imported.id);
  expect(first.map(({ name, sheet, type }) => [name, sheet, type])).toEqual([
    ["rgb.jpg", 0, "image/webp"],
    ["alpha.webp", 0, "image/webp"],
    ["multi.tif#page=2", 1, "image/webp"],
    ["text.pdf", 0, "image/webp"],
  ]);
  const sizes = await Promise.all(
    pictures.map(async (name) => (await readFile(new URL(`fixtures/pictures/${name}`, import.meta.url))).length),
  );
  expect(first.map(({ bytes }) => bytes)).toEqual(sizes);
  expect(first.every(({ width, height }) => Math.max(width, height) <= 256)).toBe(true);
  expect(first[1]).toMatchObject({ width: 8, height: 4 });

  await page.reload();
  expect(await names(page)).toEqual(["Fixtures"]);
  expect(await look(page, imported.id)).toEqual(first);
});

test("a removal and a deletion are undone, and the next visit empties the trash", async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const { id } = await importFixtures(page);
  const counts = await page.evaluate(async (dataset) => {
    const signal = new AbortController().signal;
    const library = window.studio.makeLibrary();
    const item = "rgb.jpg" as ItemId;
    const removed = await library.ask(signal, (service) => service.removeItems(dataset, [item]));
    const restored = await library.ask(signal, (service) => service.restoreItems(dataset, [item]));
    const renamed = await library.ask(signal, (service) => service.renameDataset(dataset, "Another name"));
    await library.ask(signal, (service) => service.deleteDataset(dataset));
    const hidden = await library.ask(signal, (service) => service.listDatasets());
    await library.ask(signal, (service) => service.restoreDataset(dataset));
    const shown = await library.ask(signal, (service) => service.listDatasets());
    await library.ask(signal, (service) => service.deleteDataset(dataset));
    library.close();
    return [removed.counts.items, restored.counts.items, renamed.name, hidden.length, shown.length];
  }, id);
  expect(counts).toEqual([3, 4, "Another name", 0, 1]);

  await page.reload();
  expect(await names(page)).toEqual([]);
  const folders = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const found: string[] = [];
    for await (const name of (await root.getDirectoryHandle("library")).keys()) found.push(name);
    return found;
  });
  expect(folders).toEqual([]);
});
