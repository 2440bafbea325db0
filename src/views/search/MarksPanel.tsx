import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { ItemId } from "../../core/dataset/item";
import { intentStore } from "../../state/intentStore";
import { clearMarks, hasNewMarks, type Mark, marksStore, searchWithMarks, toggleMark } from "../../state/marksStore";
import { findItem, studioStore } from "../../state/studioStore";
import { ItemPicture } from "./ItemPicture";

/** Hits marked as more or less like what is wanted, and the button that searches with them. */
export function MarksPanel(): ReactNode {
  const marks = useStore(marksStore, (state) => state.marks);
  const applied = useStore(intentStore, ({ query }) => query.liked.length + query.disliked.length);
  const hasNew = useStore(marksStore, hasNewMarks);
  if (marks.size === 0 && applied === 0) return null;
  return (
    <section aria-label="Marked hits">
      <Text component="h2" size="sm" fw={600} mb={4}>
        Marked hits
      </Text>
      <Group gap={6}>
        {[...marks].map(([itemId, mark]) => (
          <MarkedHit key={itemId} itemId={itemId} mark={mark} />
        ))}
      </Group>
      <Group gap="xs" mt="xs">
        <Button size="xs" disabled={!hasNew} onClick={searchWithMarks}>
          Search again with marks
        </Button>
        <Button size="xs" variant="subtle" disabled={marks.size === 0} onClick={clearMarks}>
          Clear marks
        </Button>
      </Group>
    </section>
  );
}

function MarkedHit({ itemId, mark }: { readonly itemId: ItemId; readonly mark: Mark }): ReactNode {
  const gallery = useStore(studioStore, (studio) => studio.gallery);
  if (gallery === null) return null;
  const title = findItem(gallery, itemId)?.title ?? itemId;
  const word = mark === "like" ? "more like" : "less like";
  return (
    <button
      type="button"
      className="marked-hit"
      data-mark={mark}
      title={`${word} ${title}: click to unmark`}
      onClick={() => toggleMark(itemId, mark)}
    >
      <ItemPicture gallery={gallery} itemId={itemId} alt={`${word} ${title}`} />
    </button>
  );
}
