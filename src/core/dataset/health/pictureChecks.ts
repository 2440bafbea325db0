// Checks of pictures one by one: what was seen when they were decoded.
import { colorModes, type FactColumns } from "./factColumns";
import { counted, type HealthCheck } from "./healthCheck";

/** Shorter side in pixels below which a picture is tiny: networks see less of it than of noise. */
export const tinySide = 32;
/** Longer side over shorter side above which a shape is extreme: squashed or padded, little of it is left. */
export const extremeAspect = 8;
/** A color mode is the wrong one where fewer than this share of the pictures have it. */
export const minorityShare = 0.1;

/** Pictures that could not be decoded. */
export const findUnreadable: HealthCheck = (_items, { faults }) => {
  if (faults.size === 0) return null;
  const rows = Uint32Array.from(faults.keys()).sort();
  return {
    kind: "unreadable",
    summary: `${counted(rows.length, "picture", "pictures")} cannot be read`,
    rows,
    groups: null,
  };
};

/** Pictures whose pixels are all the same but for noise. */
export const findBlank: HealthCheck = (_items, facts) => {
  const rows = decodedRows(facts, (row) => facts.isBlank[row] === 1);
  if (rows.length === 0) return null;
  return { kind: "blank", summary: `${counted(rows.length, "picture is", "pictures are")} blank`, rows, groups: null };
};

/** Pictures whose shorter side is below `tinySide` pixels. */
export const findTiny: HealthCheck = (_items, facts) => {
  const rows = decodedRows(facts, (row) => Math.min(facts.width[row] ?? 0, facts.height[row] ?? 0) < tinySide);
  if (rows.length === 0) return null;
  const what = counted(rows.length, "picture has", "pictures have");
  return { kind: "tiny", summary: `${what} a shorter side below ${tinySide} pixels`, rows, groups: null };
};

/** Pictures whose longer side is more than `extremeAspect` times the shorter. */
export const findExtremeShape: HealthCheck = (_items, facts) => {
  const rows = decodedRows(facts, (row) => {
    const [width = 1, height = 1] = [facts.width[row], facts.height[row]];
    return Math.max(width, height) > extremeAspect * Math.min(width, height);
  });
  if (rows.length === 0) return null;
  const what = counted(rows.length, "picture is", "pictures are");
  return {
    kind: "extreme-shape",
    summary: `${what} more than ${extremeAspect} times as long as wide`,
    rows,
    groups: null,
  };
};

/** Pictures in a color mode that fewer than `minorityShare` of the decoded pictures have; the groups are the modes. */
export const findColorMode: HealthCheck = (_items, facts) => {
  const decoded = decodedRows(facts, () => true);
  const counts = colorModes.map((_, mode) =>
    decoded.reduce((sum, row) => sum + (facts.color[row] === mode ? 1 : 0), 0),
  );
  const wrong = counts.flatMap((count, mode) => (count > 0 && count < minorityShare * decoded.length ? [mode] : []));
  if (wrong.length === 0) return null;
  const rowsOf = wrong.map((mode) => decoded.filter((row) => facts.color[row] === mode));
  const modes = wrong.map((mode) => `${(counts[mode] ?? 0).toLocaleString("en")} in ${modeNames[mode] ?? ""}`);
  const total = rowsOf.reduce((sum, rows) => sum + rows.length, 0);
  return {
    kind: "color-mode",
    summary: `${counted(total, "picture is", "pictures are")} in a color mode that less than ${minorityShare * 100} % of the pictures have: ${modes.join(", ")}`,
    rows: Uint32Array.from(rowsOf.flatMap((rows) => [...rows])),
    groups: Uint32Array.from(rowsOf.flatMap((rows, group) => Array.from(rows, () => group))),
  };
};

const modeNames: readonly string[] = ["black and white", "gray", "color"];

/** Rows of pictures that were decoded and meet a test, ascending. */
function decodedRows(facts: FactColumns, test: (row: number) => boolean): Uint32Array<ArrayBuffer> {
  const rows: number[] = [];
  for (let row = 0; row < facts.count; row++) {
    if (facts.isExamined[row] === 1 && (facts.width[row] ?? 0) > 0 && !facts.faults.has(row) && test(row))
      rows.push(row);
  }
  return Uint32Array.from(rows);
}
