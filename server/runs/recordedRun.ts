import type { CompanionRun } from "../../src/contracts/companionRuns";
import type { TrainingEvent } from "../../src/core/runs/trainingEvent";

/**
 * What is known of a run after its trainer told something more.
 *
 * A resumed training takes back what was told of later steps: checkpoints of those are of another future.
 */
export function withEvent(run: CompanionRun, event: TrainingEvent): CompanionRun {
  return { ...run, heardAt: event.time, ...changeOf(run, event) };
}

function changeOf(run: CompanionRun, event: TrainingEvent): Partial<CompanionRun> {
  switch (event.kind) {
    case "started":
      return {
        phase: phaseWhileHeard(run),
        stage: `training on ${event.device}`,
        steps: event.steps,
        items: event.items,
        identities: event.identities,
      };
    case "step":
      return { phase: phaseWhileHeard(run), stage: "training", step: event.step };
    case "validation":
      return { metrics: event.metrics };
    case "checkpoint":
      return { checkpoints: [...run.checkpoints.filter((step) => step !== event.step), event.step] };
    case "heartbeat":
      return { stage: event.stage };
    case "resumed":
      return {
        phase: phaseWhileHeard(run),
        step: event.step,
        checkpoints: run.checkpoints.filter((step) => step <= event.step),
      };
    case "stopped":
      return { phase: "stopped", stage: "stopped", step: event.step };
    case "finished":
      return { phase: "finished", stage: "finished", best: event.best };
    case "failed":
      return {
        phase: "failed",
        stage: "failed",
        failure: { name: event.name, message: event.message, hint: event.hint },
      };
    case "warning":
      return {};
  }
}

/** A run that was asked to stop stays so, whatever steps it still tells. */
function phaseWhileHeard({ phase }: CompanionRun): CompanionRun["phase"] {
  return phase === "stopping" ? phase : "running";
}

/** Whether a run's trainer told its end, or is known to be gone. */
export function isOver({ phase }: CompanionRun): boolean {
  return phase === "stopped" || phase === "interrupted" || phase === "finished" || phase === "failed";
}

/** Whether a run is over and its trainer gone: nothing more will be told of it, unless it is resumed. */
export function isSettled(run: CompanionRun): boolean {
  return isOver(run) && run.endedAt !== null;
}
