import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { cancelChange, dismissChangeFailure, libraryStore } from "../../state/libraryStore";
import { dismissRemovalFailure, removalStore } from "../../state/removalStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";

/** What is going on in the library, and what went wrong. */
export function LibraryNotices({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { loading, change, entries } = useStore(libraryStore);
  const removal = useStore(removalStore, ({ task }) => task);
  return (
    <Stack gap="xs" className="library-notices">
      {loading.phase === "running" && entries === null && (
        <RunningNotice label="Reading the library" done={0} total={1} />
      )}
      {loading.phase === "failed" && (
        <ErrorNotice title="The library could not be read" error={loading.error}>
          <Button size="xs" variant="default" mt="xs" onClick={onRetry}>
            Try again
          </Button>
        </ErrorNotice>
      )}
      {change.phase === "running" && (
        <RunningNotice label="Changing the library" done={0} total={1} onCancel={cancelChange} />
      )}
      {change.phase === "failed" && (
        <ErrorNotice title="The library was not changed" error={change.error} onClose={dismissChangeFailure} />
      )}
      {removal.phase === "running" && <RunningNotice label="Changing the items" done={0} total={1} />}
      {removal.phase === "failed" && (
        <ErrorNotice title="The items were not changed" error={removal.error} onClose={dismissRemovalFailure} />
      )}
    </Stack>
  );
}
