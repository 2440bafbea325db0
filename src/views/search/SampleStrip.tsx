import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { sampleQueries, studioStore } from "../../state/studioStore";
import { takeItem } from "../../state/takeStore";
import { ItemPicture } from "./ItemPicture";

/** The gallery's sample queries, which are not in the gallery. */
export function SampleStrip(): ReactNode {
  const gallery = useStore(studioStore, (studio) => studio.gallery);
  if (gallery === null) return null;
  const samples = sampleQueries(gallery);
  if (samples.length === 0) return null;
  return (
    <section aria-label="Sample queries">
      <Text component="h2" size="sm" fw={600} mb={6}>
        Or try a sample
      </Text>
      <div className="sample-strip">
        {samples.map(({ itemId, title = itemId }) => {
          return (
            <button key={itemId} type="button" title={title} onClick={() => void takeItem(itemId, "replace")}>
              <ItemPicture gallery={gallery} itemId={itemId} alt={`Search with the sample ${title}`} />
            </button>
          );
        })}
      </div>
    </section>
  );
}
