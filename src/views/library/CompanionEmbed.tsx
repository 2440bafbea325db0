import { Button, Group, Progress, Text } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import {
  type CompanionEmbedding,
  companionEmbeddingOf,
  companionEmbeddingStore,
  embedOnCompanion,
  endCompanionEmbedding,
  resumeCompanionEmbeddings,
} from "../../state/companionEmbeddingStore";
import { companionCheckpointOf, companionStore, meetCompanion, servedSourceOf } from "../../state/companionStore";
import type { LibraryEntry } from "../../state/libraryStore";
import type { TableRow } from "../../state/tableRows";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";

export interface CompanionEmbedProps {
  readonly entry: LibraryEntry;
  readonly row: TableRow;
}

/** Embeds on the companion's GPU or cores, where it serves the data set's folder and has the checkpoint. */
export function CompanionEmbed({ entry, row }: CompanionEmbedProps): ReactNode {
  const { record } = entry;
  const companion = useStore(companionStore);
  const running = useStore(companionEmbeddingStore, (state) => companionEmbeddingOf(state, record.id, row.checkpoint));
  useEffect(() => {
    void meetCompanion().then(resumeCompanionEmbeddings);
  }, []);
  const served = servedSourceOf(companion, record);
  if (running !== undefined) return <CompanionProgress embedding={running} />;
  const missing = row.table?.missing ?? record.counts.items;
  if (served === null || missing === 0) return null;
  const hasCheckpoint = companionCheckpointOf(companion, row.checkpoint) !== undefined;
  const { sourceId, folder } = served;
  return (
    <Group gap="xs" my={4}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconServer size={15} />}
        disabled={!hasCheckpoint}
        title={hasCheckpoint ? undefined : "The companion does not have this checkpoint"}
        onClick={() =>
          void embedOnCompanion({ dataset: record.id, sourceId, folder: folder.id, checkpoint: row.checkpoint })
        }
      >
        Embed on the companion
      </Button>
      {!hasCheckpoint && (
        <Text size="sm" c="dimmed">
          The companion does not have this checkpoint.
        </Text>
      )}
    </Group>
  );
}

function CompanionProgress({ embedding }: { readonly embedding: CompanionEmbedding }): ReactNode {
  const end = () => void endCompanionEmbedding(embedding.target);
  if (embedding.phase === "failed") {
    return <ErrorNotice title="The companion did not embed it" error={embedding.error} onClose={end} />;
  }
  const { stage, done, total } = embedding;
  const count = total === null ? "" : `: ${formatCount(done)} of ${formatCount(total)}`;
  const label = `On the companion, ${stage}`;
  return (
    <div>
      <Group gap="sm" wrap="nowrap">
        <Progress
          value={total === null || total === 0 ? 100 : (100 * done) / total}
          animated
          aria-label={label}
          style={{ flex: 1 }}
        />
        <Button size="compact-sm" variant="default" onClick={end}>
          Cancel
        </Button>
      </Group>
      <Text size="sm" role="status">
        {label}
        {count}
      </Text>
    </div>
  );
}
