import { type KeyboardEvent, type ReactNode, useCallback, useState } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { browseStore, openWallItem } from "../../state/browseStore";
import { forgetItemPicture, itemPictureUrl } from "../../state/itemPictures";
import { addSelected, selectedOf, selectionStore, toggleSelected } from "../../state/selectionStore";
import { usePicture } from "../../ui/usePictureUrl";
import { VirtualGrid } from "../../ui/VirtualGrid";
import { type WallAction, WallTile, type WallTileProps } from "../../ui/WallTile";

/** What a wall shows at each of its positions. */
export interface WallContent {
  readonly count: number;
  readonly itemId: (position: number) => ItemId;
  readonly texts: (position: number) => { readonly title: string; readonly detail: string };
  /** Null on a wall without groups. */
  readonly group: ((position: number) => WallGroup) | null;
}

/** The group at a position: its number, and its name where it begins. */
export interface WallGroup {
  readonly number: number;
  readonly begins: string | null;
}

export interface WallProps {
  readonly label: string;
  readonly dataset: DatasetId;
  readonly content: WallContent;
  /** Another key shows the wall from its top. */
  readonly contentKey: string;
}

const captionPixels = 42;

/** Items of a data set as a wall of pictures: any number, with a few in the page. */
export function Wall({ label, dataset, content, contentKey }: WallProps): ReactNode {
  const tilePixels = useStore(browseStore, (state) => state.tilePixels);
  const selected = useStore(selectionStore, (state) => selectedOf(state, dataset));
  const [walked, setWalked] = useState({ contentKey, position: 0 });
  const active = walked.contentKey === contentKey ? Math.min(walked.position, content.count - 1) : 0;
  const act = useCallback(
    (action: WallAction, position: number) => actOn(dataset, content, action, position),
    [dataset, content],
  );
  const onKey = (event: KeyboardEvent, position: number) => {
    const action = actionOfKey(event);
    if (action === null) return;
    event.preventDefault();
    act(action, position);
  };
  return (
    <VirtualGrid
      key={contentKey}
      label={label}
      count={content.count}
      tilePixels={tilePixels}
      captionPixels={captionPixels}
      active={active}
      onActivate={(position) => setWalked({ contentKey, position })}
      onKey={onKey}
      renderTile={(position) => {
        const itemId = content.itemId(position);
        const group = content.group?.(position) ?? null;
        return (
          <ItemTile
            dataset={dataset}
            itemId={itemId}
            {...content.texts(position)}
            position={position}
            isSelected={selected.has(itemId)}
            isActive={position === active}
            group={group?.begins ?? null}
            band={group === null ? null : group.number % 2 === 0 ? "even" : "odd"}
            onAction={act}
          />
        );
      }}
    />
  );
}

type ItemTileProps = Omit<WallTileProps, "pictureUrl" | "onPictureFailed"> & {
  readonly dataset: DatasetId;
  readonly itemId: ItemId;
};

function ItemTile({ dataset, itemId, ...tile }: ItemTileProps): ReactNode {
  const find = useCallback(() => itemPictureUrl(dataset, itemId, "thumbnail"), [dataset, itemId]);
  const forget = useCallback(
    (address: string) => forgetItemPicture({ dataset, itemId, size: "thumbnail" }, address),
    [dataset, itemId],
  );
  const { url, onFailed } = usePicture(`${dataset} ${itemId}`, find, forget);
  return <WallTile {...tile} pictureUrl={url} onPictureFailed={onFailed} />;
}

function actOn(dataset: DatasetId, content: WallContent, action: WallAction, position: number): void {
  const itemId = content.itemId(position);
  switch (action) {
    case "open":
      openWallItem(itemId);
      return;
    case "select":
      toggleSelected(dataset, itemId);
      return;
    case "extend":
      addSelected(dataset, rangeTo(dataset, content, position));
      return;
  }
}

/** The items from the one selected last to a position, both included; only that position where none was. */
function* rangeTo(dataset: DatasetId, { count, itemId }: WallContent, position: number): Generator<ItemId> {
  const { anchor, dataset: owner } = selectionStore.getState();
  let from = position;
  for (let at = 0; owner === dataset && anchor !== null && at < count; at++) {
    if (itemId(at) === anchor) from = at;
  }
  for (let at = Math.min(from, position); at <= Math.max(from, position); at++) yield itemId(at);
}

function actionOfKey(event: KeyboardEvent): WallAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return null;
  switch (event.key.toLowerCase()) {
    case "enter":
      return "open";
    case " ":
    case "x":
      return event.shiftKey ? "extend" : "select";
    default:
      return null;
  }
}
