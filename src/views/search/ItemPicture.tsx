import type { ReactNode } from "react";

import type { ItemId } from "../../core/dataset/item";
import type { Gallery } from "../../state/studioStore";
import { useItemPicture } from "./useItemPicture";

interface ItemPictureProps {
  readonly gallery: Gallery;
  readonly itemId: ItemId;
  readonly alt: string;
}

/** An item's small picture, or an empty frame where it cannot be read. */
export function ItemPicture({ gallery, itemId, alt }: ItemPictureProps): ReactNode {
  const { url, onFailed } = useItemPicture(gallery, itemId, "thumbnail");
  if (url === "")
    return <span role="img" aria-label={`${alt}: its picture cannot be read`} className="picture-missing" />;
  return <img key={url} src={url ?? undefined} alt={alt} onError={onFailed} />;
}
