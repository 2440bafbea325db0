import { checkHealth } from "../../core/dataset/health/checkHealth";
import { type FactColumns, factsAt, makeFactColumns, setFacts } from "../../core/dataset/health/factColumns";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import { ItemList } from "../../core/dataset/itemList";
import type { PackedItems } from "../../core/dataset/packedItems";
import type { PackedTexts } from "../../core/dataset/packedTexts";
import type { PictureFacts } from "../../core/dataset/pictureFacts";
import { selectTexts } from "../../core/dataset/selectItems";
import type { HealthReport } from "../../contracts/datasetService";
import { Journal } from "../opfs/journal";
import { writing } from "../opfs/storageErrors";
import type { PictureStamps } from "./datasetFiles";
import type { DatasetStore } from "./datasetStore";
import { formatFacts, parseFacts } from "./factsRecord";

/** The journal of a data set's folder that holds what was seen of its pictures; later facts of an item replace earlier ones. */
export const factsFile = "facts.journal";

/** Facts of a data set by row of its living items, as far as its journal was read. */
interface HeldFacts {
  readonly items: PackedItems;
  readonly list: ItemList;
  readonly columns: FactColumns;
  readonly journal: Journal;
}

/** What was seen of the pictures of data sets. */
export class FactsStore {
  readonly #held = new Map<DatasetId, HeldFacts>();
  /** One call after another: a journal is read where the last call left it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: DatasetStore) {}

  /** @throws StudioError StorageFullError, LockedElsewhereError: nothing of these facts is kept */
  keep(dataset: DatasetId, facts: readonly PictureFacts[]): Promise<void> {
    if (facts.length === 0) return Promise.resolve();
    return this.#inTurn(() =>
      this.store.exclusively(dataset, async () => {
        const held = await this.#read(dataset);
        const record = formatFacts(facts);
        await writing(`what was seen of ${facts.length} pictures`, () => held.journal.append([record]));
        take(held, record);
      }),
    );
  }

  /** Facts by row of the living items. */
  columns(dataset: DatasetId): Promise<Pick<HeldFacts, "list" | "columns">> {
    return this.#inTurn(() => this.#read(dataset));
  }

  async stamps(dataset: DatasetId): Promise<PictureStamps> {
    const { bytes, modified, sha256 } = (await this.columns(dataset)).columns;
    return { bytes, modified, sha256 };
  }

  async unexamined(dataset: DatasetId): Promise<PackedTexts> {
    const { list, columns } = await this.columns(dataset);
    const rows: number[] = [];
    columns.isExamined.forEach((isExamined, row) => {
      if (isExamined === 0) rows.push(row);
    });
    return selectTexts(list.packed.paths, Uint32Array.from(rows));
  }

  async health(dataset: DatasetId): Promise<HealthReport> {
    const { list, columns } = await this.columns(dataset);
    return {
      examined: columns.isExamined.reduce((sum, isExamined) => sum + isExamined, 0),
      total: list.length,
      findings: checkHealth(list, columns).map(({ kind, summary, rows, groups }) => ({
        kind,
        summary,
        items: selectTexts(list.packed.paths, rows),
        groups,
      })),
    };
  }

  /** Copies facts of one data set to another under other paths. The other must be of this worker alone. */
  async copy(from: DatasetId, to: FileSystemDirectoryHandle, pathOf: (path: string) => string): Promise<void> {
    const target = new Journal(to, factsFile);
    await target.read(() => undefined);
    for (const block of await this.#readAll(from)) {
      await target.append([
        formatFacts(block.map((facts) => ({ ...facts, itemId: pathOf(facts.itemId) as PictureFacts["itemId"] }))),
      ]);
    }
  }

  async #readAll(dataset: DatasetId): Promise<PictureFacts[][]> {
    const { list, columns } = await this.columns(dataset);
    const blocks: PictureFacts[][] = [];
    for (let start = 0; start < list.length; start += copiedRows) {
      const facts: PictureFacts[] = [];
      for (let row = start; row < Math.min(list.length, start + copiedRows); row++) {
        if (columns.isExamined[row] === 1) facts.push(factsAt(columns, row, list.itemId(row)));
      }
      if (facts.length > 0) blocks.push(facts);
    }
    return blocks;
  }

  async #read(dataset: DatasetId): Promise<HeldFacts> {
    const { living } = await this.store.readItems(dataset);
    let held = this.#held.get(dataset);
    if (held?.items !== living) {
      const journal = new Journal(await this.store.folder(dataset), factsFile);
      held = { items: living, list: new ItemList(living), columns: makeFactColumns(living.count), journal };
      this.#held.clear(); // one data set is looked at at a time
      this.#held.set(dataset, held);
    }
    const current = held;
    await current.journal.read((record) => take(current, record));
    return current;
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

const copiedRows = 1024;

/** Facts of items that the data set no longer has are passed over. */
function take({ list, columns }: HeldFacts, record: Uint8Array<ArrayBuffer>): void {
  for (const facts of parseFacts(record)) {
    const row = list.rowOf(facts.itemId);
    if (row >= 0) setFacts(columns, row, facts);
  }
}
