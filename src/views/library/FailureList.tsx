import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { TableRow } from "../../state/tableRows";
import { forgetFailures, tablesStore } from "../../state/tablesStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { VirtualList } from "../../ui/VirtualList";

export interface FailureListProps {
  readonly dataset: DatasetId;
  readonly row: TableRow;
}

const rowPixels = 44;

/** Items that could not be embedded, each with why. */
export function FailureList({ dataset, row }: FailureListProps): ReactNode {
  const { failuresOf, failures } = useStore(tablesStore);
  if (failuresOf !== row.key) return null;
  switch (failures.phase) {
    case "idle":
      return null;
    case "running":
      return <RunningNotice label="Reading the failures" done={0} total={1} />;
    case "failed":
      return <ErrorNotice title="The failures could not be read" error={failures.error} />;
    case "done":
      return (
        <section aria-label="Failures">
          <Group justify="space-between" my={6}>
            <Text size="sm">These stay out of every search until they can be embedded.</Text>
            <Button size="xs" variant="default" onClick={() => void forgetFailures(dataset, row.checkpoint)}>
              Try them again at the next embedding
            </Button>
          </Group>
          <VirtualList
            label="Failures"
            count={failures.value.length}
            rowPixels={rowPixels}
            mostPixels={rowPixels * 6}
            renderRow={(position) => {
              const failure = failures.value[position];
              if (failure === undefined) return null;
              return (
                <span className="fault">
                  <span className="fault-place">{failure.itemId}</span>
                  <span title={failure.message}>{failure.message}</span>
                </span>
              );
            }}
          />
        </section>
      );
  }
}
