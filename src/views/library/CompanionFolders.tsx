import { Button, Code, Group, Text, Title } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { type CompanionContact, companionStore, meetCompanion } from "../../state/companionStore";
import { takeCompanionFolder } from "../../state/takeCompanionFolder";

/** Folders that the companion serves, to be imported; or how to make it serve some. */
export function CompanionFolders({ into }: { readonly into: DatasetId | null }): ReactNode {
  const contact = useStore(companionStore, (state) => state.contact);
  useEffect(() => void meetCompanion(), []);
  return (
    <section aria-label="Companion" className="page-card companion-folders">
      <Title order={2} size="h5" mb={4}>
        Folders of the companion
      </Title>
      <FolderChoice contact={contact} into={into} />
    </section>
  );
}

interface FolderChoiceProps {
  readonly contact: CompanionContact;
  readonly into: DatasetId | null;
}

function FolderChoice({ contact, into }: FolderChoiceProps): ReactNode {
  switch (contact.phase) {
    case "unknown":
      return <Hint>The companion is being asked.</Hint>;
    case "refused":
      return (
        <Hint>
          The companion serves this page, but this browser has not shown its token yet: open the address that it printed
          when it started.
        </Hint>
      );
    case "failed":
      return (
        <Hint>
          {contact.error.message}. {contact.error.hint}
        </Hint>
      );
    case "met":
      if (contact.folders.length === 0) {
        return (
          <Hint>
            It serves none yet. Start it with <Code>npm start -- --data NAME=FOLDER</Code> to import a large folder
            without copying it.
          </Hint>
        );
      }
      return (
        <Group gap="xs">
          {contact.folders.map((folder) => (
            <Button
              key={folder.id}
              size="xs"
              variant="default"
              leftSection={<IconServer size={15} />}
              onClick={() => void takeCompanionFolder(folder, into)}
            >
              {folder.name}
            </Button>
          ))}
        </Group>
      );
  }
}

function Hint({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
