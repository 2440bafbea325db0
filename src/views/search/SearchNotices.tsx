import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { choiceStore, sampleDataset } from "../../state/choiceStore";
import { cancelExport, dismissExport, exportStore } from "../../state/exportStore";
import { intentStore, startQuery } from "../../state/intentStore";
import { showDataset } from "../../state/libraryPlace";
import { pictureStore } from "../../state/pictureStore";
import { savedStore } from "../../state/savedStore";
import { cancelSearch, search, searchStore } from "../../state/searchStore";
import { wantedBackend, settingsStore } from "../../state/settingsStore";
import { openStudio, studioStore } from "../../state/studioStore";
import { cancelTaking, dismissTakeFailure, takeStore } from "../../state/takeStore";
import type { Task } from "../../state/task";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount, formatMs } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";
import { GalleryNotices } from "./GalleryNotices";

/** What is going on above the grid, and what went wrong. */
export function SearchNotices(): ReactNode {
  const opening = useStore(studioStore, (studio) => studio.opening);
  const taking = useStore(takeStore, ({ task }) => task);
  const searching = useStore(searchStore, ({ task }) => task);
  const exporting = useStore(exportStore, ({ task }) => task);
  const saving = useStore(savedStore, ({ task }) => task);
  const keepFailure = useStore(pictureStore, (state) => state.keepFailure);
  const hasQuery = useStore(intentStore, ({ query }) => query.views.length > 0);
  const dataset = useStore(choiceStore, (choice) => choice.dataset);
  const reopen = () => void openStudio(wantedBackend(settingsStore.getState()));
  return (
    <Stack gap="xs" className="search-notices">
      <GalleryNotices />
      <TaskNotice task={opening} running="Opening the network and the gallery" failed="The studio could not be opened">
        <Retry onClick={reopen} />
        {dataset !== sampleDataset && (
          <Button size="xs" mt="xs" ml="xs" onClick={() => showDataset(dataset, "embeddings")}>
            Embed this data set
          </Button>
        )}
      </TaskNotice>
      <TaskNotice
        task={taking}
        running="Reading pictures"
        failed="The picture was not taken; your search is as it was"
        onCancel={cancelTaking}
        onClose={dismissTakeFailure}
      />
      <TaskNotice
        task={searching}
        running="Searching"
        failed="The search was not finished; the hits shown are those of the search before"
        onCancel={cancelSearch}
      >
        <Retry onClick={() => void search()} />
        {hasQuery && (
          <Button size="xs" variant="default" mt="xs" ml="xs" onClick={() => startQuery([])}>
            New search
          </Button>
        )}
      </TaskNotice>
      <RerankedNotice />
      <TaskNotice
        task={exporting}
        running="Collecting pictures"
        failed="The pictures were not exported"
        onCancel={cancelExport}
        onClose={dismissExport}
      />
      <TaskNotice task={saving} running="Saving" failed="The saved searches were not changed" />
      {keepFailure !== null && <ErrorNotice title="The picture is not kept for the next visit" error={keepFailure} />}
    </Stack>
  );
}

/** What a recipe did to the hits that are shown. */
function RerankedNotice(): ReactNode {
  const reranked = useStore(searchStore, ({ result }) => result?.reranked ?? null);
  if (reranked === null) return null;
  const { title, hits, milliseconds, notes } = reranked;
  return (
    <Text size="xs" c="dimmed">
      {`The first ${formatCount(hits)} hits, ranked anew by “${title}” in ${formatMs(milliseconds)}; what stood behind them is left out. Scores are the recipe’s.`}
      {notes.map((note) => ` ${note}.`)}
    </Text>
  );
}

interface TaskNoticeProps {
  readonly task: Task<null>;
  readonly running: string;
  readonly failed: string;
  readonly onCancel?: () => void;
  readonly onClose?: () => void;
  readonly children?: ReactNode;
}

function TaskNotice({ task, running, failed, onCancel, onClose, children }: TaskNoticeProps): ReactNode {
  switch (task.phase) {
    case "idle":
    case "done":
      return null;
    case "running":
      return <RunningNotice label={running} done={task.done} total={task.total} {...(onCancel && { onCancel })} />;
    case "failed":
      return (
        <ErrorNotice title={failed} error={task.error} {...(onClose && { onClose })}>
          {children}
        </ErrorNotice>
      );
  }
}

function Retry({ onClick }: { readonly onClick: () => void }): ReactNode {
  return (
    <Button size="xs" variant="default" mt="xs" onClick={onClick}>
      Try again
    </Button>
  );
}
