import { useCallback } from "react";

import type { ItemId } from "../../core/dataset/item";
import { forgetGalleryPicture, galleryPictureUrl } from "../../state/galleryPictures";
import type { Gallery } from "../../state/studioStore";
import { type FoundPicture, usePicture } from "../../ui/usePictureUrl";

/** An item's picture, small for a tile or in full; its address is null until it is there. */
export function useItemPicture(gallery: Gallery, itemId: ItemId, size: "thumbnail" | "full"): FoundPicture {
  const key = `${gallery.opened.dataset} ${size} ${itemId}`;
  const find = useCallback(() => galleryPictureUrl(gallery, itemId, size), [gallery, itemId, size]);
  const forget = useCallback(
    (url: string) => forgetGalleryPicture(gallery, { itemId, size }, url),
    [gallery, itemId, size],
  );
  return usePicture(key, find, forget);
}
