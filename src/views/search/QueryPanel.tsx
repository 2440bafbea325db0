import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { intentStore } from "../../state/intentStore";
import { takeFiles } from "../../state/takeStore";
import { DropZone } from "../../ui/DropZone";
import { pictureFormats } from "../../ui/pictureTypes";
import { startQuery } from "../../state/intentStore";
import { MarksPanel } from "./MarksPanel";
import { QueryPicture } from "./QueryPicture";
import { QueryViews } from "./QueryViews";
import { SampleStrip } from "./SampleStrip";

/** The left side: what is searched with. */
export function QueryPanel(): ReactNode {
  const hasQuery = useStore(intentStore, ({ query }) => query.views.length > 0);
  return (
    <Stack gap="md" className="query-panel">
      {hasQuery ? (
        <>
          <Group justify="space-between">
            <Text component="h2" size="sm" fw={600}>
              Query
            </Text>
            <Button size="compact-xs" variant="default" onClick={() => startQuery([])}>
              New search
            </Button>
          </Group>
          <QueryPicture />
          <QueryViews />
          <MarksPanel />
        </>
      ) : (
        <DropZone
          title="Drop a drawing"
          hint={`anywhere on this page, paste it, or click to choose a file: ${pictureFormats}. Nothing leaves this machine.`}
          onFiles={(files) => void takeFiles(files, "replace")}
        />
      )}
      <SampleStrip />
    </Stack>
  );
}
