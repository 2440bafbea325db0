import { ActionIcon, Anchor, Group, Text, Title, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { useStore } from "zustand";

import type { RecipeContent } from "../../core/training/inheritedRecipe";
import { recipeForm } from "../../core/training/recipeForm";
import { recipeWords } from "../../core/training/recipeWords";
import { chooseRecipe, recipeFaults, recipeFields, redoSetting, trainStore, undoSetting } from "../../state/trainStore";
import { ChangedSettings } from "./ChangedSettings";
import { SettingSections } from "./SettingSections";
import { StartPanel } from "./StartPanel";

export interface TrainingFormProps {
  readonly preset: RecipeContent;
  readonly recipe: RecipeContent;
}

/** A chosen recipe: what it trains on, every setting of it, and the button that starts it. */
export function TrainingForm({ preset, recipe }: TrainingFormProps): ReactNode {
  const sections = useMemo(() => recipeForm(recipeFields, recipe), [recipe]);
  const faults = useMemo(() => recipeFaults(recipe), [recipe]);
  const { title, paper, code, note, dataset, weights } = recipeWords(recipe);
  return (
    <div className="training-form">
      <div>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Title order={2} size="h4">
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {[paper, code, note].filter((text) => text !== "").join(". ")}
            </Text>
            <Text size="sm">
              <b>Needs</b> {dataset}; {weights}
            </Text>
            <Anchor component="button" size="sm" onClick={() => chooseRecipe(null)}>
              Choose another recipe
            </Anchor>
          </div>
          <HistoryButtons />
        </Group>
        <SettingSections sections={sections} faults={faults} preset={preset} />
      </div>
      <aside className="start-panel">
        <StartPanel faults={faults} />
        <ChangedSettings preset={preset} recipe={recipe} />
      </aside>
    </div>
  );
}

function HistoryButtons(): ReactNode {
  const canUndo = useStore(trainStore, ({ past }) => past.length > 0);
  const canRedo = useStore(trainStore, ({ undone }) => undone.length > 0);
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Undo (Ctrl Z)">
        <ActionIcon variant="default" aria-label="Undo" disabled={!canUndo} onClick={undoSetting}>
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl Shift Z)">
        <ActionIcon variant="default" aria-label="Redo" disabled={!canRedo} onClick={redoSetting}>
          <IconArrowForwardUp size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
