import { Button, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { TableRecord } from "../../core/dataset/datasetRecord";
import type { LibraryEntry } from "../../state/libraryStore";
import { searchIn } from "../../state/searchIn";
import type { TableRow } from "../../state/tableRows";
import {
  deleteTable,
  exportTable,
  exportTableAsParquet,
  hideFailures,
  restoreTable,
  showFailures,
  tablesStore,
} from "../../state/tablesStore";
import { formatBytes } from "../../ui/format";
import { offerUndo } from "../../ui/offerUndo";
import { CompanionEmbed } from "./CompanionEmbed";
import { EmbedControls } from "./EmbedControls";
import { FailureList } from "./FailureList";
import { StoresPanel } from "./StoresPanel";
import { TableBadges } from "./TableSummary";

export interface TableCardProps {
  readonly entry: LibraryEntry;
  readonly row: TableRow;
}

/** One checkpoint and what a data set has embedded with it. */
export function TableCard({ entry, row }: TableCardProps): ReactNode {
  const { name, checkpoint, table, known } = row;
  return (
    <article aria-label={name} className="page-card table-card">
      <Group gap="xs">
        <Title order={2} size="h5">
          {name}
        </Title>
        {known?.isShipped === true && <span className="tag">ships with the studio</span>}
      </Group>
      <Text size="sm" c="dimmed">
        {checkpoint.dimension} numbers a picture
        {table !== null && ` · ${formatBytes(table.bytes)}`}
        {table !== null && table.makers.length > 0 && ` · made by ${table.makers.join("; ")}`}
      </Text>
      {table !== null && <TableBadges table={table} />}
      {table !== null && table.stale > 0 && (
        <Text size="sm" className="gallery-gaps">
          Stale: the pictures of these items have changed since they were embedded.
        </Text>
      )}
      <EmbedControls entry={entry} row={row} />
      <CompanionEmbed entry={entry} row={row} />
      <StoresPanel entry={entry} row={row} />
      {table !== null && <TableActions entry={entry} row={row} table={table} />}
      {table !== null && <FailureList row={row} />}
    </article>
  );
}

interface TableActionsProps extends TableCardProps {
  readonly table: TableRecord;
}

function TableActions({ entry: { record }, row, table }: TableActionsProps): ReactNode {
  const { checkpoint } = row;
  const isShown = useStore(tablesStore, ({ failuresOf }) => failuresOf === row.key);
  const isEmpty = table.embedded === 0;
  const remove = async () => {
    if (!(await deleteTable(record.id, checkpoint))) return;
    offerUndo(
      `Deleted the embeddings of “${record.name}” by ${row.name}`,
      () => void restoreTable(record.id, checkpoint),
    );
  };
  const refusal = isEmpty ? "Nothing is embedded yet" : undefined;
  return (
    <Group gap="xs" mt={4}>
      <Button
        size="xs"
        variant="default"
        disabled={isEmpty}
        title={refusal}
        onClick={() => searchIn(record.id, checkpoint)}
      >
        Search by it
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={isEmpty}
        title={refusal}
        onClick={() => void exportTable(record, table)}
      >
        Export (.npy and items)
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={isEmpty}
        title={refusal}
        onClick={() => void exportTableAsParquet(record, table)}
      >
        Export (Parquet)
      </Button>
      {table.failed > 0 && (
        <Button
          size="xs"
          variant="default"
          aria-expanded={isShown}
          onClick={() => {
            if (isShown) hideFailures();
            else void showFailures(record.id, checkpoint);
          }}
        >
          {isShown ? "Hide failures" : "Show failures"}
        </Button>
      )}
      <Button size="xs" variant="subtle" color="red" onClick={() => void remove()}>
        Delete these embeddings
      </Button>
    </Group>
  );
}
