import "./SearchView.css";

import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useMemo, useState } from "react";
import { useStore } from "zustand";

import { foldStore } from "../../state/foldStore";
import { intentStore } from "../../state/intentStore";
import { searchStore } from "../../state/searchStore";
import { type ShownHits, shownHits } from "../../state/shownHits";
import { findItem, type Gallery, studioStore } from "../../state/studioStore";
import { takeFiles } from "../../state/takeStore";
import { DropOverlay } from "../../ui/DropOverlay";
import { useDroppedPictures } from "../../ui/useDroppedPictures";
import { GalleryChooser } from "./GalleryChooser";
import { FilterPanel } from "./FilterPanel";
import { HitDialog } from "./HitDialog";
import { QueryBar } from "./QueryBar";
import { QueryPanel } from "./QueryPanel";
import { ResultsPane } from "./ResultsPane";
import { ResultsToolbar } from "./ResultsToolbar";
import { SearchNotices } from "./SearchNotices";
import { StatusFooter } from "./StatusFooter";
import { useSearchKeys } from "./useSearchKeys";

const onFiles = (files: readonly File[], isAdding: boolean) => void takeFiles(files, isAdding ? "add" : "replace");

/** Drop a drawing, browse ranked matches. */
export function SearchView(): ReactNode {
  const gallery = useStore(studioStore, (studio) => studio.gallery);
  const isDragging = useDroppedPictures(onFiles);
  const hasRoomForQuery = useMediaQuery("(min-width: 900px)", true);
  const hasRoomForFilters = useMediaQuery("(min-width: 1200px)", true);
  const [isFilterOpen, setIsFilterOpen] = useState(false);
  const [isQueryOpen, setIsQueryOpen] = useState(false);
  const toggleFilter = () => setIsFilterOpen((was) => !was);
  useSearchKeys(toggleFilter);
  return (
    <div className="search-view">
      <main className="search-columns">
        <h1 className="visually-hidden">Search by drawing</h1>
        {hasRoomForQuery && (
          <aside className="search-side" aria-label="Query">
            <QueryPanel />
          </aside>
        )}
        <section className="search-results" aria-label="Results">
          {!hasRoomForQuery && <QueryBar onOpen={() => setIsQueryOpen(true)} />}
          <GalleryChooser />
          <SearchNotices />
          {gallery !== null && <Results gallery={gallery} isFilterOpen={isFilterOpen} onFilter={toggleFilter} />}
        </section>
        {gallery !== null && hasRoomForFilters && isFilterOpen && (
          <aside className="search-side" aria-label="Filters">
            <FilterPanel gallery={gallery} />
          </aside>
        )}
      </main>
      <StatusFooter />
      <SideDrawer title="Edit query" isOpen={!hasRoomForQuery && isQueryOpen} onClose={() => setIsQueryOpen(false)}>
        <QueryPanel />
      </SideDrawer>
      {gallery !== null && (
        <SideDrawer title="Filters" isOpen={!hasRoomForFilters && isFilterOpen} onClose={() => setIsFilterOpen(false)}>
          <FilterPanel gallery={gallery} />
        </SideDrawer>
      )}
      <DropOverlay
        isShown={isDragging}
        title="Drop to search with these pictures"
        hint="Hold Shift to add them to the query as further views"
      />
    </div>
  );
}

interface ResultsProps {
  readonly gallery: Gallery;
  readonly isFilterOpen: boolean;
  readonly onFilter: () => void;
}

function Results({ gallery, isFilterOpen, onFilter }: ResultsProps): ReactNode {
  const hits = useShownHits(gallery);
  const result = useStore(searchStore, (state) => state.result);
  const openItem = useStore(intentStore, (intent) => intent.openItem);
  const item = openItem === null ? undefined : findItem(gallery, openItem);
  return (
    <>
      <ResultsToolbar hits={hits} isFilterOpen={isFilterOpen} onFilter={onFilter} />
      <ResultsPane gallery={gallery} hits={hits} />
      {item !== undefined && result !== null && <HitDialog {...{ gallery, result, hits, item }} />}
    </>
  );
}

function useShownHits(gallery: Gallery): ShownHits {
  const { items } = gallery;
  const result = useStore(searchStore, (state) => state.result);
  const unfolded = useStore(foldStore, (state) => state.unfolded);
  const { categories, dateFrom, dateTo, threshold, isGrouped } = useStore(intentStore, (intent) => intent.show);
  return useMemo(
    // The size of a tile changes nothing about what is shown.
    () => shownHits(items, result, { categories, dateFrom, dateTo, threshold, isGrouped, tilePixels: 0 }, unfolded),
    [items, result, categories, dateFrom, dateTo, threshold, isGrouped, unfolded],
  );
}

interface SideDrawerProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function SideDrawer({ title, isOpen, onClose, children }: SideDrawerProps): ReactNode {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={340}
      position={title === "Filters" ? "right" : "left"}
      closeButtonProps={{ "aria-label": `Close ${title.toLowerCase()}` }}
    >
      {children}
    </Drawer>
  );
}
