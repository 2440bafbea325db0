import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { TableRow } from "../../state/tableRows";
import { tablesStore } from "../../state/tablesStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { VirtualList } from "../../ui/VirtualList";

const rowPixels = 44;

/** Items that could not be embedded, each with why. */
export function FailureList({ row }: { readonly row: TableRow }): ReactNode {
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
          <Text size="sm" my={6}>
            These stay out of every search until they can be embedded.
          </Text>
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
