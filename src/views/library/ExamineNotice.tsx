import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { embeddingStore, endTask, startExamining, taskOf } from "../../state/embeddingStore";
import type { HealthReport } from "../../state/healthStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { TaskProgressNotice } from "./TaskProgressNotice";

export interface ExamineNoticeProps {
  readonly dataset: DatasetId;
  readonly report: HealthReport | null;
}

/** How many pictures the checks rest on, with a way to look at all. */
export function ExamineNotice({ dataset, report }: ExamineNoticeProps): ReactNode {
  const running = useStore(embeddingStore, (state) => taskOf(state, { dataset, checkpoint: null }));
  const isUnderWay = running !== undefined && running.task.phase !== "done" && running.task.phase !== "failed";
  if (report === null) return null;
  const left = report.total - report.examined;
  return (
    <div className="examine-notice">
      {running?.task.phase === "waiting" && <Text size="sm">Waits for another task to end.</Text>}
      {running !== undefined && <TaskProgressNotice label="Looking at pictures" running={running} />}
      {running?.task.phase === "failed" && (
        <ErrorNotice
          title="Not all pictures were looked at"
          error={running.task.error}
          onClose={() => endTask(running)}
        />
      )}
      {!isUnderWay && (
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            {left === 0
              ? `All ${formatCount(report.total)} pictures were looked at.`
              : `${formatCount(report.examined)} of ${formatCount(report.total)} pictures were looked at; embedding looks at them too.`}
          </Text>
          {left > 0 && (
            <Button size="xs" variant="default" onClick={() => void startExamining(dataset)}>
              Look at the other {formatCount(left)}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}
