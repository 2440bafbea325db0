import { type CSSProperties, type ReactNode, useEffect, useMemo, useState } from "react";

import { ComparePane, transformOf } from "./ComparePane";
import { type Drawable, drawTinted } from "./drawing";
import { PictureCanvas } from "./PictureCanvas";
import type { ZoomPanControl } from "./useZoomPan";

/** How two pictures are compared. */
export type CompareMode = "side" | "overlay" | "blink" | "difference";

export interface CompareStageProps {
  readonly query: Drawable | null;
  readonly hit: Drawable | null;
  readonly mode: CompareMode;
  /** How much of the hit covers the query in an overlay, 0 to 1. */
  readonly opacity: number;
  readonly control: ZoomPanControl;
}

const blinkMs = 600;
// Apart for every kind of color vision; multiplied they are nearly black.
const queryColor = "#1f5fd6";
const hitColor = "#e07b00";

/** Two pictures under one zoom and pan: side by side, or one over the other. */
export function CompareStage({ query, hit, mode, opacity, control }: CompareStageProps): ReactNode {
  const isHitTurn = useBlinking(mode === "blink");
  const isTinted = mode === "overlay";
  const shownQuery = useTint(query, isTinted ? queryColor : null);
  const shownHit = useTint(hit, isTinted ? hitColor : null);
  const style = transformOf(control.view);
  const queryPane = shownQuery && <PictureCanvas picture={shownQuery} label="The query" style={style} />;
  const hitPane = shownHit && <PictureCanvas picture={shownHit} label="The hit" style={style} />;
  if (mode === "side") {
    return (
      <div className="compare-stage" data-mode={mode}>
        <ComparePane control={control} caption="Query" layers={[{ content: queryPane }]} />
        <ComparePane control={control} caption="Hit" layers={[{ content: hitPane }]} />
      </div>
    );
  }
  const caption = mode === "blink" ? (isHitTurn ? "Hit" : "Query") : captions[mode];
  const styles = layerStyles(mode, opacity, isHitTurn);
  return (
    <div className="compare-stage" data-mode={mode}>
      <ComparePane
        control={control}
        caption={caption}
        layers={[
          { content: queryPane, style: styles.query },
          { content: hitPane, style: styles.hit },
        ]}
      />
    </div>
  );
}

const captions = {
  overlay: "Query blue, hit orange, black where both agree",
  difference: "Black where both agree",
} as const;

function layerStyles(
  mode: "overlay" | "blink" | "difference",
  opacity: number,
  isHitTurn: boolean,
): { query: CSSProperties; hit: CSSProperties } {
  switch (mode) {
    case "overlay":
      // Lines multiply, so both stay visible; the fading one shows which is which.
      return {
        query: { opacity: Math.min(1, 2 - 2 * opacity) },
        hit: { opacity: Math.min(1, 2 * opacity), mixBlendMode: "multiply" },
      };
    case "blink":
      return {
        query: { visibility: isHitTurn ? "hidden" : "visible" },
        hit: { visibility: isHitTurn ? "visible" : "hidden" },
      };
    case "difference":
      return { query: {}, hit: { mixBlendMode: "difference" } };
  }
}

function useTint(picture: Drawable | null, color: string | null): Drawable | null {
  return useMemo(() => (picture === null || color === null ? picture : drawTinted(picture, color)), [picture, color]);
}

/** Whether it is the hit's turn. Whoever asked for less motion gets a slow change. */
function useBlinking(isOn: boolean): boolean {
  const [isHitTurn, setIsHitTurn] = useState(false);
  useEffect(() => {
    if (!isOn) return undefined;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setInterval(() => setIsHitTurn((was) => !was), isCalm ? 4 * blinkMs : blinkMs);
    return () => clearInterval(timer);
  }, [isOn]);
  return isHitTurn;
}
