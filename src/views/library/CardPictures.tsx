import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { coverKey, coverStore, loadCover } from "../../state/coverStore";
import { usePictureUrl } from "../../ui/usePictureUrl";
import { itemPictureUrl } from "../../state/itemPictures";

/** A few pictures of a data set. They say nothing that its name and counts do not, so they have no words. */
export function CardPictures({
  dataset,
  revision,
}: {
  readonly dataset: DatasetId;
  readonly revision: number;
}): ReactNode {
  const items = useStore(coverStore, ({ covers }) => covers.get(coverKey(dataset, revision)));
  useEffect(() => void loadCover(dataset, revision), [dataset, revision]);
  return (
    <div className="card-pictures" aria-hidden>
      {items?.map((itemId) => (
        <CardPicture key={itemId} dataset={dataset} itemId={itemId} />
      ))}
    </div>
  );
}

function CardPicture({ dataset, itemId }: { readonly dataset: DatasetId; readonly itemId: ItemId }): ReactNode {
  const url = usePictureUrl(`${dataset} ${itemId}`, () => itemPictureUrl(dataset, itemId, "thumbnail"));
  return <span>{url !== null && url !== "" && <img src={url} alt="" loading="lazy" />}</span>;
}
