import type { MeasuredSet } from "../contracts/analysisService";
import type { TableSource, PageTableSource } from "../contracts/searchService";
import type { DatasetId, DatasetRecord, TableCheckpoint } from "../core/dataset/datasetRecord";
import { ItemList } from "../core/dataset/itemList";
import type { PackedItems } from "../core/dataset/packedItems";
import { StudioError } from "../core/errors";
import { type MatchRule, planEvaluation, planLeaveOneOut } from "../core/metrics/evaluationPlan";
import { findOtherItems, noOtherItems } from "../core/metrics/otherItems";
import { sampleDataset } from "./choiceStore";
import { services } from "./services";
import type { Gallery } from "./studioStore";

/** What is to be measured: the sample or another open gallery as it is, or a data set by some of its tables. */
export type MeasuredSource =
  | { readonly kind: "gallery"; readonly gallery: Gallery; readonly checkpoint: TableCheckpoint | null }
  | { readonly kind: "dataset"; readonly record: DatasetRecord; readonly checkpoints: readonly TableCheckpoint[] };

/** A set whose queries, gallery and vectors are known. */
export interface OpenedMeasure {
  readonly dataset: DatasetId;
  readonly name: string;
  /** All items that have a vector; the plan's rows are theirs. */
  readonly items: ItemList;
  /** `key` names the vectors, so that they are not read twice. */
  readonly set: MeasuredSet & { readonly key: string };
  /** Whether every item is a query against all others, for want of queries. */
  readonly isLeaveOneOut: boolean;
}

/**
 * Opens what is to be measured.
 *
 * @throws StudioError MeasurementError where it has no gallery, lies in a store, or its tables hold other items
 */
export async function openMeasured(
  signal: AbortSignal,
  source: MeasuredSource,
  rule: MatchRule = "identity",
): Promise<OpenedMeasure> {
  if (source.kind === "dataset") return openDataset(signal, source, rule);
  const { gallery, checkpoint } = source;
  const { dataset, name, table } = gallery.opened;
  // The sample's queries have no vectors.
  if (dataset === sampleDataset || checkpoint === null) {
    const items = { ...gallery.items.packed, roles: new Uint8Array(gallery.items.length) };
    return plan({ dataset, name, key: dataset, items, tables: [inPage(table, name)] }, rule);
  }
  const opened = await services().library.ask(signal, (library) => library.openAll(dataset, checkpoint));
  const key = `${dataset} ${checkpoint.sha256}`;
  return plan({ dataset, name, key, items: opened.items, tables: [inPage(opened.table, name)] }, rule);
}

async function openDataset(
  signal: AbortSignal,
  { record, checkpoints }: MeasuredSource & { readonly kind: "dataset" },
  rule: MatchRule,
): Promise<OpenedMeasure> {
  const { library } = services();
  const opened = [];
  for (const checkpoint of checkpoints) {
    opened.push(await library.ask(signal, (service) => service.openAll(record.id, checkpoint)));
  }
  const [first] = opened;
  if (first === undefined) throw new Error("a data set is measured by one table at least");
  const lists = opened.map(({ items }) => new ItemList(items));
  const other = lists.find((list) => !isSameItems(list, lists[0] ?? list));
  if (other !== undefined) {
    throw new StudioError(
      "MeasurementError",
      `expected embeddings of the same items to fuse; found ${lists.map(({ length }) => length.toLocaleString("en-US")).join(" and ")} items`,
      "Embed the data set with each checkpoint to the end.",
    );
  }
  return plan(
    {
      dataset: record.id,
      name: record.name,
      key: `${record.id} ${record.revision} ${checkpoints.map(({ id, sha256 }) => `${id} ${sha256}`).join(" ")}`,
      items: first.items,
      tables: opened.map(({ table }) => inPage(table, record.name)),
    },
    rule,
  );
}

interface Planned {
  readonly dataset: DatasetId;
  readonly name: string;
  readonly key: string;
  readonly items: PackedItems;
  readonly tables: readonly PageTableSource[];
}

function plan({ dataset, name, key, items, tables }: Planned, rule: MatchRule): OpenedMeasure {
  const hasQueries = items.roles.some((role) => (role & 1) === 1);
  return {
    dataset,
    name,
    items: new ItemList(items),
    isLeaveOneOut: !hasQueries,
    set: {
      key: `${key} ${items.count} ${rule}`,
      tables,
      plan: hasQueries ? planEvaluation(items, rule) : planLeaveOneOut(items, rule),
      others: hasQueries ? findOtherItems(items) : noOtherItems,
    },
  };
}

function isSameItems(list: ItemList, other: ItemList): boolean {
  if (list.length !== other.length) return false;
  for (let row = 0; row < list.length; row++) if (list.itemId(row) !== other.itemId(row)) return false;
  return true;
}

function inPage(table: TableSource, name: string): PageTableSource {
  if (table.kind !== "store") return table;
  throw new StudioError(
    "MeasurementError",
    `expected vectors in this browser; those of ${name} lie in a store of the companion`,
    "Choose a gallery whose embeddings lie in this browser.",
  );
}
