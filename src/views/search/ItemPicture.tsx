import type { ReactNode } from "react";

import type { ItemId } from "../../core/dataset/item";
import type { Gallery } from "../../state/studioStore";
import { useItemPicture } from "./useItemPicture";

interface ItemPictureProps {
  readonly gallery: Gallery;
  readonly itemId: ItemId;
  readonly alt: string;
}

/** An item's small picture. */
export function ItemPicture({ gallery, itemId, alt }: ItemPictureProps): ReactNode {
  const url = useItemPicture(gallery, itemId, "thumbnail");
  return <img src={url ?? undefined} alt={alt} />;
}
