import "./RunsView.css";

import { Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { goTo } from "../../state/pageStore";
import { dismissRunFailure, runsStore, watchRuns } from "../../state/runsStore";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";
import { CurvesPart } from "./CurvesPart";
import { MachineLine } from "./MachineLine";
import { RunTable } from "./RunTable";
import { useDrawnRuns } from "./useDrawnRuns";

/** Trainings on the companion: how they stand, and their curves beside each other. */
export function RunsView(): ReactNode {
  const { runs, failure, changeFailure, broken } = useStore(runsStore);
  const drawn = useDrawnRuns();
  useEffect(watchRuns, []);
  return (
    <main className="runs-page">
      <div className="runs-head">
        <Title order={1} size="h3">
          Runs
        </Title>
        <MachineLine />
      </div>
      {failure !== null && <ErrorNotice title="The runs could not be read" error={failure} />}
      {changeFailure !== null && (
        <ErrorNotice title="The run was not changed" error={changeFailure} onClose={dismissRunFailure} />
      )}
      {broken.map(({ id, message }) => (
        <Text key={id} size="sm" c="dimmed">
          The folder {id} holds no readable run: {message}
        </Text>
      ))}
      {runs === null && failure === null && <RunningNotice label="Reading the runs" done={0} total={1} />}
      {runs?.length === 0 && (
        <EmptyState
          title="No training yet"
          hint="Choose a recipe and a data set; the companion trains, and its curves are drawn here while it does."
          action={{ label: "Start a training", onClick: () => goTo("train") }}
        />
      )}
      {runs !== null && runs.length > 0 && (
        <>
          <RunTable runs={runs} drawn={drawn} />
          <CurvesPart drawn={drawn} />
        </>
      )}
    </main>
  );
}
