// Where stored vectors lie while they are searched: in a file of the browser, or in memory where it has no such files.
import type { Page } from "@playwright/test";

import { expect, test } from "./studio";

const rows = 36_000;
const dimension = 256;
const tableBytes = rows * dimension * 4;

interface Searched {
  readonly backend: string;
  readonly residentBytes: number;
  readonly rankings: number[][];
  readonly lastVector: number[];
}

/** Opens and searches one seeded table, handed over as numbers or as an .npy file in the origin's file system. */
async function searchTable(page: Page, kind: "vectors" | "opfs", backend: "wasm" | "javascript"): Promise<Searched> {
  return page.evaluate(
    async ([kind, backend, rows, dimension]) => {
      let state = 7;
      const vectors = Float32Array.from(
        { length: rows * dimension },
        () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5,
      );
      const queries = vectors.slice(1000 * dimension, 1003 * dimension);
      if (kind === "opfs") {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle("galleries", { create: true });
        const file = await (await folder.getFileHandle("table.npy", { create: true })).createWritable();
        const header =
          `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimension}), }`.padEnd(117) + "\n";
        await file.write(new Blob([Uint8Array.of(0x93), "NUMPY", Uint8Array.of(1, 0, 118, 0), header, vectors]));
        await file.close();
      }
      const source = kind === "opfs" ? { kind, path: "galleries/table.npy" } : { kind, vectors, dimension };
      const signal = new AbortController().signal;
      const gallery = await window.studio.openGallerySearch(signal, source, backend);
      const rankings = await gallery.search(signal, queries, 20);
      const lastVector = await gallery.readVectors(signal, Uint32Array.of(rows - 1));
      gallery.close();
      return {
        backend: gallery.opened.backend.name,
        residentBytes: gallery.opened.residentBytes,
        rankings: rankings.map((ranking) => [...ranking.rows, ...ranking.scores]),
        lastVector: [...lastVector],
      };
    },
    [kind, backend, rows, dimension] as const,
  );
}

/** Lets every search worker run `code` before anything else. */
async function prepareWorkers(page: Page, code: string): Promise<void> {
  await page.route(/search\.worker-.*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

test("searches alike from a file, from a scratch file and in memory, and holds vectors only there", async ({
  page,
  harnessUrl,
}) => {
  await page.goto(harnessUrl);
  const plain = await searchTable(page, "vectors", "javascript");
  expect(plain.residentBytes).toBe(0);
  const scratch = await searchTable(page, "vectors", "wasm");
  const file = await searchTable(page, "opfs", "wasm");
  for (const { residentBytes } of [scratch, file]) {
    expect(residentBytes).toBeGreaterThan(tableBytes / 4);
    expect(residentBytes).toBeLessThan(tableBytes / 2);
  }
  expect(scratch).toMatchObject({ rankings: plain.rankings, lastVector: plain.lastVector });
  expect(file).toMatchObject({ rankings: plain.rankings, lastVector: plain.lastVector });

  await prepareWorkers(
    page,
    `navigator.storage.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"))`,
  );
  await page.reload();
  const inMemory = await searchTable(page, "vectors", "wasm");
  expect(inMemory.backend).toContain("vectors in memory");
  expect(inMemory.residentBytes).toBeGreaterThan(tableBytes);
  expect(inMemory).toMatchObject({ rankings: plain.rankings, lastVector: plain.lastVector });
});

test("reads a file that several workers share where the browser gives its handle to one only", async ({
  page,
  harnessUrl,
}) => {
  await page.goto(harnessUrl);
  const shared = await searchTable(page, "opfs", "wasm");
  await prepareWorkers(
    page,
    `FileSystemFileHandle.prototype.createSyncAccessHandle = () => Promise.reject(new DOMException("", "NoModificationAllowedError"))`,
  );
  await page.reload();
  expect(await searchTable(page, "opfs", "wasm")).toEqual(shared);
});
