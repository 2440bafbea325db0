import { Button, Checkbox, Group, Menu, Modal, Text, TextInput } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { LibraryEntry } from "../../state/libraryStore";
import { saveProject, takeProject } from "../../state/projectStore";
import { formatBytes, formatCount } from "../../ui/format";

export interface ProjectMenuProps {
  readonly entries: readonly LibraryEntry[];
  /** Data sets that are ticked in the overview; none means all. */
  readonly chosen: ReadonlySet<DatasetId>;
}

/** Takes the library to another machine, as one file. */
export function ProjectMenu({ entries, chosen }: ProjectMenuProps): ReactNode {
  const [isSaving, setIsSaving] = useState(false);
  const taken = chosen.size === 0 ? entries : entries.filter(({ record }) => chosen.has(record.id));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="sm" variant="default" leftSection={<IconPackage size={17} />}>
            Project file
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void takeProject()}>Open a project file…</Menu.Item>
          <Menu.Item
            disabled={taken.length === 0}
            title={taken.length === 0 ? "There is no data set to save yet" : undefined}
            onClick={() => setIsSaving(true)}
          >
            {chosen.size === 0 ? "Save all data sets…" : `Save the ${taken.length} chosen…`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isSaving && <SaveDialog entries={taken} onClose={() => setIsSaving(false)} />}
    </>
  );
}

interface SaveDialogProps {
  readonly entries: readonly LibraryEntry[];
  readonly onClose: () => void;
}

function SaveDialog({ entries, onClose }: SaveDialogProps): ReactNode {
  const [name, setName] = useState(entries.length === 1 ? (entries[0]?.record.name ?? "") : "Library");
  const [withPictures, setWithPictures] = useState(true);
  const items = entries.reduce((sum, { record }) => sum + record.counts.items, 0);
  const tableBytes = entries.flatMap(({ tables }) => tables).reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Modal opened onClose={onClose} title="Save a project file" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          const datasets = entries.map(({ record }) => record.id);
          void saveProject(datasets, { name: name.trim(), withPictures });
        }}
      >
        <Text size="sm" mb="xs">
          {formatCount(items)} items of {entries.map(({ record }) => record.name).join(", ")}, their embeddings (
          {formatBytes(tableBytes)}) and checkpoints, saved searches and settings. It opens on another machine without a
          server.
        </Text>
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          mb="sm"
        />
        <Checkbox
          label="With the pictures"
          description="Without them the file is small, and the other machine asks for the folders."
          checked={withPictures}
          onChange={(event) => setWithPictures(event.currentTarget.checked)}
        />
        <Group justify="flex-end" mt="md">
          <Button type="submit" disabled={name.trim() === ""} title={name.trim() === "" ? "Give it a name" : undefined}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
