import { Button, MultiSelect, Select } from "@mantine/core";
import { IconRuler2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { MatchRule } from "../../core/metrics/evaluationPlan";
import { checkpointName, checkpointsStore } from "../../state/checkpointsStore";
import { sampleDataset } from "../../state/choiceStore";
import {
  chooseEvaluation,
  chosenTables,
  evaluateChoiceStore,
  evaluateChosen,
  choiceFault,
  labRecipe,
  measurableTables,
  measuredTable,
} from "../../state/evaluateChoiceStore";
import { evaluateStore } from "../../state/evaluateStore";
import { entryOf, libraryStore } from "../../state/libraryStore";
import { knownRecipes, rankStore } from "../../state/rankStore";
import { sampleStore } from "../../state/sampleStore";
import { formatCount } from "../../ui/format";

const rules: readonly { readonly value: MatchRule; readonly label: string }[] = [
  { value: "identity", label: "Same identity" },
  { value: "identity-other-sequence", label: "Same identity; its own sequence (camera) is junk" },
];

/** What to evaluate: a data set, its embeddings, a ranking, and what counts as a match. */
export function EvaluateForm(): ReactNode {
  const choice = useStore(evaluateChoiceStore);
  const entry = useStore(libraryStore, (state) => entryOf(state, choice.dataset));
  const isRunning = useStore(evaluateStore, ({ task }) => task.phase === "running");
  const isSampleThere = useStore(sampleStore, ({ sample }) => sample.phase === "done");
  const isSample = choice.dataset === sampleDataset;
  const fault = choiceFault(choice, entry);
  const isReady = isSample ? isSampleThere : entry !== undefined && fault === null;
  return (
    <section aria-label="What to evaluate" className="page-card evaluate-form">
      <DatasetSelect />
      <TablesSelect />
      <RecipeSelect />
      <Select
        label="A match is"
        data={[...rules]}
        value={choice.rule}
        allowDeselect={false}
        onChange={(rule) => chooseEvaluation({ rule: rules.find(({ value }) => value === rule)?.value ?? "identity" })}
      />
      <Button
        leftSection={<IconRuler2 size={16} aria-hidden />}
        disabled={isRunning || !isReady}
        title={fault === null ? undefined : `${fault.message}. ${fault.hint}`}
        onClick={() => void evaluateChosen()}
      >
        Evaluate
      </Button>
    </section>
  );
}

function DatasetSelect(): ReactNode {
  const dataset = useStore(evaluateChoiceStore, (choice) => choice.dataset);
  const entries = useStore(libraryStore, (state) => state.entries);
  const options = [
    { value: sampleDataset, label: "Sample gallery" },
    ...(entries ?? []).map((entry) => ({
      value: entry.record.id,
      label: `${entry.record.name} (${formatCount(entry.record.counts.items)})`,
      disabled: measurableTables(entry).length === 0,
    })),
  ];
  return (
    <Select
      label="Data set"
      data={options}
      value={dataset}
      allowDeselect={false}
      onChange={(value) => value !== null && chooseEvaluation({ dataset: value })}
    />
  );
}

function TablesSelect(): ReactNode {
  const choice = useStore(evaluateChoiceStore);
  const entry = useStore(libraryStore, (state) => entryOf(state, choice.dataset));
  const checkpoints = useStore(checkpointsStore, (state) => state.checkpoints) ?? [];
  if (choice.dataset === sampleDataset) {
    const shipped = checkpoints.find(({ isShipped }) => isShipped)?.manifest.name ?? "The checkpoint that ships";
    return <Select label="Embeddings" data={[shipped]} value={shipped} readOnly />;
  }
  return (
    <MultiSelect
      label="Embeddings"
      description="Several are fused as the recipe says"
      inputWrapperOrder={["label", "input", "description"]}
      data={measurableTables(entry).map((table) => ({
        value: measuredTable(table),
        label: `${checkpointName(checkpoints, table.checkpoint)} (${formatCount(table.embedded)})`,
      }))}
      value={chosenTables(choice, entry).map(measuredTable)}
      onChange={(tables) => chooseEvaluation({ tables })}
    />
  );
}

function RecipeSelect(): ReactNode {
  const recipe = useStore(evaluateChoiceStore, (choice) => choice.recipe);
  const rank = useStore(rankStore);
  const options = [
    ...knownRecipes(rank).map(({ name, title }) => ({ value: name, label: title === "" ? name : title })),
    { value: labRecipe, label: "As the rank lab holds it" },
  ];
  return (
    <Select
      label="Ranking"
      data={options.filter(({ value }, place) => options.findIndex((other) => other.value === value) === place)}
      value={recipe}
      searchable
      allowDeselect={false}
      onChange={(value) => value !== null && chooseEvaluation({ recipe: value })}
    />
  );
}
