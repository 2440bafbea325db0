import { ActionIcon, Group, TextInput, Title, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

export interface EditableNameProps {
  readonly name: string;
  readonly order: 1 | 2 | 3;
  /** What the name is of, for the button that changes it ("Rename data set"). */
  readonly label: string;
  readonly onRename: (name: string) => void;
}

/** A heading that can be changed in its place: Enter keeps the new name, Escape the old one. */
export function EditableName({ name, order, label, onRename }: EditableNameProps): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <Group gap={4} wrap="nowrap" miw={0}>
        <Title order={order} size="h4" className="editable-name" title={name}>
          {name}
        </Title>
        <Tooltip label="Rename">
          <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => setDraft(name)}>
            <IconPencil size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    );
  }
  const keep = () => {
    const wanted = draft.trim();
    setDraft(null);
    if (wanted !== "" && wanted !== name) onRename(wanted);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextInput
        autoFocus
        size="sm"
        aria-label="New name"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          setDraft(null);
        }}
      />
    </form>
  );
}
