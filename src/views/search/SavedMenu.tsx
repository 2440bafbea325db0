import { ActionIcon, Button, Group, Menu, Modal, Text, TextInput, Tooltip } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";

import { intentStore } from "../../state/intentStore";
import { nameOf } from "../../state/pictureStore";
import { deleteSearch, reopenSearch, restoreSearch, savedStore, saveSearch } from "../../state/savedStore";
import { offerUndo } from "../../ui/offerUndo";

/** Saved searches: keep this one, reopen or delete another. */
export function SavedMenu(): ReactNode {
  const searches = useStore(savedStore, (state) => state.searches);
  const firstView = useStore(intentStore, ({ query }) => query.views[0]);
  const [isNaming, setIsNaming] = useState(false);
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={280}>
        <Menu.Target>
          <Tooltip label="Saved searches">
            <ActionIcon variant="default" size="lg" aria-label="Saved searches">
              <IconBookmark size={18} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={firstView === undefined} onClick={() => setIsNaming(true)}>
            Save this search…
          </Menu.Item>
          {searches.length > 0 && <Menu.Divider />}
          {searches.map((search) => (
            <Group key={search.id} wrap="nowrap" gap={4}>
              <Menu.Item onClick={() => void reopenSearch(search)}>
                <Text size="sm" truncate>
                  {search.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {new Date(search.savedAt).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" })}
                </Text>
              </Menu.Item>
              <Menu.Item
                w="auto"
                aria-label={`Delete ${search.name}`}
                leftSection={<IconTrash size={16} />}
                onClick={() => {
                  void deleteSearch(search);
                  offerUndo(`Deleted “${search.name}”`, () => void restoreSearch(search));
                }}
              />
            </Group>
          ))}
          {searches.length === 0 && (
            <Text size="xs" c="dimmed" p="xs">
              Searches you save stay in this browser.
            </Text>
          )}
        </Menu.Dropdown>
      </Menu>
      {isNaming && firstView !== undefined && (
        <NameDialog suggestion={nameOf(firstView.source)} onClose={() => setIsNaming(false)} />
      )}
    </>
  );
}

function NameDialog({ suggestion, onClose }: { readonly suggestion: string; readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState(suggestion);
  return (
    <Modal opened onClose={onClose} title="Save this search" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void saveSearch(name);
          onClose();
        }}
      >
        <TextInput
          data-autofocus
          label="Name"
          description="Query, edits, filters and the open hit are kept in this browser."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button type="submit" disabled={name.trim() === ""}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
