import type { ReactNode } from "react";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { Item } from "../../core/dataset/item";
import { evaluationPictureUrl } from "../../state/evaluationPictures";
import { usePictureUrl } from "../../ui/usePictureUrl";

interface FramedPictureProps {
  readonly dataset: DatasetId;
  readonly item: Item;
  readonly label: string;
  readonly kind: "query" | "match" | "other";
  /** Stands out, as the same item does in another list. */
  readonly isLinked?: boolean;
  readonly onHover?: (isOver: boolean) => void;
}

/** An item's picture in the frame of what it is: the query, a match (thick, with a tick) or no match (dashed). */
export function FramedPicture({ dataset, item, label, kind, isLinked, onHover }: FramedPictureProps): ReactNode {
  const url = usePictureUrl(`${dataset} ${item.itemId}`, () => evaluationPictureUrl(dataset, item.itemId));
  return (
    <span
      className="framed-picture"
      data-kind={kind}
      data-linked={isLinked === true || undefined}
      title={label}
      onPointerEnter={() => onHover?.(true)}
      onPointerLeave={() => onHover?.(false)}
    >
      {url === null || url === "" ? (
        <span role="img" aria-label={label} />
      ) : (
        <img src={url} alt={label} draggable={false} />
      )}
    </span>
  );
}
