import { curveNames, type RunCurves } from "./runCurves";

const rest: readonly string[] = Object.values(curveNames);

/** Names of all curves that any of these runs has: metrics first, then losses with their total first, then the rest. */
export function panelNames(runs: readonly RunCurves[]): string[] {
  const names = new Set(runs.flatMap(({ steps, validations }) => [...validations.names, ...steps.names]));
  return [...names]
    .filter((name) => runs.some((curves) => isTold(curves, name)))
    .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

/** A run on a CPU never tells some of its curves; a panel of nothing would only take room. */
function isTold({ steps, validations }: RunCurves, name: string): boolean {
  return [steps, validations].some((table) => table.values(name).some(Number.isFinite));
}

function rankOf(name: string): number {
  if (name === "metric/mAP") return 0;
  if (name.startsWith("metric/")) return 1;
  if (name === "loss/total") return 2;
  return name.startsWith("loss/") ? 3 : 4 + rest.indexOf(name);
}

/** What a curve is called on the page: without its kind where that is plain. */
export function panelTitle(name: string): string {
  if (name.startsWith("metric/")) return name.slice("metric/".length);
  return name.startsWith("loss/") ? `loss: ${name.slice("loss/".length)}` : name;
}
