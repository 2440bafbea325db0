import { ActionIcon, Button, Group, Menu, Select, Text, Title } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { type RankStep, viewsNote } from "../../core/ranking/rankRecipe";
import { stepWords } from "../../core/ranking/stepWords";
import {
  addStep,
  chooseRecipe,
  dismissRankFailure,
  knownRecipes,
  rankStore,
  recipeFault,
  redoRank,
  undoRank,
} from "../../state/rankStore";
import { openViews, studioStore } from "../../state/studioStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RecipeActions } from "./RecipeActions";
import { StepCard } from "./StepCard";

const kinds = Object.keys(stepWords) as RankStep["kind"][];

/** The pipeline between embeddings and ranking: a recipe to begin with, and its steps to change. */
export function PipelineEditor(): ReactNode {
  const state = useStore(rankStore);
  const { recipe, failure } = state;
  const fault = recipeFault(state);
  const note = viewsNote(recipe, [useStore(studioStore, openViews)]);
  return (
    <section aria-label="Pipeline" className="rank-pipeline">
      <Heading />
      <RecipeChoice />
      <ol className="rank-steps">
        {recipe.steps.map((step, at) => (
          <StepCard key={at} step={step} at={at} count={recipe.steps.length} />
        ))}
      </ol>
      {note !== null && (
        <Text size="xs" c="var(--studio-warning)">
          {note}.
        </Text>
      )}
      {recipe.steps.length === 0 && (
        <Text size="sm" c="dimmed">
          No step yet: hits stand by the inner product of their vectors with the query’s.
        </Text>
      )}
      {fault !== null && (
        <Text size="sm" c="var(--studio-warning)" role="alert">
          The order cannot be followed: {fault}. Move or switch off one of the steps.
        </Text>
      )}
      <StepMenu />
      <RecipeActions />
      {failure !== null && (
        <ErrorNotice title="The recipe was not kept or read" error={failure} onClose={dismissRankFailure} />
      )}
    </section>
  );
}

function Heading(): ReactNode {
  const { past, future } = useStore(rankStore);
  return (
    <Group justify="space-between" wrap="nowrap">
      <Title order={2} size="h5">
        Pipeline
      </Title>
      <Group gap={2} wrap="nowrap">
        <ActionIcon variant="subtle" color="gray" aria-label="Undo" disabled={past.length === 0} onClick={undoRank}>
          <IconArrowBackUp size={17} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label="Redo" disabled={future.length === 0} onClick={redoRank}>
          <IconArrowForwardUp size={17} />
        </ActionIcon>
      </Group>
    </Group>
  );
}

/** The published pipelines and the user's own, with the chosen one's source. */
function RecipeChoice(): ReactNode {
  const state = useStore(rankStore);
  const { recipe } = state;
  const known = knownRecipes(state);
  const { paper, code, note } = recipe.source;
  return (
    <>
      <Select
        size="sm"
        aria-label="Recipe"
        placeholder="Edited"
        data={known.map(({ name, title }) => ({ value: name, label: title === "" ? name : title }))}
        value={known.some(({ name }) => name === recipe.name) ? recipe.name : null}
        allowDeselect={false}
        onChange={(name) => {
          const chosen = known.find((each) => each.name === name);
          if (chosen !== undefined) chooseRecipe(chosen);
        }}
      />
      {[paper, code, note].some((text) => text !== "") && (
        <Text size="xs" c="dimmed">
          {[paper, code, note].filter((text) => text !== "").join(" · ")}
        </Text>
      )}
    </>
  );
}

function StepMenu(): ReactNode {
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconPlus size={15} />}>
          Add a step
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => addStep(kind)}>
            {stepWords[kind].title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
