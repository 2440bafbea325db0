import { Alert, Button, Group, List, NumberInput, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { changeEdit, changeView, intentStore } from "../../state/intentStore";
import { nameOf, pageCount, pictureStore } from "../../state/pictureStore";
import { pictureKey, type QueryView } from "../../state/searchIntent";
import { CropEditor } from "../../ui/CropEditor";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { EditToolbar } from "./EditToolbar";

/** The shown view of the query, with all that can be done to it. */
export function QueryPicture(): ReactNode {
  const position = useStore(intentStore, (intent) => intent.activeView);
  const view = useStore(intentStore, (intent) => intent.query.views[intent.activeView]);
  if (view === undefined) return null;
  return (
    <section aria-label="Query picture">
      <EditedPicture view={view} />
      <EditToolbar view={view} />
      <PartNote view={view} />
      <PageChooser view={view} position={position} />
      <PictureFacts view={view} />
    </section>
  );
}

function EditedPicture({ view }: { readonly view: QueryView }): ReactNode {
  const key = pictureKey(view);
  const opened = useStore(pictureStore, ({ open }) => open.get(key));
  const failure = useStore(pictureStore, ({ failures }) => failures.get(key));
  if (opened !== undefined) {
    return (
      <CropEditor
        picture={opened.preview}
        label={`Query picture ${nameOf(view.source)}`}
        edit={view.edit}
        inkBox={opened.inkBox}
        onCrop={(crop) => changeEdit({ crop, part: null })}
      />
    );
  }
  if (failure === undefined) return <Skeleton height={260} radius="md" aria-label="Reading the picture" />;
  return <ErrorNotice title="This picture cannot be shown" error={failure} />;
}

/** Says that only a part is searched with, and takes that back. */
function PartNote({ view }: { readonly view: QueryView }): ReactNode {
  const { part } = view.edit;
  if (part === undefined || part === null) return null;
  return (
    <Group gap="xs" mt={6}>
      <Text size="xs">Searched with the marked part alone.</Text>
      <Button size="compact-xs" variant="default" onClick={() => changeEdit({ part: null })}>
        Search with all of it
      </Button>
    </Group>
  );
}

function PageChooser({ view, position }: { readonly view: QueryView; readonly position: number }): ReactNode {
  const pages = useStore(pictureStore, (state) => pageCount(state, view));
  if (pages <= 1) return null;
  return (
    <NumberInput
      mt="xs"
      size="xs"
      label={`Page (1 to ${pages})`}
      min={1}
      max={pages}
      clampBehavior="strict"
      value={view.page + 1}
      onChange={(page) => {
        if (typeof page === "number" && page >= 1 && page <= pages) {
          changeView(position, { page: page - 1, edit: { ...view.edit, crop: null, part: null } });
        }
      }}
    />
  );
}

function PictureFacts({ view }: { readonly view: QueryView }): ReactNode {
  const opened = useStore(pictureStore, ({ open }) => open.get(pictureKey(view)));
  if (opened === undefined) return null;
  const notes = opened.inkBox === null ? [...opened.notes, "no ink was found: the picture is blank"] : opened.notes;
  return (
    <>
      <Text size="xs" c="dimmed" mt={6} style={{ overflowWrap: "anywhere" }}>
        {nameOf(view.source)} · {opened.format} · {opened.width} × {opened.height}
      </Text>
      {notes.length > 0 && (
        <Alert color="yellow" variant="light" p="xs" mt={6} title="In reading this picture">
          <List size="xs">
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}
