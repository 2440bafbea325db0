// Embeddings that need no network: those that came along with an import, and those of data sets that are merged.
import type { DatasetId, TableCheckpoint } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import { NPY_PREFIX_BYTES, npyHeaderLength } from "../../core/embedding/npy";
import { readImportedVectors } from "../imports/importedVectors";
import { writing } from "../opfs/storageErrors";
import type { EmbeddingTables } from "../tables/embeddingTables";
import type { KeepVectors } from "./acceptedImports";
import type { FactsStore } from "./factsStore";
import type { JoinTables, MergedPart } from "./mergedDatasets";

/** Rows that are copied at a time. */
const blockRows = 4096;

/** Keeps the embeddings of an import as a table of a checkpoint that nobody has, named by their file. */
export function keepVectorsIn(tables: EmbeddingTables): KeepVectors {
  return async (dataset, taken, pathOf, { signal }) => {
    const { vectors, items } = taken.table;
    if (vectors === null) return;
    const checkpoint: TableCheckpoint = { id: vectors.path as CheckpointId, sha256: "", dimension: vectors.dimension };
    const itemAt = (item: number): ItemId => pathOf(items[item]!.itemId);
    try {
      for await (const block of readImportedVectors(taken.source, vectors)) {
        signal.throwIfAborted();
        const itemIds = Array.from(block.items, itemAt);
        const failures = block.failures.map(({ item, message }) => ({ itemId: itemAt(item), message }));
        const stamps = new Float64Array(itemIds.length * 2);
        await writing(`the embeddings in ${vectors.path}`, () =>
          tables.append(dataset, checkpoint, {
            itemIds,
            vectors: block.vectors,
            stamps,
            failures,
            backend: "imported",
            batch: 0,
          }),
        );
      }
    } finally {
      await tables.closeTableWriter(dataset, checkpoint);
    }
  };
}

/** Joins tables by the same checkpoint: their vectors are copied, bit for bit. */
export function joinTablesIn(tables: EmbeddingTables, facts: FactsStore): JoinTables {
  return async (parts, into) => {
    const joined = new Map<string, TableCheckpoint>();
    try {
      for (const part of parts) {
        for (const { checkpoint } of await tables.listTables(part.dataset)) {
          joined.set(JSON.stringify(checkpoint), checkpoint);
          await copyTable({ tables, facts }, part, checkpoint, into);
        }
      }
    } finally {
      for (const checkpoint of joined.values()) await tables.closeTableWriter(into, checkpoint);
    }
  };
}

interface Copied {
  readonly tables: EmbeddingTables;
  readonly facts: FactsStore;
}

async function copyTable(
  { tables, facts }: Copied,
  { dataset, pathOf }: MergedPart,
  checkpoint: TableCheckpoint,
  into: DatasetId,
): Promise<void> {
  const failures = (await tables.readFailures(dataset, checkpoint)).map(({ itemId, message }) => ({
    itemId: pathOf(itemId),
    message,
  }));
  const made = { failures: [], backend: "merged", batch: 0 };
  const { embedded } = (await tables.listTables(dataset)).find((table) => isSame(table.checkpoint, checkpoint))!;
  if (embedded > 0) {
    const items = new ItemList((await tables.openAll(dataset, checkpoint)).items);
    const { vectors } = await tables.exportTable(dataset, checkpoint);
    const known = await facts.columns(dataset);
    const start = npyHeaderLength(new Uint8Array(await vectors.slice(0, NPY_PREFIX_BYTES).arrayBuffer()));
    const rowBytes = checkpoint.dimension * 4;
    for (let first = 0; first < items.length; first += blockRows) {
      const end = Math.min(items.length, first + blockRows);
      const paths = Array.from({ length: end - first }, (_, i) => items.itemId(first + i));
      const bytes = await vectors.slice(start + first * rowBytes, start + end * rowBytes).arrayBuffer();
      const stamps = Float64Array.from(
        paths.flatMap((path) => {
          const row = known.list.rowOf(path);
          return [known.columns.bytes[row] ?? 0, known.columns.modified[row] ?? 0];
        }),
      );
      const block = { ...made, itemIds: paths.map(pathOf), vectors: new Float32Array(bytes), stamps };
      await writing("joined embeddings", () => tables.append(into, checkpoint, block));
    }
  }
  if (failures.length === 0) return;
  const none = { itemIds: [], vectors: new Float32Array(), stamps: new Float64Array() };
  await writing("joined embeddings", () => tables.append(into, checkpoint, { ...made, ...none, failures }));
}

function isSame(a: TableCheckpoint, b: TableCheckpoint): boolean {
  return a.id === b.id && a.sha256 === b.sha256 && a.dimension === b.dimension;
}
