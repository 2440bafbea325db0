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
  /** What a person decided of it and the query. */
  readonly verdict?: "same" | "different" | "unsure" | null;
  readonly onHover?: (isOver: boolean) => void;
}

/** An item's picture in the frame of what it is: the query, a match (thick, with a tick) or no match (dashed). */
export function FramedPicture(props: FramedPictureProps): ReactNode {
  const { dataset, item, label, kind, isLinked, verdict, onHover } = props;
  const url = usePictureUrl(`${dataset} ${item.itemId}`, () => evaluationPictureUrl(dataset, item.itemId));
  return (
    <span
      className="framed-picture"
      data-kind={kind}
      data-linked={isLinked === true || undefined}
      data-verdict={verdict ?? undefined}
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
