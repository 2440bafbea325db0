import type { CurveAxis } from "./curveTable";

/** What a chart may be drawn over: the axes of runs, and what an item of an index takes. */
export type ChartAxis = CurveAxis | "bytes";

/** What the axes are called. */
export const axisNames: Readonly<Record<ChartAxis, string>> = {
  step: "step",
  epoch: "epoch",
  elapsed: "training time",
  time: "wall time",
  bytes: "bytes an item",
};

/** A place on an axis as it is printed: "1,200", "2 h 05 min", "14:05". Wall time is the reader's own. */
export function axisText(axis: ChartAxis, place: number): string {
  switch (axis) {
    case "elapsed":
      return elapsedText(place);
    case "time":
      return new Date(place * 1000).toLocaleString("en-GB", {
        month: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
      });
    default:
      return numberText(place);
  }
}

// Made once: a page of curves prints thousands of numbers.
const numbers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 8 });

/** A number in four digits that count: 0.00125, 1,200, 3.2e9, −0.5. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e7)
      ? value
          .toExponential(2)
          .replace("e+", "e")
          .replace(/\.?0+e/, "e")
      : numbers.format(Number(value.toPrecision(size >= 1000 ? 7 : 4)));
  return text.replace("-", "−");
}

function elapsedText(seconds: number): string {
  if (seconds < 60) return `${numberText(Math.round(seconds * 10) / 10)} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (count: number) => String(count).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${two(Math.floor(seconds % 60))} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
}
