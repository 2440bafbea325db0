import { ActionIcon, Button, Group, Menu, Modal, TextInput } from "@mantine/core";
import {
  IconAdjustments,
  IconCopy,
  IconDots,
  IconFocus2,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

import {
  type CompanionRun,
  deleteRun,
  duplicateRun,
  renameRun,
  restoreRun,
  resumeRun,
  stopRun,
} from "../../state/runsStore";
import { prepareAgain } from "../../state/startTraining";
import { selectRuns } from "../../state/runTableStore";
import { offerUndo } from "../../ui/offerUndo";

/** What can be done with a run. The menu is made once it is asked for: there is one in each row. */
export function RunActions({ run }: { readonly run: CompanionRun }): ReactNode {
  const [isAsked, setIsAsked] = useState(false);
  if (isAsked) return <RunMenu run={run} />;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-haspopup="menu"
      aria-label={`Actions of ${run.name}`}
      onClick={() => setIsAsked(true)}
    >
      <IconDots size={16} />
    </ActionIcon>
  );
}

function RunMenu({ run }: { readonly run: CompanionRun }): ReactNode {
  const [isRenaming, setIsRenaming] = useState(false);
  const { id, name, phase } = run;
  const canResume = phase === "stopped" || phase === "interrupted" || phase === "failed";
  const canStop = phase === "waiting" || phase === "starting" || phase === "running" || phase === "stopping";
  const icon = { size: 15 };
  return (
    <>
      <Menu position="bottom-end" shadow="md" defaultOpened>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions of ${name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFocus2 {...icon} />} onClick={() => selectRuns([id])}>
            Draw this one only
          </Menu.Item>
          {canStop && (
            <Menu.Item leftSection={<IconPlayerStop {...icon} />} onClick={() => void stopRun(id)}>
              {phase === "stopping" ? "Kill it now" : "Save and stop"}
            </Menu.Item>
          )}
          {canResume && (
            <Menu.Item leftSection={<IconPlayerPlay {...icon} />} onClick={() => void resumeRun(id)}>
              Resume
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => void duplicateRun(id, `${name} again`)}>
            Train the same again
          </Menu.Item>
          <Menu.Item leftSection={<IconAdjustments {...icon} />} onClick={() => void prepareAgain(run)}>
            Train again with changes
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => setIsRenaming(true)}>
            Rename
          </Menu.Item>
          <Menu.Item
            color="red"
            disabled={canStop}
            leftSection={<IconTrash {...icon} />}
            onClick={() => {
              deleteRun(id);
              offerUndo(`Deleted “${name}” with its checkpoints`, () => restoreRun(id));
            }}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isRenaming} onClose={() => setIsRenaming(false)} title="Rename the run" size="sm">
        <RenameForm run={run} onDone={() => setIsRenaming(false)} />
      </Modal>
    </>
  );
}

function RenameForm({ run, onDone }: { readonly run: CompanionRun; readonly onDone: () => void }): ReactNode {
  const [name, setName] = useState(run.name);
  const wanted = name.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== "" && wanted !== run.name) void renameRun(run.id, wanted);
        onDone();
      }}
    >
      <TextInput data-autofocus label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Group justify="flex-end" mt="sm">
        <Button type="submit" size="sm" disabled={wanted === ""}>
          Rename
        </Button>
      </Group>
    </form>
  );
}
