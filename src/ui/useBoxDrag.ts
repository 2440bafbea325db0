import { type PointerEvent, type RefObject, useState } from "react";

import { boxAroundPlace, placeAt } from "../core/explain/placesInBox";
import {
  boxBetween,
  boxOutOf,
  clipBox,
  type FractionBox,
  type FractionPoint,
  isInBox,
  pointWithin,
} from "../core/image/fractionBox";
import type { Heat } from "./drawHeat";
import { pointInContained } from "./pointInContained";

/** Neighbors that a click takes along: a place alone says little, as each sees far more than itself. */
const reach = 1;
/** A pointer that moves less has clicked. */
const clickPixels = 5;

interface BoxDragOptions {
  readonly heat: Heat;
  readonly zoom: number;
  readonly onChoose: ((box: FractionBox) => void) | undefined;
}

export interface BoxDrag {
  /** The place under the pointer; null beside what was seen. */
  readonly placeOf: (event: PointerEvent) => number | null;
  /** The box, in fractions of the picture, of a place and its neighbors. */
  readonly aroundPlace: (place: number) => FractionBox;
  /** The box that is being drawn. */
  readonly dragged: FractionBox | null;
  readonly dragEvents: Record<
    "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel",
    (event: PointerEvent<HTMLElement>) => void
  >;
}

/** Choosing a box of a picture with a map over it: by a drag, or by a click on a place. */
export function useBoxDrag(
  canvas: RefObject<HTMLCanvasElement | null>,
  { heat, zoom, onChoose }: BoxDragOptions,
): BoxDrag {
  const [drag, setDrag] = useState<{ readonly from: FractionPoint; readonly to: FractionPoint } | null>(null);
  const pointOf = (event: PointerEvent): FractionPoint | null =>
    canvas.current === null ? null : pointInContained(event, canvas.current, zoom);
  const placeAtPoint = (point: FractionPoint | null): number | null =>
    point === null || !isInBox(point, heat.seen) ? null : placeAt(heat, pointWithin(point, heat.place));
  const aroundPlace = (place: number) => clipBox(boxOutOf(boxAroundPlace(heat, place, reach), heat.place), heat.seen);
  const finish = (event: PointerEvent<HTMLElement>) => {
    if (drag === null) return;
    setDrag(null);
    const box = boxBetween(drag.from, drag.to);
    const { width } = event.currentTarget.getBoundingClientRect();
    const place = placeAtPoint(drag.from);
    const isClick = Math.max(box.right - box.left, box.bottom - box.top) * width <= clickPixels;
    if (!isClick) onChoose?.(clipBox(box, heat.seen));
    else if (place !== null) onChoose?.(aroundPlace(place));
  };
  return {
    placeOf: (event) => placeAtPoint(pointOf(event)),
    aroundPlace,
    dragged: drag === null ? null : boxBetween(drag.from, drag.to),
    dragEvents: {
      onPointerDown: (event) => {
        const from = pointOf(event);
        if (from === null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from, to: from });
      },
      onPointerMove: (event) => {
        const to = pointOf(event);
        if (drag !== null && to !== null) setDrag({ ...drag, to });
      },
      onPointerUp: finish,
      onPointerCancel: () => setDrag(null),
    },
  };
}
