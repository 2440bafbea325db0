import { type EmbeddingViews, plainViews, viewCount } from "./embeddingViews";

const flipWords = { horizontal: "mirrored", vertical: "upside down" } as const;
const denoiseWords = {
  none: [],
  median: ["median"],
  bilateral: ["bilateral filter"],
  "by-type": ["denoised by type"],
} as const;

/** Views as people are told of them, plain parts left out. */
export function viewsWords(views: EmbeddingViews): string[] {
  const { scales, flips, rotations, denoise, pool } = views;
  return [
    ...flips.map((flip) => flipWords[flip]),
    ...(rotations.length === 0 ? [] : [`turned ${rotations.map((angle) => `${angle}°`).join(" ")}`]),
    ...(hasPlainScales(scales) ? [] : [`sizes ${scales.map((scale) => `× ${shortNumber(scale)}`).join(" ")}`]),
    ...denoiseWords[denoise],
    ...(pool === "sum" ? [] : ["power mean"]),
  ];
}

/** Views as an id names them: `fh-r90-x1.1-median`; "" for plain ones. */
export function viewsSlug({ scales, flips, rotations, denoise, pool }: EmbeddingViews): string {
  return [
    ...flips.map((flip) => `f${flip.charAt(0)}`),
    ...rotations.map((angle) => `r${angle}`),
    ...(hasPlainScales(scales) ? [] : scales.map((scale) => `x${shortNumber(scale)}`)),
    ...(denoise === "none" ? [] : [denoise]),
    ...(pool === "sum" ? [] : [pool]),
  ].join("-");
}

/** What views cost, in a sentence. */
export function viewsCost(views: EmbeddingViews): string {
  const count = viewCount(views);
  // A larger input takes longer by its area.
  const area = views.scales.reduce((sum, scale) => sum + scale * scale, 0) / views.scales.length;
  const times = Math.max(1, Math.round(count * area * 10) / 10);
  const filtered = views.denoise === "none" ? "" : ", and filtering each picture before";
  return `${count === 1 ? "One view" : `${count} views`}: about ${times === 1 ? "" : `${times} times `}the time of one plain view${filtered}.`;
}

/** Sizes as a person writes them, "0.7, 1, 1.4"; null where that is none, or beyond what a manifest may say. */
export function readScales(text: string): number[] | null {
  const scales = text.split(/[\s,;]+/).filter((part) => part !== "").map(Number); // prettier-ignore
  const isSound = scales.every((scale) => scale >= 0.25 && scale <= 4);
  return isSound && scales.length > 0 && scales.length <= 8 ? scales : null;
}

/** What wanted views have that others lack; empty where nothing is missing. */
export function missingViews(wanted: EmbeddingViews, found: EmbeddingViews): string[] {
  const hasScales = wanted.scales.every((scale) => found.scales.includes(scale));
  return viewsWords({
    scales: hasScales ? plainViews.scales : wanted.scales,
    flips: wanted.flips.filter((flip) => !found.flips.includes(flip)),
    rotations: wanted.rotations.filter((angle) => !found.rotations.includes(angle)),
    denoise: wanted.denoise === found.denoise ? "none" : wanted.denoise,
    pool: wanted.pool === found.pool ? "sum" : wanted.pool,
  });
}

function hasPlainScales(scales: readonly number[]): boolean {
  return scales.length === 1 && scales[0] === 1;
}

/** At most four digits behind the point. */
function shortNumber(value: number): string {
  return String(Number(value.toFixed(4)));
}
