import { Anchor, Button, Checkbox, Group, Text } from "@mantine/core";
import { type ReactNode } from "react";

import { deleteDataset, type LibraryEntry, renameDataset, restoreDataset } from "../../state/libraryStore";
import { showDataset } from "../../state/libraryPlace";
import { searchIn } from "../../state/searchIn";
import { EditableName } from "../../ui/EditableName";
import { formatBytes } from "../../ui/format";
import { offerUndo } from "../../ui/offerUndo";
import { CardPictures } from "./CardPictures";
import { DatasetCounts } from "./DatasetCounts";
import { TableSummary } from "./TableSummary";

export interface DatasetCardProps {
  readonly entry: LibraryEntry;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** One data set in the overview. */
export function DatasetCard({ entry, isChosen, onChoose }: DatasetCardProps): ReactNode {
  const { record, tables } = entry;
  const tableBytes = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <article aria-label={record.name} className="dataset-card" data-chosen={isChosen || undefined}>
      <Checkbox aria-label={`Choose ${record.name} to merge`} checked={isChosen} onChange={onChoose} mt={4} />
      <div className="dataset-card-body">
        <div className="dataset-card-head">
          <EditableName
            order={2}
            name={record.name}
            label={`Rename ${record.name}`}
            onRename={(name) => void renameDataset(record.id, name)}
          />
          <CardActions entry={entry} />
        </div>
        <Text size="sm" c="dimmed">
          {record.layout} · {formatBytes(record.bytes + tableBytes)} in this browser
          {tableBytes > 0 && ` (${formatBytes(tableBytes)} of embeddings)`}
        </Text>
        <DatasetCounts counts={record.counts} />
        <CardPictures dataset={record.id} revision={record.revision} />
        {tables.length === 0 ? (
          <Text size="sm">
            Not embedded yet.{" "}
            <Anchor component="button" type="button" size="sm" onClick={() => showDataset(record.id, "embeddings")}>
              Embed it to search in it
            </Anchor>
          </Text>
        ) : (
          tables.map((table) => <TableSummary key={table.checkpoint.id + table.checkpoint.sha256} table={table} />)
        )}
      </div>
    </article>
  );
}

function CardActions({ entry: { record, tables } }: { readonly entry: LibraryEntry }): ReactNode {
  const table = tables.find(({ embedded }) => embedded > 0);
  const remove = async () => {
    if (await deleteDataset(record.id)) {
      offerUndo(`Deleted “${record.name}”`, () => void restoreDataset(record.id));
    }
  };
  return (
    <Group gap={6}>
      <Button
        size="xs"
        variant="default"
        disabled={table === undefined}
        title={table === undefined ? "Embed the data set first: see its Embeddings" : undefined}
        onClick={() => {
          if (table !== undefined) searchIn(record.id, table.checkpoint);
        }}
      >
        Search in it
      </Button>
      <Button size="xs" onClick={() => showDataset(record.id)} aria-label={`Open ${record.name}`}>
        Open
      </Button>
      <Button size="xs" variant="subtle" color="red" aria-label={`Delete ${record.name}`} onClick={() => void remove()}>
        Delete
      </Button>
    </Group>
  );
}
