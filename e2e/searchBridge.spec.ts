// The search bridge alone: shards, recovery, cancelling, and what it says of tables that are none.
import type { Page } from "@playwright/test";

import { expect, test } from "./studio";

const rows = 20_000;
const dimension = 24;
const queries = 5;
const topK = 40;

interface Shape {
  readonly rows: number;
  readonly dimension: number;
  readonly queries: number;
}

/** Opens a seeded gallery as `window.gallery`, with queries as `window.queries`. */
async function openGallery(page: Page, backend: string, shape: Shape = { rows, dimension, queries }) {
  return page.evaluate(
    async ([choice, { rows, dimension, queries }]) => {
      let state = 7;
      const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
      const vectors = Float32Array.from({ length: (rows + queries) * dimension }, uniform);
      const source = { kind: "vectors", vectors: vectors.slice(0, rows * dimension), dimension } as const;
      const gallery = await window.studio.openGallerySearch(new AbortController().signal, source, choice);
      Object.assign(window, { gallery, queries: vectors.slice(rows * dimension) });
      return gallery.opened;
    },
    [backend as "wasm", shape] as const,
  );
}

async function searchGallery(page: Page, topK: number): Promise<{ rows: number[]; scores: number[] }[]> {
  return page.evaluate(async (topK) => {
    const { gallery, queries } = window as unknown as OpenWindow;
    const rankings = await gallery.search(new AbortController().signal, queries, topK);
    return rankings.map((ranking) => ({ rows: [...ranking.rows], scores: [...ranking.scores] }));
  }, topK);
}

interface OpenWindow {
  gallery: Awaited<ReturnType<typeof window.studio.openGallerySearch>>;
  queries: Float32Array;
}

const searchWorkers = (page: Page) => page.workers().filter((worker) => worker.url().includes("search.worker"));

test.beforeEach(async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
});

test("ranks alike on every backend, cut into shards or complete @everywhere", async ({ page, backend }) => {
  const opened = await openGallery(page, backend);
  expect(opened).toMatchObject({ rows, dimension, backend: { kind: backend } });
  expect(searchWorkers(page)).toHaveLength(opened.workers);
  const heads = await searchGallery(page, topK);
  const complete = await searchGallery(page, rows + 1);
  expect(complete.map((ranking) => ranking.rows.length)).toEqual(Array(queries).fill(rows));
  expect(heads).toEqual(complete.map((r) => ({ rows: r.rows.slice(0, topK), scores: r.scores.slice(0, topK) })));
  await openGallery(page, "javascript");
  expect(await searchGallery(page, topK)).toEqual(heads);
});

test("reads stored vectors of any shard in the order they are asked for", async ({ page }) => {
  await openGallery(page, "wasm", { rows: 20_000, dimension: 2, queries: 1 });
  const isSame = await page.evaluate(async () => {
    const { gallery } = window as unknown as OpenWindow;
    const signal = new AbortController().signal;
    const all = await gallery.readVectors(
      signal,
      Uint32Array.from({ length: 20_000 }, (_, row) => row),
    );
    const some = await gallery.readVectors(signal, Uint32Array.of(19_999, 0, 12_345, 0));
    return [19_999, 0, 12_345, 0].every(
      (row, i) => some[2 * i] === all[2 * row] && some[2 * i + 1] === all[2 * row + 1],
    );
  });
  expect(isSame).toBe(true);
});

test("answers the same query after a worker died", async ({ page }) => {
  const { workers } = await openGallery(page, "wasm");
  const before = await searchGallery(page, topK);
  let successors = 0;
  page.on("worker", () => successors++);
  await searchWorkers(page)[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("killed by the test");
    });
  });
  await expect(async () => {
    expect(await searchGallery(page, topK)).toEqual(before);
    expect(successors).toBe(1);
    expect(searchWorkers(page)).toHaveLength(workers);
  }).toPass();
});

test("answers a query during which its worker dies", async ({ page }) => {
  await openGallery(page, "javascript");
  const before = await searchGallery(page, rows);
  const answer = searchGallery(page, rows);
  await searchWorkers(page)[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("killed by the test");
    });
  });
  expect(await answer).toEqual(before);
});

test("stops at once when cancelled, and answers the next query", async ({ page }) => {
  await openGallery(page, "javascript", { rows: 40_000, dimension: 128, queries: 20 });
  const ended = await page.evaluate(async () => {
    const { gallery, queries } = window as unknown as OpenWindow;
    const controller = new AbortController();
    const search = gallery.search(controller.signal, queries, 40_000);
    setTimeout(() => controller.abort(), 30);
    return search.then(
      () => "answered",
      (error: unknown) => (error instanceof Error ? error.name : "?"),
    );
  });
  expect(ended).toBe("AbortError");
  expect(await searchGallery(page, 3)).toHaveLength(20);
});

for (const [what, source, name, found] of [
  [
    "no file at an address",
    { kind: "url", url: "/nowhere.npy" },
    /StorageUnavailableError|EmbeddingTableFormatError/,
    /./,
  ],
  ["a page instead of a table", { kind: "url", url: "/index.html" }, /EmbeddingTableFormatError/, /NUMPY/],
  ["no file in this browser", { kind: "opfs", path: "galleries/none.npy" }, /StorageUnavailableError/, /none\.npy/],
] as const) {
  test(`says what was found where there is ${what}`, async ({ page }) => {
    const failure = await page.evaluate(
      (source) =>
        window.studio.openGallerySearch(new AbortController().signal, source, "wasm").then(
          () => null,
          (error: unknown) => {
            const { name, message, hint } = error as { name: string; message: string; hint: string };
            return { name, message, hint };
          },
        ),
      source,
    );
    expect(failure?.name).toMatch(name);
    expect(failure?.message).toMatch(found);
    expect(failure?.hint).toMatch(/\.$/);
    await expect(() => expect(searchWorkers(page)).toHaveLength(0)).toPass(); // the browser tells of an end a little later
  });
}

test("finds numbers that are not finite, names the row, and leaves no worker behind", async ({ page }) => {
  const message = await page.evaluate(async () => {
    const vectors = new Float32Array(20_000 * 4).fill(1);
    vectors[15_000 * 4 + 2] = NaN;
    return window.studio
      .openGallerySearch(new AbortController().signal, { kind: "vectors", vectors, dimension: 4 }, "wasm")
      .then(
        () => "",
        (error: unknown) => String(error),
      );
  });
  expect(message).toContain("expected finite numbers; found NaN in row 15000 at position 2");
  await expect(() => expect(searchWorkers(page)).toHaveLength(0)).toPass();
});
