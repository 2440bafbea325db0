import { type ReactNode, useEffect, useMemo } from "react";
import { useStore } from "zustand";

import { arrangeItems, type Arrangement, type ArrangementColumn, roleColumn } from "../../core/dataset/arrangement";
import type { ItemList } from "../../core/dataset/itemList";
import { browseDataset, browseStore, changeItemFilter, isOpen, noFilter } from "../../state/browseStore";
import type { LibraryEntry } from "../../state/libraryStore";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";
import { BrowseToolbar } from "./BrowseToolbar";
import { ItemDialog } from "./ItemDialog";
import { SelectionBar } from "./SelectionBar";
import { useWallKeys } from "./useWallKeys";
import { Wall, type WallContent } from "./Wall";

/** Every item of a data set, as a wall. */
export function BrowseTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const dataset = entry.record.id;
  const { filter, arrangement, ...read } = useStore(browseStore);
  useEffect(() => void browseDataset(dataset), [dataset]);
  // What was read of another data set is not of this one.
  const [items, all] = read.dataset === dataset ? [read.shown, read.all] : [null, null];
  const content = useMemo(() => items && wallOf(items, arrangement), [items, arrangement]);
  useWallKeys(dataset, content);
  return (
    <div className="browse-tab">
      <BrowseToolbar all={all} shown={items} />
      <SelectionBar entry={entry} />
      <ReadingNotice isFirst={items === null} />
      {content !== null && content.count > 0 && (
        <Wall
          label="Items"
          dataset={dataset}
          content={content}
          contentKey={`${JSON.stringify(filter)} ${arrangement ?? ""}`}
        />
      )}
      {content?.count === 0 && <NothingShown total={all?.length ?? 0} />}
      {content !== null && <ItemDialog entry={entry} content={content} />}
    </div>
  );
}

function ReadingNotice({ isFirst }: { readonly isFirst: boolean }): ReactNode {
  const reading = useStore(browseStore, (state) => state.reading);
  if (reading.phase === "failed") return <ErrorNotice title="The items could not be read" error={reading.error} />;
  if (reading.phase !== "running" || !isFirst) return null;
  return <RunningNotice label="Reading the items" done={0} total={1} />;
}

function NothingShown({ total }: { readonly total: number }): ReactNode {
  const filter = useStore(browseStore, (state) => state.filter);
  if (isOpen(filter)) return <EmptyState title="This data set has no items" hint="Add some: see Sources." />;
  return (
    <EmptyState
      title={`None of ${formatCount(total)} items is shown`}
      hint="The name and the filters leave everything out."
      action={{ label: "Show all", onClick: () => void changeItemFilter(noFilter) }}
    />
  );
}

function wallOf(items: ItemList, column: ArrangementColumn | null): WallContent {
  const arranged = column === null ? null : arrangeItems(columnOf(items, column));
  const rowAt = (position: number) => arranged?.rows[position] ?? position;
  return {
    count: items.length,
    itemId: (position) => items.itemId(rowAt(position)),
    texts: (position) => {
      const item = items.at(rowAt(position));
      if (item === undefined) return { title: "", detail: "" };
      const name = item.itemId.slice(item.itemId.lastIndexOf("/") + 1);
      return { title: item.title ?? name, detail: [item.identity, item.category].filter(Boolean).join(" · ") };
    },
    group: arranged === null ? null : (position) => groupAt(arranged, position),
  };
}

function columnOf(items: ItemList, column: ArrangementColumn) {
  return column === "role" ? roleColumn(items) : items.column(column);
}

function groupAt({ groups, named }: Arrangement, position: number): { number: number; begins: string | null } {
  const number = groups[position] ?? 0;
  const isFirst = position === 0 || groups[position - 1] !== number;
  const { name = "", count = 0 } = named[number] ?? {};
  return { number, begins: isFirst ? `${name === "" ? "(none)" : name} · ${formatCount(count)}` : null };
}
