import { describe, expect, it } from "vitest";

import type { DatasetService, EmbeddedBlock } from "../contracts/datasetService";
import type { DatasetId, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { packItems } from "../core/dataset/packedItems";
import { packTexts } from "../core/dataset/packedTexts";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import { seededRandom } from "../core/numeric/random";
import type { Library } from "./datasetBridge";
import { embedDataset, type EmbeddingJob, type EmbeddingProgress } from "./embeddingJob";
import { PauseGate } from "./pauseGate";

const dataset = "drawings" as DatasetId;
const checkpoint: TableCheckpoint = { id: "tiny" as CheckpointId, sha256: "ab", dimension: 2 };

/** A library of pictures whose bytes are their number; keeps what is appended. */
class FakeTable {
  readonly blocks: EmbeddedBlock[] = [];
  readonly facts: PictureFacts[] = [];
  readonly items: Item[];
  opened = 0;
  /** What appending a block does before it counts. */
  onAppend: () => Promise<void> = () => Promise.resolve();

  constructor(
    count: number,
    readonly missing: ReadonlySet<number> = new Set(),
  ) {
    this.items = Array.from({ length: count }, (_, i) => ({
      itemId: `${i}.png` as ItemId,
      identity: "any",
      split: "",
      isQuery: false,
      isGallery: true,
      ...(i === 3 ? { box: { left: 1, top: 2, right: 3, bottom: 4 } } : {}),
    }));
  }

  get written(): string[] {
    return this.blocks.flatMap(({ itemIds }) => itemIds);
  }

  get failed(): string[] {
    return this.blocks.flatMap(({ failures }) => failures.map(({ itemId }) => itemId));
  }

  readonly library: Library = {
    ask: async (signal, call) => {
      signal.throwIfAborted();
      await Promise.resolve();
      return call(this.#service as DatasetService, 1);
    },
    close: () => undefined,
  };

  readonly #service: Partial<DatasetService> = {
    openTableWriter: () => {
      this.opened++;
      const known = new Set([...this.written, ...this.failed]);
      const pending = this.items.map(({ itemId }) => itemId).filter((id) => !known.has(id));
      return Promise.resolve({ pending: packTexts(pending), record: this.#record() });
    },
    closeTableWriter: () => {
      this.opened--;
      return Promise.resolve();
    },
    readItems: () => Promise.resolve(packItems(this.items)),
    readPicture: (_dataset, itemId) => {
      const i = Number.parseInt(itemId);
      if (this.missing.has(i)) {
        return Promise.reject(
          new StudioError("PictureMissingError", `expected ${itemId}; found nothing`, "Put it back."),
        );
      }
      return Promise.resolve({ file: new File([itemId], itemId, { lastModified: 1000 + i }), page: i % 2 });
    },
    keepFacts: (_dataset, facts) => {
      this.facts.push(...facts);
      return Promise.resolve();
    },
    appendBlock: async (_dataset, _checkpoint, block) => {
      await this.onAppend();
      this.blocks.push(block);
      return this.#record();
    },
  };

  #record(): TableRecord {
    const [embedded, failed] = [this.written.length, this.failed.length];
    return { dataset, checkpoint, embedded, failed, missing: this.items.length - embedded - failed } as TableRecord;
  }
}

/** A pool of four lanes that finish in any order; the vector of picture i is (i, page). */
function fakePool(batch: number, seed = 1): EmbeddingJob["pool"] {
  const random = seededRandom(seed);
  return {
    opened: { backend: { name: "WASM SIMD" } } as EmbeddingJob["pool"]["opened"],
    batch,
    embed: async (signal, batches, onEmbedded) => {
      const lane = async () => {
        for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
          await new Promise((done) => setTimeout(done, random.uniform() * 3));
          signal.throwIfAborted();
          for (const { position, picture } of next.value) {
            const i = Number.parseInt(picture.itemId);
            const fault = i % 50 === 7 ? "damaged" : "";
            const facts = { itemId: picture.itemId, ...picture.stamp, fault } as PictureFacts;
            const vector = fault === "" ? Float32Array.of(i, picture.box?.left ?? picture.page) : null;
            onEmbedded(position, {
              vector,
              facts,
              backend: "WASM SIMD",
              times: { decodeMs: 0, preprocessMs: 0, embedMs: 0 },
            });
          }
        }
      };
      await Promise.all([lane(), lane(), lane(), lane()]);
    },
  };
}

function jobOf(
  table: FakeTable,
  pool = fakePool(1),
  gate = new PauseGate(),
  onProgress: (progress: EmbeddingProgress) => void = () => undefined,
): EmbeddingJob {
  return { library: table.library, pool, dataset, checkpoint, gate, onProgress };
}

const never = () => new AbortController().signal;
const isSound = (id: string) => Number.parseInt(id) % 50 !== 7;
const pause = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms));

describe("embedDataset", () => {
  it("writes blocks in the item table's order, whatever order they are done in", async () => {
    for (const batch of [1, 5]) {
      const table = new FakeTable(300);
      const record = await embedDataset(never(), jobOf(table, fakePool(batch, batch)));
      const ids = table.items.map(({ itemId }) => itemId as string);
      expect(table.written).toEqual(ids.filter(isSound));
      expect(table.failed).toEqual(ids.filter((id) => !isSound(id)));
      expect(table.blocks.map(({ itemIds, failures }) => itemIds.length + failures.length)).toEqual([128, 128, 44]);
      for (const { itemIds, vectors, stamps, backend } of table.blocks) {
        expect([...vectors]).toEqual(itemIds.flatMap((id) => [Number.parseInt(id), Number.parseInt(id) === 3 ? 1 : Number.parseInt(id) % 2])); // prettier-ignore
        expect([...stamps]).toEqual(itemIds.flatMap((id) => [id.length, 1000 + Number.parseInt(id)]));
        expect(backend).toBe("WASM SIMD");
      }
      expect(record).toMatchObject({ embedded: 294, failed: 6, missing: 0 });
      expect(table.facts).toHaveLength(300);
      expect(table.opened).toBe(0);
    }
  });

  it("takes a missing picture for a failure of its item, and goes on", async () => {
    const table = new FakeTable(40, new Set([0, 12, 39]));
    await embedDataset(never(), jobOf(table, fakePool(4)));
    expect(table.failed).toEqual(["0.png", "7.png", "12.png", "39.png"]);
    expect(table.written).toHaveLength(36);
    expect(table.blocks[0]?.failures[0]?.message).toContain("expected 0.png");
  });

  it("holds back while it is paused, writes what it has, and goes on without doing it again", async () => {
    // Progress is told ten times a second: a fast machine is through with a smaller table before it is told at all.
    const table = new FakeTable(4000);
    const gate = new PauseGate();
    let seen = 0;
    const running = embedDataset(
      never(),
      jobOf(table, fakePool(2), gate, ({ done, failed }) => (seen = done + failed)),
    );
    while (seen < 30) await pause(1);
    gate.pause();
    await pause(60);
    const kept = table.written.length + table.failed.length;
    expect(kept).toBeGreaterThanOrEqual(30);
    expect(kept).toBeLessThan(4000);
    await pause(30);
    expect(table.written.length + table.failed.length).toBe(kept);
    gate.resume();
    await running;
    expect(table.written).toEqual(table.items.map(({ itemId }) => itemId as string).filter(isSound));
  });

  it("keeps what stands together when it is cancelled, closes the table, and goes on there next time", async () => {
    const table = new FakeTable(3000);
    const controller = new AbortController();
    let seen = 0;
    const running = embedDataset(
      controller.signal,
      jobOf(table, fakePool(1), new PauseGate(), ({ done }) => (seen = done)),
    );
    while (seen < 40) await pause(1);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(table.written.length).toBeGreaterThanOrEqual(seen - 6);
    expect(table.written.length).toBeLessThan(2940);
    expect(table.opened).toBe(0);
    await embedDataset(never(), jobOf(table));
    expect(table.written).toEqual(table.items.map(({ itemId }) => itemId as string).filter(isSound));
  });

  it("ends when the storage is full, with what was written before", async () => {
    const table = new FakeTable(600);
    table.onAppend = () => {
      if (table.blocks.length < 2) return Promise.resolve();
      return Promise.reject(new StudioError("StorageFullError", "expected room; found none", "Make room."));
    };
    await expect(embedDataset(never(), jobOf(table))).rejects.toMatchObject({ name: "StorageFullError" });
    expect(table.written.length + table.failed.length).toBe(256);
    expect(table.opened).toBe(0);
  });

  it("never has more than 256 items that are not written yet, however slow the disk is", async () => {
    const table = new FakeTable(2000);
    let seen = 0;
    let mostAhead = 0;
    table.onAppend = () => pause(40);
    await embedDataset(
      never(),
      jobOf(table, fakePool(8), new PauseGate(), ({ done, failed }) => {
        seen = done + failed;
        mostAhead = Math.max(mostAhead, seen - table.written.length - table.failed.length);
      }),
    );
    expect(seen).toBe(2000);
    expect(mostAhead).toBeLessThanOrEqual(256);
    expect(table.written).toHaveLength(1960);
  });

  it("tells how far it is, at most ten times a second", async () => {
    const table = new FakeTable(200);
    const progress: EmbeddingProgress[] = [];
    const start = performance.now();
    await embedDataset(
      never(),
      jobOf(table, fakePool(1), new PauseGate(), (told) => progress.push(told)),
    );
    expect(progress[0]).toMatchObject({ done: 0, total: 200, secondsLeft: null, backend: "WASM SIMD", batch: 1 });
    expect(progress.at(-1)).toMatchObject({ done: 196, failed: 4, total: 200, secondsLeft: 0 });
    expect(progress.length).toBeLessThanOrEqual(3 + (performance.now() - start) / 100);
  });
});
