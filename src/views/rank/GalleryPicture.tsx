import type { ReactNode } from "react";

import type { ItemId } from "../../core/dataset/item";
import { galleryPictureUrl } from "../../state/galleryPictures";
import type { Gallery } from "../../state/studioStore";
import { usePictureUrl } from "../../ui/usePictureUrl";

/** An item's small picture; what it shows is said beside it. */
export function GalleryPicture({ gallery, itemId }: { readonly gallery: Gallery; readonly itemId: ItemId }): ReactNode {
  const url = usePictureUrl(`${gallery.opened.dataset} ${itemId}`, () =>
    galleryPictureUrl(gallery, itemId, "thumbnail"),
  );
  return url !== null && url !== "" && <img src={url} alt="" loading="lazy" />;
}
