import { Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useMemo } from "react";
import { useStore } from "zustand";

import { followRanking, type LiveRank, liveRankStore } from "../../state/liveRankStore";
import { goTo } from "../../state/pageStore";
import { searchStore } from "../../state/searchStore";
import { type Gallery, sampleQueries, studioStore } from "../../state/studioStore";
import { takeItem } from "../../state/takeStore";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { Facts } from "../../ui/Facts";
import { formatCount, formatMs, formatScore } from "../../ui/format";
import { type FlowHit, RankFlow } from "../../ui/RankFlow";
import { GalleryPicture } from "./GalleryPicture";

/** How many hits are drawn of each order. */
const drawn = 20;

/** The current query's hits before and after the steps, live. */
export function LivePanel(): ReactNode {
  useEffect(() => followRanking(), []);
  const { task, live } = useStore(liveRankStore);
  const gallery = useStore(studioStore, (studio) => studio.gallery);
  const hasQuery = useStore(searchStore, ({ result }) => result !== null);
  return (
    <section aria-label="This query" className="page-card">
      <Title order={2} size="h5" mb={6}>
        This query
      </Title>
      {gallery !== null && <QueryStrip gallery={gallery} />}
      {task.phase === "failed" && <ErrorNotice title="The hits were not ranked anew" error={task.error} />}
      {!hasQuery && (
        <EmptyState
          title="No query yet"
          hint="Choose one above, or search with a drawing of your own; its first hits are ranked anew here with every change of the pipeline."
          action={{ label: "Go to Search", onClick: () => goTo("search") }}
        />
      )}
      {hasQuery && live !== null && gallery !== null && <Flow live={live} gallery={gallery} />}
    </section>
  );
}

function Flow({ live, gallery }: { readonly live: LiveRank; readonly gallery: Gallery }): ReactNode {
  const { before, after, precision, identity, milliseconds, notes } = live;
  const ranks = useMemo(() => new Map(Array.from(before, (row, rank) => [row, rank])), [before]);
  const hitOf = (row: number): FlowHit => {
    const item = gallery.items.at(row);
    const isRelevant = identity === null ? null : item?.identity === identity;
    return { row, name: item?.title ?? item?.identity ?? "", isRelevant };
  };
  const change = precision === null ? null : precision.after - precision.before;
  return (
    <>
      <Facts
        facts={[
          ...(precision === null || change === null
            ? []
            : [
                { name: "AP before", value: formatScore(precision.before) },
                { name: "AP after", value: formatScore(precision.after) },
                { name: "ΔAP", value: `${change >= 0 ? "+" : "−"}${formatScore(Math.abs(change))}` },
              ]),
          {
            name: `first ${formatCount(before.length)} ranked anew in`,
            value: formatMs(milliseconds),
          },
          ...(after.length < before.length
            ? [{ name: "left out", value: formatCount(before.length - after.length) }]
            : []),
        ]}
      />
      {notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}
        </Text>
      ))}
      <RankFlow
        before={Array.from(before.subarray(0, drawn), hitOf)}
        after={Array.from(after.subarray(0, drawn), hitOf)}
        rankBefore={(row) => ranks.get(row) ?? -1}
        picture={({ row }) => <GalleryPicture gallery={gallery} itemId={gallery.items.itemId(row)} />}
      />
    </>
  );
}

/** Queries that the gallery suggests, else its first items. */
function QueryStrip({ gallery }: { readonly gallery: Gallery }): ReactNode {
  const samples = sampleQueries(gallery).map(({ itemId }) => itemId);
  const offered =
    samples.length > 0
      ? samples
      : Array.from({ length: Math.min(12, gallery.items.length) }, (_, row) => gallery.items.itemId(row));
  return (
    <div className="rank-queries" role="group" aria-label="Queries">
      {offered.map((itemId) => (
        <button
          key={itemId}
          type="button"
          title={itemId}
          aria-label={`Search with ${itemId}`}
          onClick={() => void takeItem(itemId, "replace")}
        >
          <GalleryPicture gallery={gallery} itemId={itemId} />
        </button>
      ))}
    </div>
  );
}
