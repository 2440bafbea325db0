import { Button, Group, Modal, Text } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import { useStore } from "zustand";

import type { Item, ItemId } from "../../core/dataset/item";
import { browseStore, openWallItem } from "../../state/browseStore";
import { itemPictureUrl } from "../../state/itemPictures";
import type { LibraryEntry } from "../../state/libraryStore";
import { searchWithItem } from "../../state/searchIn";
import { selectedOf, selectionStore, toggleSelected } from "../../state/selectionStore";
import { PictureStage } from "../../ui/PictureStage";
import { usePictureUrl } from "../../ui/usePictureUrl";
import type { WallContent } from "./Wall";

export interface ItemDialogProps {
  readonly entry: LibraryEntry;
  readonly content: WallContent;
}

/** The open item of a wall, large, with all that its table says of it. */
export function ItemDialog({ entry, content }: ItemDialogProps): ReactNode {
  const itemId = useStore(browseStore, (state) => state.openItem);
  return itemId === null ? null : <OpenItem entry={entry} content={content} itemId={itemId} />;
}

function OpenItem({ entry, content, itemId }: ItemDialogProps & { readonly itemId: ItemId }): ReactNode {
  const { id } = entry.record;
  const position = useMemo(() => positionOf(content, itemId), [content, itemId]);
  const url = usePictureUrl(`${id} full ${itemId}`, () => itemPictureUrl(id, itemId, "full"));
  const step = (by: number) => {
    const next = position + by;
    if (position >= 0 && next >= 0 && next < content.count) openWallItem(content.itemId(next));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else if (event.key.toLowerCase() === "x") toggleSelected(id, itemId);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={() => openWallItem(null)}
      fullScreen
      title={itemId}
      closeButtonProps={{ "aria-label": "Close the item" }}
      classNames={{ body: "item-dialog-body", content: "item-dialog-content" }}
      onKeyDown={onKeyDown}
    >
      <ItemActions entry={entry} itemId={itemId} step={step} position={position} count={content.count} />
      <PictureStage key={itemId} url={url} label={itemId} />
    </Modal>
  );
}

interface ItemActionsProps {
  readonly entry: LibraryEntry;
  readonly itemId: ItemId;
  readonly step: (by: number) => void;
  /** In the wall; -1 where it does not show the item. */
  readonly position: number;
  readonly count: number;
}

function ItemActions({ entry, itemId, step, position, count }: ItemActionsProps): ReactNode {
  const { id } = entry.record;
  const isSelected = useStore(selectionStore, (state) => selectedOf(state, id).has(itemId));
  const all = useStore(browseStore, (state) => state.all);
  const item = all?.at(all.rowOf(itemId));
  const table = entry.tables.find(({ embedded }) => embedded > 0);
  const isLast = position < 0 || position >= count - 1;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" disabled={position <= 0} onClick={() => step(-1)}>
        Previous
      </Button>
      <Button size="xs" variant="default" disabled={isLast} onClick={() => step(1)}>
        Next
      </Button>
      <Button
        size="xs"
        variant={isSelected ? "filled" : "default"}
        aria-pressed={isSelected}
        onClick={() => toggleSelected(id, itemId)}
      >
        {isSelected ? "Selected" : "Select"}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={table === undefined}
        title={table === undefined ? "Embed the data set first: see Embeddings" : undefined}
        onClick={() => {
          openWallItem(null);
          if (table !== undefined) searchWithItem(id, table.checkpoint, itemId);
        }}
      >
        Search with it
      </Button>
      {item !== undefined && <Text size="sm">{describeItem(item)}</Text>}
    </Group>
  );
}

function describeItem(item: Item): string {
  const { title, identity, category, split, date, sequence, isQuery, isGallery } = item;
  const role = [isQuery && "query", isGallery && "gallery"].filter(Boolean).join(" and ");
  return [title, identity, category, split, role, sequence, date].filter(Boolean).join(" · ");
}

function positionOf({ count, itemId }: WallContent, wanted: ItemId): number {
  for (let position = 0; position < count; position++) if (itemId(position) === wanted) return position;
  return -1;
}
