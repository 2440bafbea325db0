import { embeddingStore, type RunningTask, taskOf } from "./embeddingStore";
import { healthStore, readHealth } from "./healthStore";
import { reopenIfSearched } from "./reopenStudio";

/** Brings up to date what a task over a data set's pictures has changed, once it ends. Returns what ends this. */
export function followTasks(): () => void {
  return embeddingStore.subscribe((state, before) => {
    for (const task of before.tasks) {
      if (isUnderWay(task) && !isUnderWay(taskOf(state, task))) refresh(task);
    }
  });
}

function refresh({ dataset, checkpoint }: RunningTask): void {
  if (checkpoint !== null) reopenIfSearched(dataset);
  // Embedding looks at the pictures as well.
  if (healthStore.getState().dataset === dataset) void readHealth(dataset);
}

function isUnderWay(running: RunningTask | undefined): boolean {
  return running?.task.phase === "running" || running?.task.phase === "paused";
}
