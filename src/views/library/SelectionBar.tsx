import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { LibraryEntry } from "../../state/libraryStore";
import { removeItems, restoreItems } from "../../state/removalStore";
import { searchWithItem } from "../../state/searchIn";
import { clearSelected, selectedOf, selectionStore } from "../../state/selectionStore";
import { formatCount } from "../../ui/format";
import { offerUndo } from "../../ui/offerUndo";

/** What to do with the items that are selected. */
export function SelectionBar({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { id } = entry.record;
  const selected = useStore(selectionStore, (state) => selectedOf(state, id));
  if (selected.size === 0) return null;
  const table = entry.tables.find(({ embedded }) => embedded > 0);
  const [first] = selected;
  const refusal =
    selected.size > 1
      ? "Select a single item to search with it"
      : table === undefined
        ? "Embed the data set first: see Embeddings"
        : null;
  const remove = async () => {
    const itemIds = [...selected];
    const text = `Removed ${formatCount(itemIds.length)} ${itemIds.length === 1 ? "item" : "items"}`;
    if (await removeItems(id, itemIds)) offerUndo(text, () => void restoreItems(id, itemIds));
  };
  return (
    <Group className="library-bar" role="group" aria-label="Selected items" justify="space-between">
      <Text size="sm" role="status">
        {formatCount(selected.size)} selected
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={refusal !== null}
          title={refusal ?? undefined}
          onClick={() => {
            if (table !== undefined && first !== undefined) searchWithItem(id, table.checkpoint, first);
          }}
        >
          Search with it
        </Button>
        <Button size="xs" variant="default" color="red" onClick={() => void remove()}>
          Remove from the data set
        </Button>
        <Button size="xs" variant="subtle" onClick={clearSelected}>
          Select none
        </Button>
      </Group>
    </Group>
  );
}
