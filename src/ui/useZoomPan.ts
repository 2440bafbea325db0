import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

/** How much larger than fitted, and how far moved, in fractions of the pane: equal for panes of any size. */
export interface ZoomPan {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const fitted: ZoomPan = { zoom: 1, x: 0, y: 0 };
const mostZoom = 32;

/** Zooms by `factor` around a point given as fractions of the pane from its center, which stays where it is. */
export function zoomAround(view: ZoomPan, factor: number, point: { x: number; y: number }): ZoomPan {
  const zoom = Math.min(mostZoom, Math.max(1, view.zoom * factor));
  const ratio = zoom / view.zoom;
  return clipped({ zoom, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio });
}

/** Moves by fractions of the pane. */
export function panBy(view: ZoomPan, x: number, y: number): ZoomPan {
  return clipped({ ...view, x: view.x + x, y: view.y + y });
}

// The picture's edge may come to the middle of the pane, no further: it can never be lost.
function clipped({ zoom, x, y }: ZoomPan): ZoomPan {
  const most = zoom === 1 ? 0 : zoom / 2;
  const clip = (value: number) => Math.min(most, Math.max(-most, value));
  return { zoom, x: clip(x), y: clip(y) };
}

export interface ZoomPanControl {
  readonly view: ZoomPan;
  readonly reset: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly paneEvents: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
    readonly onDoubleClick: () => void;
  };
}

/** One zoom and pan for all panes inside `stage`: wheel, drag, pinch, double click, and the keys + − 0 and Shift with arrows. */
export function useZoomPan(stage: RefObject<HTMLElement | null>): ZoomPanControl {
  const [view, setView] = useState(fitted);
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  useWheelZoom(stage, setView);

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const { width, height, left, top } = event.currentTarget.getBoundingClientRect();
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    if (other === undefined) {
      setView((old) => panBy(old, (now.x - before.x) / width, (now.y - before.y) / height));
      return;
    }
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    setView((old) =>
      zoomAround(old, factor, { x: (middle.x - left) / width - 0.5, y: (middle.y - top) / height - 0.5 }),
    );
  };
  const release = (event: PointerEvent<HTMLElement>) => {
    pointers.current.delete(event.pointerId);
  };
  return {
    view,
    reset: () => setView(fitted),
    zoomBy: (factor) => setView((old) => zoomAround(old, factor, { x: 0, y: 0 })),
    onKeyDown: (event) => {
      const next = nextByKey(event);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      setView(next);
    },
    paneEvents: {
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      },
      onPointerMove,
      onPointerUp: release,
      onPointerCancel: release,
      onDoubleClick: () => setView((old) => (old.zoom > 1 ? fitted : zoomAround(old, 3, { x: 0, y: 0 }))),
    },
  };
}

function nextByKey(event: KeyboardEvent): ((old: ZoomPan) => ZoomPan) | null {
  const center = { x: 0, y: 0 };
  if (event.key === "+" || event.key === "=") return (old) => zoomAround(old, 1.25, center);
  if (event.key === "-") return (old) => zoomAround(old, 0.8, center);
  if (event.key === "0") return () => fitted;
  const arrows: Record<string, [number, number]> = {
    ArrowLeft: [0.1, 0],
    ArrowRight: [-0.1, 0],
    ArrowUp: [0, 0.1],
    ArrowDown: [0, -0.1],
  };
  const step = event.shiftKey ? arrows[event.key] : undefined;
  return step === undefined ? null : (old) => panBy(old, ...step);
}

// React listens to the wheel passively, and a passive listener cannot keep the page from scrolling.
function useWheelZoom(
  stage: RefObject<HTMLElement | null>,
  setView: (change: (old: ZoomPan) => ZoomPan) => void,
): void {
  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent) => {
      const pane = event.target instanceof Element ? event.target.closest(".compare-pane") : null;
      if (pane === null) return;
      event.preventDefault();
      const { width, height, left, top } = pane.getBoundingClientRect();
      const point = { x: (event.clientX - left) / width - 0.5, y: (event.clientY - top) / height - 0.5 };
      setView((old) => zoomAround(old, Math.exp(-event.deltaY * 0.002), point));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [stage, setView]);
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
