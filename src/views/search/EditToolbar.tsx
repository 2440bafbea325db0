import { ActionIcon, Group, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsDiagonalMinimize2,
  IconCrop,
  IconCropPortrait,
  IconFlipVertical,
  IconRotateClockwise2,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { intentStore, redo, undo } from "../../state/intentStore";
import type { QueryView } from "../../state/searchIntent";
import { mirrorActiveView, toggleCropBox, toggleTightToInk, turnActiveView } from "./queryEdits";

const iconPixels = 17;

/** Buttons for each edit of the query picture; each has a key. */
export function EditToolbar({ view }: { readonly view: QueryView }): ReactNode {
  const canUndo = useStore(intentStore, ({ past }) => past.length > 0);
  const canRedo = useStore(intentStore, ({ undone }) => undone.length > 0);
  const hasCrop = view.edit.crop !== null;
  return (
    <Group gap={4} mt="xs" role="toolbar" aria-label="Edit the query picture">
      <Tool label="Turn clockwise" keys="R" onClick={turnActiveView}>
        <IconRotateClockwise2 size={iconPixels} />
      </Tool>
      <Tool label="Mirror" keys="M" onClick={mirrorActiveView} isOn={view.edit.isMirrored}>
        <IconFlipVertical size={iconPixels} />
      </Tool>
      <Tool
        label={hasCrop ? "Take the crop box away" : "Draw a crop box"}
        keys="C"
        onClick={toggleCropBox}
        isOn={hasCrop}
      >
        {hasCrop ? <IconCropPortrait size={iconPixels} /> : <IconCrop size={iconPixels} />}
      </Tool>
      <Tool label="Crop tight to the ink" keys="T" onClick={toggleTightToInk} isOn={view.edit.cropToInk}>
        <IconArrowsDiagonalMinimize2 size={iconPixels} />
      </Tool>
      <Tool label="Undo" keys="Ctrl+Z" onClick={undo} isDisabled={!canUndo}>
        <IconArrowBackUp size={iconPixels} />
      </Tool>
      <Tool label="Redo" keys="Ctrl+Shift+Z" onClick={redo} isDisabled={!canRedo}>
        <IconArrowForwardUp size={iconPixels} />
      </Tool>
    </Group>
  );
}

interface ToolProps {
  readonly label: string;
  readonly keys: string;
  readonly onClick: () => void;
  /** Undefined for an action that is not a switch. */
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

function Tool({ label, keys, onClick, isOn, isDisabled = false, children }: ToolProps): ReactNode {
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon
        size="lg"
        variant={isOn === true ? "light" : "default"}
        aria-label={label}
        aria-pressed={isOn}
        disabled={isDisabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
