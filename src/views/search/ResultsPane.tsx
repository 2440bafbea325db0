import { type KeyboardEvent, type ReactNode, useCallback, useState } from "react";
import { useStore } from "zustand";

import type { Item, ItemId } from "../../core/dataset/item";
import { changeShow, intentStore, openHit } from "../../state/intentStore";
import { marksStore, toggleMark } from "../../state/marksStore";
import { searchStore } from "../../state/searchStore";
import { showAll } from "../../state/searchIntent";
import { hitAt, type ShownHits } from "../../state/shownHits";
import type { Gallery } from "../../state/studioStore";
import { takeItem } from "../../state/takeStore";
import { EmptyState } from "../../ui/EmptyState";
import { formatCount } from "../../ui/format";
import { ResultTile, type ResultTileProps, type TileAction } from "../../ui/ResultTile";
import { useKeptFocus } from "../../ui/useKeptFocus";
import { VirtualGrid } from "../../ui/VirtualGrid";
import { toggleUnfolded } from "../../state/foldStore";
import { useItemPicture } from "./useItemPicture";

const captionPixels = 42;

/** The grid: ranked hits of the query, or the whole gallery while there is none. */
export function ResultsPane({ gallery, hits }: { readonly gallery: Gallery; readonly hits: ShownHits }): ReactNode {
  const tilePixels = useStore(intentStore, ({ show }) => show.tilePixels);
  const marks = useStore(marksStore, (state) => state.marks);
  const result = useStore(searchStore, (state) => state.result);
  const contentKey = result?.searchId ?? "gallery";
  // The place in one ranking means nothing in the next.
  const [walked, setWalked] = useState({ contentKey, position: 0 });
  const active = walked.contentKey === contentKey ? Math.min(walked.position, hits.ranks.length - 1) : 0;
  const keptFocus = useKeptFocus(contentKey);
  const act = useCallback(
    (action: TileAction, position: number) => {
      const item = gallery.items.at(hitAt(hits, position)?.row ?? -1);
      if (item !== undefined) actOn(action, item, hits.isRanked);
    },
    [gallery, hits],
  );
  const onKey = (event: KeyboardEvent, position: number) => {
    const action = actionOfKey(event);
    if (action === null) return;
    event.preventDefault();
    act(action, position);
  };
  if (hits.ranks.length === 0) return <NothingShown hits={hits} />;
  const hasViews = (result?.query.views.length ?? 0) > 1;
  const renderTile = (position: number) => {
    const hit = hitAt(hits, position);
    const item = gallery.items.at(hit?.row ?? -1);
    if (hit === null || item === undefined) return null;
    return (
      <HitTile
        gallery={gallery}
        itemId={item.itemId}
        position={position}
        title={item.title ?? item.identity}
        detail={[item.identity, item.date].filter(Boolean).join(" · ")}
        score={hits.isRanked ? hit.score : null}
        matchedView={hasViews ? hit.view + 1 : null}
        mark={marks.get(item.itemId) ?? null}
        folded={foldedAt(hits, position)}
        isBehind={hits.groups?.isBehind[position] === 1}
        isActive={position === active}
        onAction={act}
      />
    );
  };
  return (
    <div {...keptFocus} style={{ display: "contents" }}>
      <VirtualGrid
        key={contentKey}
        label={result === null ? "Gallery" : "Ranked hits"}
        count={hits.ranks.length}
        tilePixels={tilePixels}
        captionPixels={captionPixels}
        active={active}
        onActivate={(position) => setWalked({ contentKey, position })}
        onKey={onKey}
        renderTile={renderTile}
      />
    </div>
  );
}

const tileKeys: Readonly<Record<string, TileAction>> = {
  enter: "open",
  " ": "open",
  q: "query",
  w: "addView",
  l: "like",
  d: "dislike",
  u: "unfold",
};

function actionOfKey(event: KeyboardEvent): TileAction | null {
  const action = tileKeys[event.key.toLowerCase()] ?? null;
  // Enter on a tile's own button presses that button.
  const isButtons = action === "open" && event.target instanceof HTMLButtonElement;
  return isButtons || event.ctrlKey || event.metaKey || event.altKey ? null : action;
}

function actOn(action: TileAction, item: Item, isRanked: boolean): void {
  switch (action) {
    case "open":
      // Without a query there is nothing to compare with: opening means searching.
      if (isRanked) openHit(item.itemId);
      else void takeItem(item.itemId, "replace");
      return;
    case "query":
      void takeItem(item.itemId, "replace");
      return;
    case "addView":
      void takeItem(item.itemId, "add");
      return;
    case "like":
    case "dislike":
      if (isRanked) toggleMark(item.itemId, action);
      return;
    case "unfold":
      toggleUnfolded(item.identity);
      return;
  }
}

function foldedAt({ groups }: ShownHits, position: number): { count: number; isOpen: boolean } | null {
  if (groups === null) return null;
  return { count: groups.behind[position] ?? 0, isOpen: groups.isBehind[position + 1] === 1 };
}

function NothingShown({ hits }: { readonly hits: ShownHits }): ReactNode {
  if (hits.ranking.rows.length === 0) {
    return <EmptyState title="This gallery is empty" hint="Open a gallery that has items." />;
  }
  return (
    <EmptyState
      title={`None of ${formatCount(hits.ranking.rows.length)} is shown`}
      hint="The threshold and the filters leave everything out."
      action={{
        label: "Show all",
        onClick: () => changeShow({ ...showAll, tilePixels: intentStore.getState().show.tilePixels }),
      }}
    />
  );
}

type HitTileProps = Omit<ResultTileProps, "pictureUrl" | "onPictureFailed"> & {
  readonly gallery: Gallery;
  readonly itemId: ItemId;
};

/** A tile that finds its own picture: one in the library is read first. */
function HitTile({ gallery, itemId, ...tile }: HitTileProps): ReactNode {
  const { url, onFailed } = useItemPicture(gallery, itemId, "thumbnail");
  return <ResultTile {...tile} pictureUrl={url} onPictureFailed={onFailed} />;
}
