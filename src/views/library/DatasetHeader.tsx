import { Button, Group, Menu, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode } from "react";

import { exportItems } from "../../state/exportItems";
import { deleteDataset, type LibraryEntry, renameDataset, restoreDataset } from "../../state/libraryStore";
import { searchIn } from "../../state/searchIn";
import { EditableName } from "../../ui/EditableName";
import { formatBytes, formatCount } from "../../ui/format";
import { offerUndo } from "../../ui/offerUndo";

/** A data set's name and size, and what can be done with the whole of it. */
export function DatasetHeader({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { record, tables } = entry;
  const { items, identities, queries, gallery } = record.counts;
  const bytes = tables.reduce((sum, table) => sum + table.bytes, record.bytes);
  const table = tables.find(({ embedded }) => embedded > 0);
  const remove = async () => {
    if (await deleteDataset(record.id)) offerUndo(`Deleted “${record.name}”`, () => void restoreDataset(record.id));
  };
  return (
    <Group justify="space-between" align="end" gap="xs">
      <div className="dataset-title">
        <EditableName
          order={1}
          name={record.name}
          label="Rename the data set"
          onRename={(name) => void renameDataset(record.id, name)}
        />
        <Text size="sm" c="dimmed">
          {record.layout} · {formatCount(items)} items of {formatCount(identities)} identities · {formatCount(queries)}{" "}
          queries · {formatCount(gallery)} in the gallery · {formatBytes(bytes)}
        </Text>
      </div>
      <Group gap={6}>
        <Button
          size="xs"
          disabled={table === undefined}
          title={table === undefined ? "Embed the data set first: see Embeddings" : undefined}
          onClick={() => {
            if (table !== undefined) searchIn(record.id, table.checkpoint);
          }}
        >
          Search in it
        </Button>
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button size="xs" variant="default" leftSection={<IconDownload size={15} />}>
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void exportItems(record, "csv")}>Item table (CSV)</Menu.Item>
            <Menu.Item onClick={() => void exportItems(record, "parquet")}>Item table (Parquet)</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Button size="xs" variant="subtle" color="red" onClick={() => void remove()}>
          Delete
        </Button>
      </Group>
    </Group>
  );
}
