import "./LibraryView.css";

import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { loadCheckpoints } from "../../state/checkpointsStore";
import { importStore } from "../../state/importStore";
import { placeStore } from "../../state/libraryPlace";
import { loadLibrary } from "../../state/libraryStore";
import { takeDropped } from "../../state/takeSource";
import { DropOverlay } from "../../ui/DropOverlay";
import { useWindowDrop } from "../../ui/useWindowDrop";
import { DatasetPage } from "./DatasetPage";
import { ImportPage } from "./ImportPage";
import { Overview } from "./Overview";

/** What is dropped on a data set's sources is meant to join it; the form still lets the user choose otherwise. */
function onDrop(transfer: DataTransfer): void {
  const { dataset, tab } = placeStore.getState();
  void takeDropped(transfer, tab === "sources" ? dataset : null);
}

/** The user's data sets: bring them, look after them, embed them. */
export function LibraryView(): ReactNode {
  const place = useStore(placeStore);
  const isImporting = useStore(importStore, ({ phase }) => phase !== "none");
  const isDragging = useWindowDrop(onDrop);
  useEffect(() => {
    void loadLibrary();
    void loadCheckpoints();
  }, []);
  return (
    <>
      {isImporting ? (
        <ImportPage />
      ) : place.dataset === null ? (
        <Overview />
      ) : (
        <DatasetPage key={place.dataset} dataset={place.dataset} tab={place.tab} />
      )}
      <DropOverlay
        isShown={isDragging}
        title="Drop to import"
        hint="A folder, a zip, an item table (CSV or Parquet) or pictures. You see what it is before anything is kept."
      />
    </>
  );
}
