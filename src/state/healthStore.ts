import { createStore } from "zustand/vanilla";

import type { HealthFinding, HealthReport } from "../contracts/datasetService";
import { formatCsvRecord } from "../core/dataset/csv";
import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { textAt, textCount } from "../core/dataset/packedTexts";
import { fileName } from "./exportItems";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

export type { HealthFinding, HealthReport } from "../contracts/datasetService";

/** What may be wrong with one data set. */
export interface HealthState {
  readonly dataset: DatasetId | null;
  /** The last report stays while the next is read. */
  readonly report: HealthReport | null;
  readonly reading: Task<null>;
  /** The finding whose pictures are shown. */
  readonly open: HealthFinding["kind"] | null;
}

export const healthStore = createStore<HealthState>(() => ({ dataset: null, report: null, reading: idle, open: null }));

const latest = new LatestTask();

/** Reads what the health checks found in a data set. */
export async function readHealth(dataset: DatasetId): Promise<void> {
  if (healthStore.getState().dataset !== dataset) healthStore.setState({ dataset, report: null, open: null });
  await latest.run(
    async (signal) => {
      healthStore.setState({ reading: { phase: "running", done: 0, total: 1 } });
      const report = await services().library.ask(signal, (library) => library.readHealth(dataset));
      signal.throwIfAborted();
      healthStore.setState({ report, reading: { phase: "done", value: null } });
    },
    (error) => healthStore.setState({ reading: { phase: "failed", error } }),
  );
}

/** Shows the pictures of a finding; null shows none. */
export function openFinding(open: HealthFinding["kind"] | null): void {
  healthStore.setState({ open });
}

/** Saves which items a finding concerns: path and group. */
export function exportFinding({ name }: DatasetRecord, finding: HealthFinding): void {
  const lines = [formatCsvRecord(["path", "group"])];
  for (let at = 0; at < textCount(finding.items); at++) {
    const group = finding.groups === null ? "" : String(finding.groups[at] ?? "");
    lines.push(formatCsvRecord([textAt(finding.items, at), group]));
  }
  const table = new Blob([`${lines.join("\n")}\n`], { type: "text/csv" });
  services().saveFile(table, `${fileName(name)} ${finding.kind}.csv`);
}

/** The item at a place of a finding. */
export function findingItem({ items }: HealthFinding, position: number): ItemId {
  return textAt(items, position) as ItemId;
}

/** How many items a finding concerns. */
export function findingCount({ items }: HealthFinding): number {
  return textCount(items);
}
