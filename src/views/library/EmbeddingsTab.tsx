import { Stack, Text } from "@mantine/core";
import { type ReactNode } from "react";
import { useStore } from "zustand";

import { checkpointsStore } from "../../state/checkpointsStore";
import { tableRows } from "../../state/tableRows";
import { cancelTableChange, dismissTableFailure, tablesStore } from "../../state/tablesStore";
import type { LibraryEntry } from "../../state/libraryStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { AddCheckpoint } from "./AddCheckpoint";
import { TableCard } from "./TableCard";

/** A data set's embeddings by every checkpoint: those there are, and those that could be made. */
export function EmbeddingsTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { checkpoints, loading } = useStore(checkpointsStore);
  const change = useStore(tablesStore, (state) => state.change);
  return (
    <Stack gap="md" className="dataset-scroll">
      {loading.phase === "failed" && <ErrorNotice title="The checkpoints could not be read" error={loading.error} />}
      {change.phase === "running" && (
        <RunningNotice label="Changing the embeddings" done={0} total={1} onCancel={cancelTableChange} />
      )}
      {change.phase === "failed" && (
        <ErrorNotice title="The embeddings were not changed" error={change.error} onClose={dismissTableFailure} />
      )}
      <Text size="sm" c="dimmed">
        A picture is embedded once for each checkpoint; a search ranks the vectors of one of them. What is embedded
        stays when the page is closed in the middle.
      </Text>
      {checkpoints !== null &&
        tableRows(entry, checkpoints).map((row) => <TableCard key={row.key} entry={entry} row={row} />)}
      <AddCheckpoint />
    </Stack>
  );
}
