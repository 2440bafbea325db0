import { Text } from "@mantine/core";
import { type ReactNode, useMemo } from "react";

import type { Item } from "../../core/dataset/item";
import { openHit } from "../../state/intentStore";
import type { SearchResult } from "../../state/searchStore";
import type { Gallery } from "../../state/studioStore";
import { formatScore } from "../../ui/format";
import { ItemPicture } from "./ItemPicture";

export interface IdentityStripProps {
  readonly gallery: Gallery;
  readonly item: Item;
  readonly result: SearchResult;
}

/** All views of a hit's identity, best first, whether the filters show them or not; one click compares. */
export function IdentityStrip({ gallery, item, result }: IdentityStripProps): ReactNode {
  const { items } = gallery;
  const { rows, scores } = result.ranking;
  const { identity } = item;
  const views = useMemo(() => {
    const { codes, values } = items.column("identity");
    const wanted = values.indexOf(identity);
    return Array.from(rows.keys())
      .filter((rank) => codes[rows[rank] ?? 0] === wanted)
      .flatMap((rank) => {
        const view = items.at(rows[rank] ?? 0);
        return view === undefined ? [] : [{ item: view, score: scores[rank] ?? 0 }];
      });
  }, [items, rows, scores, identity]);
  return (
    <section aria-label={`All views of ${identity}`} className="identity-strip">
      <Text size="xs" fw={600}>
        {views.length === 1 ? "The only view of this identity" : `All ${views.length} views of this identity`}
      </Text>
      <div className="identity-strip-views">
        {views.map((hit) => (
          <button
            key={hit.item.itemId}
            type="button"
            aria-current={hit.item.itemId === item.itemId}
            title={`Compare with ${hit.item.itemId}`}
            onClick={() => openHit(hit.item.itemId)}
          >
            <ItemPicture
              gallery={gallery}
              itemId={hit.item.itemId}
              alt={`Compare with the view scored ${formatScore(hit.score)}`}
            />
            <span aria-hidden>{formatScore(hit.score)}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
