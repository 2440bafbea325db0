import { useEffect, useMemo, useRef } from "react";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { browseStore, resizeWall } from "../../state/browseStore";
import { addSelected, clearSelected } from "../../state/selectionStore";
import { useKeys } from "../../ui/useKeys";
import type { WallContent } from "./Wall";

const tileStep = 24;

/** The keys of a wall that are not a tile's; `keyGroups` in the shell lists them. */
export function useWallKeys(dataset: DatasetId, content: WallContent | null): void {
  const shown = useRef(content);
  useEffect(() => {
    shown.current = content;
  });
  const keys = useMemo(
    () => ({
      "[": () => resizeWall(browseStore.getState().tilePixels - tileStep),
      "]": () => resizeWall(browseStore.getState().tilePixels + tileStep),
      "mod+a": () => addSelected(dataset, allOf(shown.current)),
      escape: clearSelected,
    }),
    [dataset],
  );
  useKeys(keys);
}

function* allOf(content: WallContent | null) {
  for (let position = 0; content !== null && position < content.count; position++) yield content.itemId(position);
}
