import { createStore } from "zustand/vanilla";

import { formatLedger, parseKeptEntries, parseLedger } from "../contracts/decisionLedger";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { Decision, LedgerEntry } from "../core/duplicates/ledgerEntry";
import { mergeLedgers } from "../core/duplicates/mergeLedgers";
import { standingDecisions } from "../core/duplicates/standingDecisions";
import { isStudioError, type StudioErrorShape } from "../core/errors";
import { shownFailure } from "./companionStore";
import { fileName } from "./exportItems";
import { services } from "./services";

export interface LedgerState {
  /** Whose ledger is open. */
  readonly dataset: DatasetId | null;
  /** Everything that was decided of it, undos too, by time. `standingDecisions` says what it comes to. */
  readonly entries: readonly LedgerEntry[];
  /** What went wrong with keeping, reading or taking decisions in. */
  readonly failure: StudioErrorShape | null;
}

export const ledgerStore = createStore<LedgerState>(() => ({ dataset: null, entries: [], failure: null }));

type WithoutHead<Entry> = Entry extends Decision ? Omit<Entry, "schema" | "id" | "at"> : never;

/** A decision before it is entered. */
export type DecisionDraft = WithoutHead<Decision>;

let lastAt = 0;

/** Opens the ledger of a data set. */
export async function openLedger(dataset: DatasetId): Promise<void> {
  ledgerStore.setState({ dataset, entries: [], failure: null });
  await reporting(() => reload(dataset));
}

/** The entries of a data set's ledger, of which another may be open. */
export async function readLedger(dataset: DatasetId): Promise<LedgerEntry[]> {
  const kept = mergeLedgers(parseKeptEntries(await services().browserStore.listDecisions(dataset)), []);
  const open = ledgerStore.getState();
  return open.dataset === dataset ? mergeLedgers(kept, open.entries) : kept;
}

/** Enters a decision, and keeps it before it is shown. */
export async function decide(draft: DecisionDraft): Promise<void> {
  await append([{ ...newHead(), ...draft }]);
}

/** Takes an entry back; that of an undo lets what it took back stand again. */
export async function undoDecision(id: string, author: string): Promise<void> {
  const undo = { author, checkpoint: null, score: null, note: "", kind: "undo" } as const;
  await append([{ ...newHead(), ...undo, subject: { kind: "entry", entry: id } }]);
}

/** Takes the latest decision back that stands; nothing where none does. */
export async function undoLatest(author: string): Promise<void> {
  const latest = standingDecisions(ledgerStore.getState().entries).decisions.at(-1);
  if (latest !== undefined) await undoDecision(latest.id, author);
}

/** Saves the ledger as JSON lines, with what other tabs entered meanwhile. */
export async function exportLedger(datasetName: string): Promise<void> {
  const { dataset } = ledgerStore.getState();
  if (dataset === null) return;
  await reporting(async () => {
    await reload(dataset);
    const content = new Blob([formatLedger(ledgerStore.getState().entries)], { type: "application/jsonl" });
    services().saveFile(content, `${fileName(datasetName)} decisions.jsonl`);
  });
}

/** Takes the entries of a file in, beside those that are there; all of them, or none where one is faulty. */
export async function importLedger(file: File): Promise<void> {
  const { dataset } = ledgerStore.getState();
  if (dataset === null) return;
  await reporting(async () => {
    const theirs = parseLedger(await file.text(), file.name);
    const ours = parseKeptEntries(await services().browserStore.listDecisions(dataset));
    await services().browserStore.addDecisions(dataset, mergeLedgers(ours, theirs));
    await reload(dataset);
  });
}

export function dismissLedgerFailure(): void {
  ledgerStore.setState({ failure: null });
}

async function append(entries: readonly LedgerEntry[]): Promise<void> {
  const { dataset } = ledgerStore.getState();
  if (dataset === null) throw new Error("openLedger must be called before anything is decided");
  await reporting(async () => {
    await services().browserStore.addDecisions(dataset, entries);
    const state = ledgerStore.getState();
    if (state.dataset !== dataset) return;
    ledgerStore.setState({ entries: mergeLedgers(state.entries, entries), failure: null });
  });
}

async function reload(dataset: DatasetId): Promise<void> {
  const entries = await readLedger(dataset);
  // Another data set may have been opened meanwhile.
  if (ledgerStore.getState().dataset === dataset) ledgerStore.setState({ entries, failure: null });
}

/** Two decisions of one millisecond would have no order. */
function newHead(): Pick<Decision, "schema" | "id" | "at"> {
  lastAt = Math.max(Date.now(), lastAt + 1);
  return { schema: 1, id: crypto.randomUUID(), at: new Date(lastAt).toISOString() };
}

async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isStudioError(error)) throw error;
    ledgerStore.setState({ failure: shownFailure(error) });
  }
}
