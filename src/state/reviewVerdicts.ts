import type { DatasetId } from "../core/dataset/datasetRecord";
import type { Item } from "../core/dataset/item";
import type { LedgerEntry } from "../core/duplicates/ledgerEntry";
import { type PairVerdict, standingDecisions } from "../core/duplicates/standingDecisions";
import { pairKey } from "../core/duplicates/subjectPairs";
import { isMatchAt, judgedQueryAt } from "../core/metrics/judgedQueries";
import { candidateItem, type Evaluation, queryItem } from "./evaluateStore";
import { decide, ledgerStore, undoLatest } from "./ledgerStore";
import { authorName, settingsStore } from "./settingsStore";

/** A hit that is asked about: whether it shows what the query shows. */
export interface AskedHit {
  readonly item: Item;
  /** From 0. */
  readonly rank: number;
  readonly score: number;
}

/** What a person holds of a hit and its query. */
export interface HitVerdict {
  readonly kind: "same" | "different" | "unsure";
  readonly author: string;
}

/** The best hit of a query that is no match by the data set; null where all that are kept are matches. */
export function firstWrongHit(evaluation: Evaluation, place: number): AskedHit | null {
  const query = judgedQueryAt(evaluation.queries, place);
  const rank = query.best.findIndex((_, at) => !isMatchAt(query, at));
  const item = candidateItem(evaluation, query.best[rank] ?? -1);
  return item === undefined ? null : { item, rank, score: query.bestScores[rank] ?? NaN };
}

/** Enters into the ledger whether a query and its first wrong hit show the same. */
export async function decideFirstWrong(
  evaluation: Evaluation,
  place: number,
  kind: "same" | "different",
): Promise<void> {
  const query = queryItem(evaluation, place);
  const asked = firstWrongHit(evaluation, place);
  if (query === undefined || asked === null || !isOpen(evaluation.dataset)) return;
  const [checkpoint, ...fused] = evaluation.checkpoints;
  // Vectors that came without a checkpoint have no hash, and of fused ones none alone proposed it.
  const isOne = checkpoint !== undefined && fused.length === 0 && checkpoint.sha256 !== "";
  await decide({
    kind,
    subject: { kind: "items", items: [query.itemId, asked.item.itemId] },
    author: authorName(settingsStore.getState()),
    checkpoint: isOne ? { id: checkpoint.id, sha256: checkpoint.sha256 } : null,
    score: Number.isFinite(asked.score) ? asked.score : null,
    note: fused.length > 0 ? `fused: ${evaluation.checkpoints.map(({ id }) => id).join(" + ")}` : "",
  });
}

/** Takes the latest decision back of the data set that is reviewed. */
export async function undoVerdict(dataset: DatasetId): Promise<void> {
  if (isOpen(dataset)) await undoLatest(authorName(settingsStore.getState()));
}

/** What stands of pairs of items, to be asked by `verdictOn`. */
export type ItemVerdicts = ReadonlyMap<string, PairVerdict>;

export function itemVerdicts(entries: readonly LedgerEntry[]): ItemVerdicts {
  return standingDecisions(entries).verdicts;
}

/** What stands of a query and a hit; null where nothing was decided. */
export function verdictOn(verdicts: ItemVerdicts, query: string, hit: string): HitVerdict | null {
  const found = verdicts.get(pairKey("items", query, hit));
  if (found === undefined || found.kind === "merge" || found.kind === "keep-apart") return null;
  return { kind: found.kind, author: found.entry.author };
}

/** Another data set's ledger may be open: what is said here is not meant for it. */
function isOpen(dataset: DatasetId): boolean {
  return ledgerStore.getState().dataset === dataset;
}
