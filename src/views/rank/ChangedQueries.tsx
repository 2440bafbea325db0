import { Text } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useStore } from "zustand";

import type { ItemId } from "../../core/dataset/item";
import { judgedList } from "../../core/metrics/judgedQueries";
import type { SetEffect } from "../../state/setEffectStore";
import { type Gallery, studioStore } from "../../state/studioStore";
import { takeItem } from "../../state/takeStore";
import { formatScore } from "../../ui/format";
import { GalleryPicture } from "./GalleryPicture";

/** How many are shown of each kind. */
const shown = 12;

interface ChangedQuery {
  readonly itemId: ItemId;
  readonly before: number;
  readonly after: number;
}

/** The queries that the pipeline helps and harms most; each is one click from being looked at. */
export function ChangedQueries({ effect }: { readonly effect: SetEffect }): ReactNode {
  const gallery = useStore(studioStore, (studio) => studio.gallery);
  const changed = useMemo(() => changedQueries(effect), [effect]);
  // Pictures of another gallery cannot be found in this one.
  if (gallery === null || gallery.opened.name !== effect.galleryName) return null;
  const gained = changed.filter(({ before, after }) => after > before).slice(0, shown);
  const lost = changed
    .filter(({ before, after }) => after < before)
    .slice(-shown)
    .reverse();
  return (
    <>
      <Strip title="Gained most" queries={gained} gallery={gallery} />
      <Strip title="Lost most" queries={lost} gallery={gallery} />
    </>
  );
}

/** Largest gain first, largest loss last. */
function changedQueries({ plan, items, plain, changed }: SetEffect): ChangedQuery[] {
  const before = judgedList(plain.queries);
  return judgedList(changed.queries)
    .flatMap(({ averagePrecision: after }, at): ChangedQuery[] => {
      const earlier = before[at]?.averagePrecision ?? NaN;
      const isChanged = Math.abs(after - earlier) > 1e-9;
      return isChanged ? [{ itemId: items.itemId(plan.rows[plan.queries[at] ?? 0] ?? 0), before: earlier, after }] : [];
    })
    .sort((a, b) => b.after - b.before - (a.after - a.before));
}

interface StripProps {
  readonly title: string;
  readonly queries: readonly ChangedQuery[];
  readonly gallery: Gallery;
}

function Strip({ title, queries, gallery }: StripProps): ReactNode {
  if (queries.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <Text size="sm" fw={600} mt="xs" mb={4}>
        {title}
      </Text>
      <div className="rank-queries">
        {queries.map(({ itemId, before, after }) => {
          const text = `AP ${formatScore(before)} → ${formatScore(after)}`;
          return (
            <button
              key={itemId}
              type="button"
              title={`${itemId}: ${text}`}
              aria-label={`Search with ${itemId}, ${text}`}
              onClick={() => void takeItem(itemId, "replace")}
            >
              <GalleryPicture gallery={gallery} itemId={itemId} />
            </button>
          );
        })}
      </div>
    </div>
  );
}
