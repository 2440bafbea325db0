import { Button, Group, Modal, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { type LibraryEntry, mergeDatasets } from "../../state/libraryStore";
import { formatCount } from "../../ui/format";

export interface MergeBarProps {
  readonly entries: readonly LibraryEntry[];
  readonly onDone: () => void;
}

/** What to do with the data sets that were chosen. */
export function MergeBar({ entries, onDone }: MergeBarProps): ReactNode {
  const [isNaming, setIsNaming] = useState(false);
  if (entries.length === 0) return null;
  const isOne = entries.length === 1;
  return (
    <Group className="library-bar" role="group" aria-label="Chosen data sets" justify="space-between">
      <Text size="sm">{isOne ? "Choose another data set to merge it with" : `${entries.length} data sets chosen`}</Text>
      <Group gap="xs">
        <Button
          size="xs"
          disabled={isOne}
          title={isOne ? "Merging needs at least two data sets" : undefined}
          onClick={() => setIsNaming(true)}
        >
          Merge…
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          Choose none
        </Button>
      </Group>
      {isNaming && <MergeDialog entries={entries} onDone={onDone} onClose={() => setIsNaming(false)} />}
    </Group>
  );
}

interface MergeDialogProps extends MergeBarProps {
  readonly onClose: () => void;
}

function MergeDialog({ entries, onDone, onClose }: MergeDialogProps): ReactNode {
  const [name, setName] = useState(entries.map(({ record }) => record.name).join(" + "));
  const items = entries.reduce((sum, { record }) => sum + record.counts.items, 0);
  const merge = async () => {
    onClose();
    const isMerged = await mergeDatasets(
      entries.map(({ record }) => record.id),
      name,
    );
    if (isMerged) onDone();
  };
  return (
    <Modal opened onClose={onClose} title="Merge data sets" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void merge();
        }}
      >
        <TextInput
          data-autofocus
          label="Name of the merged data set"
          description={`It gets ${formatCount(items)} items; tables by the same checkpoint are joined. The ${entries.length} data sets stay as they are.`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button type="submit" disabled={name.trim() === ""} title={name.trim() === "" ? "Give it a name" : undefined}>
            Merge
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
