import { Button, Group } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useStore } from "zustand";

import { intentStore } from "../../state/intentStore";
import { pictureStore } from "../../state/pictureStore";
import { pictureKey } from "../../state/searchIntent";
import { takeFiles } from "../../state/takeStore";
import { PictureInput } from "../../ui/DropZone";
import { EditedThumbnail } from "../../ui/EditedThumbnail";
import { SampleStrip } from "./SampleStrip";

/** The query panel's stand-in where the window is narrow. */
export function QueryBar({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const view = useStore(intentStore, (intent) => intent.query.views[intent.activeView]);
  const opened = useStore(pictureStore, ({ open }) => (view === undefined ? undefined : open.get(pictureKey(view))));
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="query-bar">
      <Group gap="sm" wrap="nowrap">
        {view !== undefined && opened !== undefined && <EditedThumbnail picture={opened.preview} edit={view.edit} />}
        {view !== undefined && (
          <Button size="xs" variant="default" onClick={onOpen}>
            Edit query
          </Button>
        )}
        <Button size="xs" onClick={() => input.current?.click()}>
          {view === undefined ? "Choose a drawing" : "New picture"}
        </Button>
        <PictureInput input={input} onFiles={(files) => void takeFiles(files, "replace")} />
      </Group>
      {view === undefined && <SampleStrip />}
    </div>
  );
}
