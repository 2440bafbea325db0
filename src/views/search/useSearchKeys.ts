import { useEffect, useMemo, useRef } from "react";

import { activateView, changeShow, intentStore, redo, startQuery, undo } from "../../state/intentStore";
import { marksStore, searchWithMarks } from "../../state/marksStore";
import { tileRange } from "../../state/searchIntent";
import { useKeys } from "../../ui/useKeys";
import { mirrorActiveView, toggleCropBox, toggleTightToInk, turnActiveView } from "./queryEdits";

const tileStep = 24;
const thresholdStep = 0.01;

/** The search view's keys; `keyGroups` in the shell lists them. */
export function useSearchKeys(toggleFilter: () => void): void {
  const filter = useRef(toggleFilter);
  useEffect(() => {
    filter.current = toggleFilter;
  });
  const keys = useMemo(() => {
    const all: Record<string, () => void> = {
      r: turnActiveView,
      m: mirrorActiveView,
      c: toggleCropBox,
      t: toggleTightToInk,
      n: () => startQuery([]),
      g: () => changeShow({ isGrouped: !intentStore.getState().show.isGrouped }),
      f: () => filter.current(),
      a: () => {
        if (marksStore.getState().marks.size > 0) searchWithMarks();
      },
      "[": () => resizeTiles(-tileStep),
      "]": () => resizeTiles(tileStep),
      ",": () => moveThreshold(-thresholdStep),
      ".": () => moveThreshold(thresholdStep),
      "mod+z": undo,
      "mod+shift+z": redo,
      "mod+y": redo,
    };
    for (let position = 0; position < 8; position++) all[String(position + 1)] = () => activateExisting(position);
    return all;
  }, []);
  useKeys(keys);
}

function resizeTiles(by: number): void {
  const { tilePixels } = intentStore.getState().show;
  changeShow({ tilePixels: Math.min(tileRange.most, Math.max(tileRange.least, tilePixels + by)) });
}

function moveThreshold(by: number): void {
  const { threshold } = intentStore.getState().show;
  changeShow({ threshold: Number(((threshold ?? 0) + by).toFixed(3)) });
}

function activateExisting(position: number): void {
  if (position < intentStore.getState().query.views.length) activateView(position);
}
