import type { Figure, FigureSize } from "./figure";
import { layOutFigure } from "./layOutFigure";

/** A figure as SVG on white, for reports and papers. */
export function figureSvg(figure: Figure, { width, height }: FigureSize): string {
  const head = 24;
  const named = [...figure.lines, ...figure.bars];
  const layout = layOutFigure(figure, { width, height });
  const { frame, xTicks, yTicks, linePaths, barPaths } = layout;
  const middle = (frame.left + frame.right) / 2;
  const total = head + height + named.length * 16;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="Helvetica, Arial, sans-serif" font-size="11" role="img" aria-label="${escaped(figure.title)}">`,
    `<rect width="${width}" height="${total}" fill="#fff"/>`,
    `<text x="${frame.left}" y="16" font-size="12" font-weight="bold">${escaped(figure.title)}</text>`,
    `<g transform="translate(0 ${head})">`,
    ...yTicks.map(
      ({ at, text }) =>
        `<path d="M${frame.left} ${at}H${frame.right}" stroke="#ddd"/><text x="${frame.left - 5}" y="${at + 4}" text-anchor="end" fill="#444">${text}</text>`,
    ),
    ...xTicks.map(
      ({ at, text }) => `<text x="${at}" y="${frame.bottom + 14}" text-anchor="middle" fill="#444">${text}</text>`,
    ),
    `<text x="${middle}" y="${frame.bottom + 29}" text-anchor="middle">${escaped(`${figure.xLabel}; upright: ${figure.yLabel}`)}</text>`,
    ...barPaths.map((path, place) => `<path d="${path}" fill="${figure.bars[place]?.color ?? ""}"/>`),
    ...linePaths.map(
      (path, place) =>
        `<path d="${path}" fill="none" stroke="${figure.lines[place]?.color ?? ""}" stroke-width="1.6"/>`,
    ),
    `<rect x="${frame.left}" y="${frame.top}" width="${frame.right - frame.left}" height="${frame.bottom - frame.top}" fill="none" stroke="#999"/>`,
    ...named.map(
      ({ label, color }, place) =>
        `<rect x="${frame.left}" y="${height + place * 16 + 2}" width="16" height="5" fill="${color}"/><text x="${frame.left + 22}" y="${height + place * 16 + 9}">${escaped(label)}</text>`,
    ),
    "</g></svg>",
  ];
  return parts.join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
