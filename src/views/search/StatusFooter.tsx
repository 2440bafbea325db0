import type { ReactNode } from "react";
import { useStore } from "zustand";

import { searchStore } from "../../state/searchStore";
import {
  describeEmbedding,
  describeFallback,
  describeIsolation,
  describeSearch,
  describeTimes,
} from "../../state/status";
import { studioStore } from "../../state/studioStore";
import { StatusLine } from "../../ui/StatusLine";

/** What runs, on what, and how long the last query took. */
export function StatusFooter(): ReactNode {
  const { checkpoint, gallery, search } = useStore(studioStore);
  const times = useStore(searchStore, ({ result }) => result?.times ?? null);
  const parts = [
    ...(checkpoint === null ? [] : [describeEmbedding(checkpoint)]),
    ...(search === null ? [] : [describeSearch(search.opened)]),
    ...(gallery === null
      ? []
      : [{ label: "Gallery", text: describeGallery(gallery.opened.name, gallery.items.length) }]),
    ...(times === null ? [] : [describeTimes(times)]),
    ...describeFallback([checkpoint?.backend.fallbackReason, search?.opened.backend.fallbackReason]),
    ...describeIsolation(crossOriginIsolated),
  ];
  return <StatusLine parts={parts} />;
}

function describeGallery(name: string, items: number): string {
  return `${name}, ${items.toLocaleString("en-US")} drawings`;
}
