import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { cancelImport, discardImport, importStore, startImport } from "../../state/importStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { PageHeading } from "../../ui/PageHeading";
import { ListingNotice } from "./ListingNotice";
import { ProposalView } from "./ProposalView";
import { sourceName } from "./sourceName";

/** Bringing a folder into the library: what it is, before anything of it is kept. */
export function ImportPage(): ReactNode {
  const state = useStore(importStore);
  switch (state.phase) {
    case "none":
      return null;
    case "listing":
      return (
        <ImportFrame title={`Reading ${sourceName(state.source)}`}>
          <ListingNotice progress={state.progress} onCancel={cancelImport} />
        </ImportFrame>
      );
    case "failed": {
      const { source, error } = state;
      return (
        <ImportFrame title={source === null ? "Import" : `Import ${sourceName(source)}`}>
          <ErrorNotice title="Nothing was imported" error={error}>
            <Group gap="xs" mt="xs">
              {source !== null && (
                <Button size="xs" variant="default" onClick={() => void startImport(source)}>
                  Try again
                </Button>
              )}
              <Button size="xs" variant="default" onClick={discardImport}>
                Back to the library
              </Button>
            </Group>
          </ErrorNotice>
        </ImportFrame>
      );
    }
    case "proposed":
      return (
        <ImportFrame title={`Import ${sourceName(state.source)}`}>
          <ProposalView state={state} />
        </ImportFrame>
      );
  }
}

function ImportFrame({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className="library-page">
      <PageHeading>{title}</PageHeading>
      {children}
    </main>
  );
}
