import { Title } from "@mantine/core";
import type { ReactNode, SyntheticEvent } from "react";

import type { Item } from "../../core/dataset/item";
import type { ProposedImport } from "../../state/importStore";
import { proposalPictureUrl } from "../../state/proposalPictures";
import { usePictureUrl } from "../../ui/usePictureUrl";

/** The first items as they would be, with what the layout says of each. */
export function FirstItems({ state }: { readonly state: ProposedImport }): ReactNode {
  const { firstItems, proposalId } = state.proposal;
  if (firstItems.length === 0) return null;
  return (
    <section aria-label="First items" className="page-card">
      <Title order={2} size="h5" mb={6}>
        First items
      </Title>
      <ul className="first-items">
        {firstItems.map((item) => (
          <FirstItem key={`${proposalId} ${item.itemId}`} item={item} source={state.source} />
        ))}
      </ul>
    </section>
  );
}

function FirstItem({ item, source }: { readonly item: Item; readonly source: ProposedImport["source"] }): ReactNode {
  const { itemId, identity, split, isQuery, isGallery, category } = item;
  const url = usePictureUrl(itemId, () => proposalPictureUrl(source, itemId));
  const roles = [isQuery && "query", isGallery && "gallery"].filter(Boolean).join(" and ");
  return (
    <li>
      <span className="first-item-picture">
        {url !== null && url !== "" && <img src={url} alt="" onError={hide} />}
      </span>
      <span className="first-item-text">
        <b title={itemId}>{itemId}</b>
        <span>{[identity, category, split, roles].filter(Boolean).join(" · ")}</span>
      </span>
    </li>
  );
}

/** A picture that cannot be drawn is told by embedding or by the health checks; here its frame stays empty. */
function hide(event: SyntheticEvent<HTMLImageElement>): void {
  event.currentTarget.style.visibility = "hidden";
}
