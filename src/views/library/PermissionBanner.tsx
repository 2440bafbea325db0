import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import type { DatasetRecord } from "../../core/dataset/datasetRecord";
import { checkSources, closedSources, reconnectSource, sourcesStore } from "../../state/sourcesStore";
import { Banner } from "../../ui/Banner";
import { ErrorNotice } from "../../ui/ErrorNotice";

/** Says which folders of a data set the browser no longer lets the page read, with a button for each. */
export function PermissionBanner({ record }: { readonly record: DatasetRecord }): ReactNode {
  const state = useStore(sourcesStore);
  useEffect(() => void checkSources(record.id), [record.id, record.revision]);
  const closed = closedSources(state, record.id);
  return (
    <>
      {closed.map(({ sourceId, access }) => {
        const source = record.sources.find((each) => each.sourceId === sourceId);
        if (source === undefined) return null;
        const verb = access === "asks" ? "Allow access to" : "Choose again:";
        return (
          <Banner key={sourceId}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">
                The pictures in “{source.name}” cannot be read now
                {access === "asks" ? ": this browser asks again at each visit." : ": the way to them is lost."}
              </Text>
              <Button
                size="xs"
                loading={state.reconnecting.phase === "running"}
                onClick={() => void reconnectSource(record.id, source)}
              >
                {verb} {source.name}
              </Button>
            </Group>
          </Banner>
        );
      })}
      {state.dataset === record.id && state.reconnecting.phase === "failed" && (
        <ErrorNotice title="The folder was not connected" error={state.reconnecting.error} />
      )}
    </>
  );
}
