import "./CompareStage.css";

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef } from "react";

import { boxAroundPlace } from "../core/explain/placesInBox";
import { boxOutOf, type FractionBox } from "../core/image/fractionBox";
import { transformOf } from "./ComparePane";
import { drawHeat, type Heat, type HeatDrawing, paintHeat } from "./drawHeat";
import { useBoxDrag } from "./useBoxDrag";
import type { ZoomPanControl } from "./useZoomPan";

export interface HeatPaneProps {
  readonly control: ZoomPanControl;
  readonly caption: string;
  readonly label: string;
  readonly picture: HTMLCanvasElement;
  readonly heat: Heat;
  readonly opacity: number;
  /** A place of the map that is outlined. */
  readonly marked: number | null;
  readonly onHover: (place: number | null) => void;
  /** A box of the picture that is outlined, in fractions of it. */
  readonly chosen?: FractionBox | null;
  /** Given where boxes can be chosen: by a drag, by a click, which takes the place and its neighbors, or by arrow keys. */
  readonly onChoose?: (box: FractionBox) => void;
}

/** A picture with a map over it that tells which place the pointer is on. */
export function HeatPane(props: HeatPaneProps): ReactNode {
  const { control, caption, label, picture, heat, opacity, marked, onHover, chosen = null, onChoose } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { placeOf, aroundPlace, dragged, dragEvents } = useBoxDrag(canvas, { heat, zoom: control.view.zoom, onChoose });
  const colors = useMemo(() => drawHeat(heat), [heat]);
  const outlines = useMemo(() => outlinesOf(heat, marked, dragged ?? chosen), [heat, marked, dragged, chosen]);
  usePainting(canvas, { picture, heat, colors, opacity, outlines });

  const onKeyDown = (event: KeyboardEvent) => {
    const next = onChoose === undefined ? null : nextPlace(event, heat, marked);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onHover(next);
    onChoose?.(aroundPlace(next));
  };
  const events = onChoose === undefined ? control.paneEvents : dragEvents;
  return (
    <figure
      className={onChoose === undefined ? "compare-pane" : "compare-pane heat-pane-choosing"}
      {...events}
      onPointerMove={(event) => {
        events.onPointerMove(event);
        onHover(placeOf(event));
      }}
      onPointerLeave={() => onHover(null)}
      onKeyDown={onKeyDown}
      {...(onChoose === undefined
        ? {}
        : { tabIndex: 0, role: "group", "aria-label": `${label}: arrow keys choose a part` })}
    >
      <div className="compare-layer">
        <canvas ref={canvas} role="img" aria-label={label} style={transformOf(control.view)} />
      </div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

function usePainting(canvas: { readonly current: HTMLCanvasElement | null }, drawing: HeatDrawing): void {
  const { picture, heat, colors, opacity, outlines } = drawing;
  useLayoutEffect(() => {
    if (canvas.current !== null) paintHeat(canvas.current, { picture, heat, colors, opacity, outlines });
  }, [canvas, picture, heat, colors, opacity, outlines]);
}

function outlinesOf(heat: Heat, marked: number | null, chosen: FractionBox | null): HeatDrawing["outlines"] {
  const place = marked === null ? [] : [{ box: boxOutOf(boxAroundPlace(heat, marked, 0), heat.place), isDashed: true }];
  return chosen === null ? place : [...place, { box: chosen, isDashed: false }];
}

function nextPlace(event: KeyboardEvent, { height, width }: Heat, marked: number | null): number | null {
  const steps: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const step = event.shiftKey || event.ctrlKey || event.altKey ? undefined : steps[event.key];
  if (step === undefined) return null;
  const from = marked ?? Math.floor(height / 2) * width + Math.floor(width / 2);
  if (marked === null) return from;
  const column = Math.min(width - 1, Math.max(0, (from % width) + step[0]));
  const row = Math.min(height - 1, Math.max(0, Math.floor(from / width) + step[1]));
  return row * width + column;
}
