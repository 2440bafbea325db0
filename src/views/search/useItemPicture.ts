import type { ItemId } from "../../core/dataset/item";
import { galleryPictureUrl } from "../../state/galleryPictures";
import type { Gallery } from "../../state/studioStore";
import { usePictureUrl } from "../../ui/usePictureUrl";

/** Address of an item's picture, small for a tile or in full; null until it is there. */
export function useItemPicture(gallery: Gallery, itemId: ItemId, size: "thumbnail" | "full"): string | null {
  const key = `${gallery.opened.dataset} ${size} ${itemId}`;
  return usePictureUrl(key, () => galleryPictureUrl(gallery, itemId, size));
}
