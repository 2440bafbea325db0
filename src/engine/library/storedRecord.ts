// record.json of a data set: parsed once, where it enters.
import { type StoredDataset, storedDatasetSchema } from "../../contracts/storedDataset";
import type { DatasetId, DatasetRecord } from "../../core/dataset/datasetRecord";
import { StudioError } from "../../core/errors";

/** The file of a data set's folder without which the folder is no data set. */
export const recordFile = "record.json";

const hint = "Use the version of Retrieval Studio that wrote the data set, or delete it and import it again.";

/** @throws StudioError ItemTableFormatError: no JSON, another schema (both numbers are named) or fields that are not as they must be */
export function parseStoredRecord(text: string, dataset: DatasetId): StoredDataset {
  const fault = (expected: string, found: string) =>
    new StudioError("ItemTableFormatError", `data set ${dataset}: expected ${expected}; found ${found}`, hint);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault("a record in JSON", JSON.stringify(text.slice(0, 40)));
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (schema !== 1)
    throw fault(
      "schema 1, which this version reads",
      schema === undefined ? "no schema" : `schema ${JSON.stringify(schema)}`,
    );
  const parsed = storedDatasetSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, record: parsed.data.record as unknown as DatasetRecord };
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`);
  throw fault("every field of the record as the format has it", issues.join("; "));
}

/** What the list of data sets shows of one that this version cannot read: it is told and can be deleted, all others open. */
export function unreadableRecord(dataset: DatasetId, reason: string): DatasetRecord {
  return {
    schema: 1,
    id: dataset,
    name: reason,
    layout: "unreadable",
    createdAt: 0,
    changedAt: 0,
    revision: 0,
    counts: { items: 0, identities: 0, queries: 0, gallery: 0 },
    sources: [],
    bytes: 0,
  };
}

/** A data set that is not, or no longer, in this browser. */
export function datasetMissing(dataset: DatasetId): StudioError {
  return new StudioError(
    "DatasetMissingError",
    `expected the data set ${dataset} in this browser's library; found none`,
    "It may have been deleted in another tab, or the browser cleared its storage. Import it again.",
  );
}
