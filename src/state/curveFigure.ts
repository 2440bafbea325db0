import type { CurveAxis } from "../core/runs/curveTable";
import type { PanelView } from "../core/runs/panelDrawing";
import { type FigurePanel, panelFigure } from "../core/runs/panelFigure";
import { services } from "./services";

/** Hands the charts to the user as one figure; PNG at twice the pixels, for print. */
export async function exportFigure(
  panels: readonly FigurePanel[],
  axis: CurveAxis,
  view: PanelView,
  format: "svg" | "png",
): Promise<void> {
  const svg = panelFigure(panels, axis, view);
  const content =
    format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await services().paintSvg(svg, pngScale);
  services().saveFile(content, `curves.${format}`);
}

const pngScale = 2;
