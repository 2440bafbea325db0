import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { EmbeddingTable, writeNpy } from "../../core/embedding/embeddingTable";
import { MemoryDirectory } from "./memoryDirectory";
import { openShardVectors } from "./shardVectors";
import { readTableHeader } from "./tableBytes";

const dimension = 3;
const path = "library/drawings/vectors-1.npy";

async function keep(root: MemoryDirectory, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const library = await root.getDirectoryHandle("library", { create: true });
  const folder = await library.getDirectoryHandle("drawings", { create: true });
  const handle = await (await folder.getFileHandle("vectors-1.npy", { create: true })).createSyncAccessHandle();
  handle.write(bytes);
  handle.close();
}

const table = (rows: number): Uint8Array<ArrayBuffer> =>
  writeNpy(
    new EmbeddingTable(
      rows,
      dimension,
      Float32Array.from({ length: rows * dimension }, (_, i) => i),
    ),
  );

describe("openShardVectors", () => {
  let root: MemoryDirectory;

  beforeEach(() => {
    root = new MemoryDirectory();
    vi.stubGlobal("navigator", { storage: { getDirectory: () => Promise.resolve(root) } });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("divides chosen rows among shards as if they were a table of their own", async () => {
    await keep(root, table(12));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...Array(12).keys()], { minLength: 1 }),
        fc.integer({ min: 1, max: 4 }),
        async (chosen, count) => {
          const source = { kind: "opfs", path, rows: Uint32Array.from(chosen) } as const;
          expect(await readTableHeader(source)).toMatchObject({ rows: chosen.length, dimension });
          const found: number[] = [];
          for (let index = 0; index < count; index++) {
            const { vectors } = await openShardVectors(source, { index, count });
            const into = new Float32Array(vectors.rows * dimension);
            expect(vectors.firstRow).toBe(found.length / dimension);
            vectors.read(
              Uint32Array.from({ length: vectors.rows }, (_, row) => row),
              into,
            );
            found.push(...into);
          }
          expect(found).toEqual(chosen.flatMap((row) => [row * 3, row * 3 + 1, row * 3 + 2]));
        },
      ),
    );
  });

  it("reads chosen rows of a file that is growing, and refuses others that do not stand in it", async () => {
    const torn = new Uint8Array([...table(5), 1, 2, 3]);
    await keep(root, torn);
    const open = (rows?: Uint32Array<ArrayBuffer>) =>
      openShardVectors({ kind: "opfs", path, ...(rows === undefined ? {} : { rows }) }, { index: 0, count: 1 });
    const { vectors } = await open(Uint32Array.of(4, 0));
    const into = new Float32Array(2 * dimension);
    vectors.read(Uint32Array.of(0, 1), into);
    expect([...into]).toEqual([12, 13, 14, 0, 1, 2]);
    const format = { name: "EmbeddingTableFormatError" };
    await expect(open(Uint32Array.of(5))).rejects.toMatchObject(format);
    await expect(open()).rejects.toMatchObject(format);
  });
});
