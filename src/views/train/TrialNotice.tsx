import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { numberText } from "../../core/runs/axisText";
import type { TrialEstimate } from "../../core/training/trialEstimate";
import { cancelTrial, startStore, tryTraining } from "../../state/startTraining";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { Facts } from "../../ui/Facts";
import { formatCount, formatDuration } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";

/** How long all of it would take, measured on twenty steps. */
export function TrialNotice({ canStart }: { readonly canStart: boolean }): ReactNode {
  const trial = useStore(startStore, (state) => state.trial);
  return (
    <div>
      {trial.phase === "running" && (
        <RunningNotice label="Trying 20 steps" done={trial.done} total={trial.total} onCancel={cancelTrial} />
      )}
      {trial.phase === "failed" && (
        <ErrorNotice title="The trial did not work" error={trial.error} onClose={cancelTrial} />
      )}
      {trial.phase === "done" && <Facts facts={estimateFacts(trial.value)} />}
      {trial.phase !== "running" && (
        <Button size="xs" variant="default" disabled={!canStart} onClick={() => void tryTraining()}>
          {trial.phase === "done" ? "Estimate again" : "Estimate time and memory"}
        </Button>
      )}
    </div>
  );
}

function estimateFacts({ seconds, steps, imagesPerSecond, memoryGigabytes }: TrialEstimate) {
  return [
    { name: "Whole training", value: formatDuration(seconds) },
    { name: "Steps", value: formatCount(steps) },
    { name: "Images a second", value: numberText(imagesPerSecond) },
    ...(memoryGigabytes === null ? [] : [{ name: "Memory", value: `${numberText(memoryGigabytes)} GB` }]),
  ];
}
