import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import type { LibraryEntry } from "../../state/libraryStore";
import type { TableRow } from "../../state/tableRows";
import { companionStore } from "../../state/companionStore";
import { choiceStore } from "../../state/choiceStore";
import {
  buildStoreIndex,
  cancelStoreChange,
  loadStores,
  measureStore,
  moveToCompanion,
  removeStore,
  searchWhere,
  type StoredTable,
  storesOf,
  storesStore,
} from "../../state/storesStore";
import { ConfirmButton } from "../../ui/ConfirmButton";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatBytes } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";

type StoreRecord = ReturnType<typeof storesOf>[number];

export interface StoresPanelProps {
  readonly entry: LibraryEntry;
  readonly row: TableRow;
}

/** Moves a gallery's search to the companion and back, for galleries that are too large for a page. */
export function StoresPanel({ entry, row }: StoresPanelProps): ReactNode {
  const isMet = useStore(companionStore, ({ contact }) => contact.phase === "met");
  if (!isMet || row.table === null || row.table.embedded === 0) return null;
  return <StoresOfTable table={{ dataset: entry.record.id, checkpoint: row.checkpoint }} />;
}

function StoresOfTable({ table }: { readonly table: StoredTable }): ReactNode {
  const state = useStore(storesStore);
  const { change, stage, kinds, stores } = state;
  useEffect(() => {
    if (storesStore.getState().stores === null) void loadStores();
  }, []);
  const isBusy = change.phase === "running";
  return (
    <section aria-label="On the companion">
      {isBusy && <RunningNotice label={stage} done={change.done} total={change.total} onCancel={cancelStoreChange} />}
      {change.phase === "failed" && <ErrorNotice title="The companion's stores" error={change.error} />}
      {storesOf(state, table).map((store) => (
        <StoreRow key={store.id} table={table} store={store} isBusy={isBusy} />
      ))}
      {stores !== null && (
        <Group gap="xs" mt={4}>
          {kinds.map((kind) => (
            <Button
              key={kind}
              size="xs"
              variant="default"
              disabled={isBusy}
              onClick={() => void moveToCompanion(table, kind)}
            >
              {kind === "local" ? "Send to the companion" : "Send to Milvus"}
            </Button>
          ))}
        </Group>
      )}
    </section>
  );
}

interface StoreRowProps {
  readonly table: StoredTable;
  readonly store: StoreRecord;
  readonly isBusy: boolean;
}

function StoreRow({ table, store, isBusy }: StoreRowProps): ReactNode {
  const isSearched = useStore(choiceStore, (choice) => choice.store === store.id);
  const action = { size: "xs", variant: "default", disabled: isBusy } as const;
  return (
    <div>
      <Text size="sm">{describeStore(store)}</Text>
      <Group gap="xs" mt={4}>
        <Button {...action} aria-pressed={isSearched} onClick={() => searchWhere(table, isSearched ? null : store.id)}>
          {isSearched ? "Search in this browser" : "Search on the companion"}
        </Button>
        <Button {...action} onClick={() => void buildStoreIndex(store.id)}>
          Build the index
        </Button>
        <Button {...action} onClick={() => void measureStore(store.id)}>
          Measure recall
        </Button>
        <ConfirmButton
          size="xs"
          variant="subtle"
          color="red"
          label="Delete this store"
          warning="The companion's copy of the vectors is removed; those in this browser stay."
          onConfirm={() => void removeStore(store.id)}
        />
      </Group>
    </div>
  );
}

function describeStore({ kind, engineVersion, rows, bytesOnDisk, index, recall }: StoreRecord): string {
  const parts = [
    `${rows.toLocaleString("en-US")} vectors in ${kind === "local" ? "LanceDB" : kind} ${engineVersion}`,
    formatBytes(bytesOnDisk),
    index === null ? "no index: exact, and slow for millions" : `index ${describeParameters(index.parameters)}`,
  ];
  if (recall !== null) {
    const { value, queries, topK, medianMs, exactMedianMs } = recall;
    parts.push(
      `recall@${topK} ${value.toFixed(3)} on ${queries} queries, ${medianMs.toFixed(0)} ms a query, exactly ${exactMedianMs.toFixed(0)} ms`,
    );
  }
  return parts.join(" · ");
}

function describeParameters(parameters: Readonly<Record<string, number | string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
