import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { askToKeep, libraryStore, loadLibrary } from "../../state/libraryStore";
import { StorageBar } from "../../ui/StorageBar";
import { AddCheckpoint } from "./AddCheckpoint";
import { CompanionFolders } from "./CompanionFolders";
import { DatasetCard } from "./DatasetCard";
import { EmptyLibrary } from "./EmptyLibrary";
import { ImportButtons } from "./ImportButtons";
import { LibraryNotices } from "./LibraryNotices";
import { MergeBar } from "./MergeBar";
import { ProjectMenu } from "./ProjectMenu";
import { ProjectNotices } from "./ProjectNotices";
import { SampleCard } from "./SampleCard";

/** Every data set of this browser, and the ways to bring another. */
export function Overview(): ReactNode {
  const { entries, quota, loading } = useStore(libraryStore);
  const [chosen, setChosen] = useState<ReadonlySet<DatasetId>>(new Set());
  const toggle = (dataset: DatasetId) => {
    const next = new Set(chosen);
    if (!next.delete(dataset)) next.add(dataset);
    setChosen(next);
  };
  const chosenEntries = (entries ?? []).filter(({ record }) => chosen.has(record.id));
  return (
    <main className="library-page">
      <Group justify="space-between" align="start" mb="sm">
        <div className="overview-title">
          <Title order={1} size="h3">
            Library
          </Title>
          <Text size="sm" c="dimmed">
            Drop a folder, a zip, an item table or pictures anywhere on this page. Nothing leaves this machine.
          </Text>
        </div>
        <Group gap="xs">
          <ImportButtons />
          <ProjectMenu entries={entries ?? []} chosen={chosen} />
        </Group>
      </Group>
      {quota !== null && quota.usedBytes !== null && quota.quotaBytes !== null && (
        <StorageBar
          usedBytes={quota.usedBytes}
          quotaBytes={quota.quotaBytes}
          isPersistent={quota.isPersistent}
          onKeep={() => void askToKeep()}
        />
      )}
      <ProjectNotices />
      <LibraryNotices onRetry={() => void loadLibrary()} />
      <MergeBar entries={chosenEntries} onDone={() => setChosen(new Set())} />
      {/* Nothing stands below the data sets before they are known: a button that moves under the hand is missed. */}
      {(entries !== null || loading.phase === "failed") && (
        <>
          <Stack gap="sm" mt="sm" component="section" aria-label="Data sets">
            {entries?.map((entry) => (
              <DatasetCard
                key={entry.record.id}
                entry={entry}
                isChosen={chosen.has(entry.record.id)}
                onChoose={() => toggle(entry.record.id)}
              />
            ))}
            {entries?.length === 0 && <EmptyLibrary />}
            <SampleCard />
          </Stack>
          <div className="overview-foot">
            <CompanionFolders into={null} />
            <AddCheckpoint />
          </div>
        </>
      )}
    </main>
  );
}
