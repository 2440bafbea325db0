import { Button, FileButton, Group, TextInput } from "@mantine/core";
import { IconDeviceFloppy, IconDownload, IconTrash, IconUpload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";

import { deleteRecipe, exportRecipe, importRecipe, rankStore, restoreRecipe, saveRecipe } from "../../state/rankStore";
import { offerUndo } from "../../ui/offerUndo";

/** Keeps the recipe under a name, gives it out as a file, takes one in. */
export function RecipeActions(): ReactNode {
  const { recipe, saved } = useStore(rankStore);
  const [title, setTitle] = useState("");
  const own = saved.find(({ name }) => name === recipe.name);
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="end">
        <TextInput
          size="xs"
          label="Save as a rank recipe"
          placeholder="Name"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDeviceFloppy size={15} />}
          disabled={title.trim() === ""}
          onClick={() => void saveRecipe(title).then(() => setTitle(""))}
        >
          Save
        </Button>
      </Group>
      <Group gap="xs">
        <Button size="compact-xs" variant="subtle" leftSection={<IconDownload size={14} />} onClick={exportRecipe}>
          Export
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => file !== null && void importRecipe(file)}>
          {(props) => (
            <Button {...props} size="compact-xs" variant="subtle" leftSection={<IconUpload size={14} />}>
              Import
            </Button>
          )}
        </FileButton>
        {own !== undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={14} />}
            onClick={() => {
              void deleteRecipe(own);
              offerUndo(`Deleted the recipe “${own.title}”`, () => void restoreRecipe(own));
            }}
          >
            Delete “{own.title}”
          </Button>
        )}
      </Group>
    </>
  );
}
