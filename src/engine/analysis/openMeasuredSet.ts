import type { MeasuredSet, MeasureProgress } from "../../contracts/analysisService";
import type { CancelSignal } from "../../core/cancelSignal";
import type { Matrix } from "../../core/numeric/matrix";
import { arrangeSet, type OpenSet } from "./measuredSet";
import { openMatrix } from "./openMatrix";

/** Reads the vectors of queries, gallery and all others. */
export async function openMeasuredSet(
  { tables, plan, others }: MeasuredSet,
  signal: CancelSignal,
  onProgress: (progress: MeasureProgress) => void,
): Promise<OpenSet> {
  const rows = new Uint32Array(plan.rows.length + others.rows.length);
  rows.set(plan.rows);
  rows.set(others.rows, plan.rows.length);
  const read: Matrix[] = [];
  for (const table of tables) {
    const before = read.length * rows.length;
    const total = tables.length * rows.length;
    read.push(
      await openMatrix(table, rows, signal, (done) => onProgress({ stage: "reading", done: before + done, total })),
    );
  }
  // What was read stands as the plan wants it.
  const place = (_row: number, at: number): number => at;
  return arrangeSet(
    read,
    {
      plan: { ...plan, rows: plan.rows.map(place) },
      others: { ...others, rows: others.rows.map((_, at) => plan.rows.length + at) },
    },
    plan,
  );
}
