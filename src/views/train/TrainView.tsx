import "./TrainView.css";

import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useMemo } from "react";
import { useStore } from "zustand";

import { meetCompanion } from "../../state/companionStore";
import { loadLibrary } from "../../state/libraryStore";
import { loadTrainingRecipes, redoSetting, trainStore, undoSetting } from "../../state/trainStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { useKeys } from "../../ui/useKeys";
import { RecipeList } from "./RecipeList";
import { TrainingForm } from "./TrainingForm";

/** Prepares a training: a recipe, what it trains on and where, and what is changed of it. */
export function TrainView(): ReactNode {
  const { recipes, preset, recipe, failure, broken } = useStore(trainStore);
  useEffect(() => {
    void loadTrainingRecipes();
    void loadLibrary();
    void meetCompanion();
  }, []);
  const keys = useMemo(() => ({ "mod+z": undoSetting, "mod+shift+z": redoSetting }), []);
  useKeys(keys);
  return (
    <main className="train-page">
      <Title order={1} size="h3" mb="sm">
        Train
      </Title>
      {failure !== null && <ErrorNotice title="The recipes could not be read" error={failure} />}
      {recipes === null && failure === null && <RunningNotice label="Reading the recipes" done={0} total={1} />}
      {recipes !== null && (preset === null || recipe === null) && <RecipeList recipes={recipes} broken={broken} />}
      {preset !== null && recipe !== null && <TrainingForm preset={preset} recipe={recipe} />}
    </main>
  );
}
