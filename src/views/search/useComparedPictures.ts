import { useEffect, useMemo, useState } from "react";

import type { QueryView } from "../../state/searchIntent";
import { type Drawable, drawEdited, drawInk, loadDrawable } from "../../ui/drawing";

export interface ComparedPictures {
  readonly query: Drawable | null;
  readonly hit: Drawable | null;
}

interface Compared {
  /** The query's open picture and view; undefined until it is open. */
  readonly opened: { readonly preview: ImageBitmap } | undefined;
  readonly view: QueryView | undefined;
  /** Null until it is known. */
  readonly hitUrl: string | null;
  /** Cut both to their ink, so that one drawing lies on the other whatever its margins. */
  readonly isTight: boolean;
}

/** The query as it was searched with, and a hit, ready to be drawn; null until each is there. */
export function useComparedPictures({ opened, view, hitUrl, isTight }: Compared): ComparedPictures {
  const query = useMemo(() => {
    if (opened === undefined || view === undefined) return null;
    return drawEdited(opened.preview, { ...view.edit, cropToInk: isTight });
  }, [opened, view, isTight]);
  const [loaded, setLoaded] = useState<{ readonly url: string; readonly picture: HTMLImageElement } | null>(null);
  useEffect(() => {
    if (hitUrl === null) return undefined;
    let isWanted = true;
    loadDrawable(hitUrl).then(
      (picture) => {
        if (isWanted) setLoaded({ url: hitUrl, picture });
      },
      // The pane stays empty; the tile it came from shows the broken picture's name.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [hitUrl]);
  const hit = useMemo(() => {
    if (loaded === null || loaded.url !== hitUrl) return null;
    return isTight ? drawInk(loaded.picture) : loaded.picture;
  }, [loaded, hitUrl, isTight]);
  return { query, hit };
}
