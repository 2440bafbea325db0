import type { ReactNode } from "react";

import { endTask, pauseTask, resumeTask, type RunningTask } from "../../state/embeddingStore";
import { PictureProgress } from "../../ui/PictureProgress";

export interface TaskProgressNoticeProps {
  readonly label: string;
  readonly running: RunningTask;
}

/** A task over a data set's pictures, with its buttons. */
export function TaskProgressNotice({ label, running }: TaskProgressNoticeProps): ReactNode {
  const { task } = running;
  if (task.phase !== "running" && task.phase !== "paused") return null;
  return (
    <PictureProgress
      label={label}
      isPaused={task.phase === "paused"}
      progress={task.progress}
      onPause={() => pauseTask(running)}
      onResume={() => resumeTask(running)}
      onCancel={() => endTask(running)}
    />
  );
}
