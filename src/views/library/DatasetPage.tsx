import { Anchor, Tabs } from "@mantine/core";
import { type ReactNode } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { type DatasetTab, datasetTabs, showDataset, showOverview } from "../../state/libraryPlace";
import { entryOf, type LibraryEntry, libraryStore, loadLibrary } from "../../state/libraryStore";
import { EmptyState } from "../../ui/EmptyState";
import { BrowseTab } from "./BrowseTab";
import { DatasetHeader } from "./DatasetHeader";
import { EmbeddingsTab } from "./EmbeddingsTab";
import { EvaluateTab } from "./EvaluateTab";
import { HealthTab } from "./HealthTab";
import { LibraryNotices } from "./LibraryNotices";
import { PermissionBanner } from "./PermissionBanner";
import { SourcesTab } from "./SourcesTab";

const tabLabels: Readonly<Record<DatasetTab, string>> = {
  browse: "Browse",
  health: "Health",
  embeddings: "Embeddings",
  evaluate: "Evaluate",
  sources: "Sources",
};

export interface DatasetPageProps {
  readonly dataset: DatasetId;
  readonly tab: DatasetTab;
}

/** One data set: its items, what is wrong with them, its embeddings, and where it comes from. */
export function DatasetPage({ dataset, tab }: DatasetPageProps): ReactNode {
  const { entries } = useStore(libraryStore);
  const entry = useStore(libraryStore, (library) => entryOf(library, dataset));
  return (
    <main className="dataset-page">
      <div className="dataset-head">
        <Anchor component="button" type="button" size="sm" onClick={showOverview}>
          ← Library
        </Anchor>
        {entry !== undefined && <DatasetHeader entry={entry} />}
        <LibraryNotices onRetry={() => void loadLibrary()} />
        {entry !== undefined && <PermissionBanner record={entry.record} />}
      </div>
      {entry === undefined && entries !== null && (
        <EmptyState
          title="This data set is not in this browser"
          hint="It was deleted, or the address is of another browser or machine."
          action={{ label: "Show the library", onClick: showOverview }}
        />
      )}
      {entry !== undefined && <DatasetTabs entry={entry} tab={tab} />}
    </main>
  );
}

function DatasetTabs({ entry, tab }: { readonly entry: LibraryEntry; readonly tab: DatasetTab }): ReactNode {
  return (
    <Tabs
      value={tab}
      onChange={(value) => {
        const next = datasetTabs.find((each) => each === value);
        if (next !== undefined) showDataset(entry.record.id, next);
      }}
      keepMounted={false}
      className="dataset-tabs"
    >
      <Tabs.List className="dataset-tab-list">
        {datasetTabs.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {tabLabels[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {datasetTabs.map((each) => (
        <Tabs.Panel key={each} value={each} className="dataset-panel">
          <TabContent entry={entry} tab={each} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function TabContent({ entry, tab }: { readonly entry: LibraryEntry; readonly tab: DatasetTab }): ReactNode {
  switch (tab) {
    case "browse":
      return <BrowseTab entry={entry} />;
    case "health":
      return <HealthTab entry={entry} />;
    case "embeddings":
      return <EmbeddingsTab entry={entry} />;
    case "evaluate":
      return <EvaluateTab entry={entry} />;
    case "sources":
      return <SourcesTab entry={entry} />;
  }
}
