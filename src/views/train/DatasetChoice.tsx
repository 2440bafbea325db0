import { Button, Code, Group, Select, Text } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { companionStore, servedSourceOf } from "../../state/companionStore";
import { libraryStore } from "../../state/libraryStore";
import { showOverview } from "../../state/libraryPlace";
import { takeCompanionFolder } from "../../state/takeCompanionFolder";
import { formatCount } from "../../ui/format";

export interface DatasetChoiceProps {
  readonly dataset: DatasetId | null;
  readonly onChange: (dataset: DatasetId | null) => void;
}

/** Data sets that the companion has the pictures of; folders of it that are none yet can be imported. */
export function DatasetChoice({ dataset, onChange }: DatasetChoiceProps): ReactNode {
  const companion = useStore(companionStore);
  const entries = useStore(libraryStore, (state) => state.entries);
  const { contact } = companion;
  if (contact.phase === "refused" || contact.phase === "failed") {
    return (
      <Text size="sm">
        {contact.phase === "failed"
          ? `${contact.error.message}. ${contact.error.hint}`
          : "The companion trains only for who has its token: open the address that it printed when it started."}
      </Text>
    );
  }
  if (contact.phase === "unknown" || entries === null) return <Text size="sm">The companion is being asked.</Text>;
  const served = entries.flatMap((entry) => {
    const source = servedSourceOf(companion, entry.record);
    return source === null ? [] : [{ record: entry.record, folder: source.folder.id }];
  });
  const others = contact.folders.filter(({ id }) => !served.some(({ folder }) => folder === id));
  return (
    <div>
      <Select
        size="sm"
        label="Data set"
        description="One whose pictures the companion has, as it came from a folder of it."
        placeholder={served.length === 0 ? "None yet: import a folder" : "Choose one"}
        data={served.map(({ record }) => ({
          value: record.id,
          label: `${record.name} (${formatCount(record.counts.items)} items)`,
        }))}
        value={dataset}
        onChange={(value) => onChange(value)}
      />
      {others.length > 0 && (
        <Group gap={6} mt={6}>
          {others.map((folder) => (
            <Button
              key={folder.id}
              size="compact-xs"
              variant="default"
              leftSection={<IconServer size={13} />}
              onClick={() => {
                showOverview();
                void takeCompanionFolder(folder, null);
              }}
            >
              Import {folder.name}
            </Button>
          ))}
        </Group>
      )}
      {contact.folders.length === 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          The companion serves no folder. Start it with <Code>npm start -- --data NAME=FOLDER</Code>.
        </Text>
      )}
    </div>
  );
}
