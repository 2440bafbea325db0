import { Button, Select, Stack, Text, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import {
  changeSeries,
  dismissSeriesFailure,
  type SeriesKind,
  seriesMembers,
  seriesStore,
  startSeries,
  tricksGoal,
} from "../../state/seriesStore";
import { trainStore } from "../../state/trainStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";

/** Several trainings that differ in what is varied, queued as one and compared in the table of runs. */
export function SeriesPanel({ canStart }: { readonly canStart: boolean }): ReactNode {
  const { kind, text, task } = useStore(seriesStore);
  const train = useStore(trainStore);
  const hasTricks = tricksGoal(train) !== undefined;
  const chosen = kind === "tricks" && !hasTricks ? "one at a time" : kind;
  const { members, failure } = seriesMembers({ kind: chosen, text }, train);
  const kinds: readonly { readonly value: SeriesKind; readonly label: string }[] = [
    { value: "one at a time", label: "One setting at a time" },
    { value: "every combination", label: "Every combination" },
    ...(hasTricks ? [{ value: "tricks", label: "To the strong baseline, trick by trick" } as const] : []),
  ];
  return (
    <details className="series-panel">
      <summary>As a series</summary>
      <Stack gap="xs" mt="xs">
        <Select
          size="xs"
          label="What differs"
          data={kinds}
          value={chosen}
          allowDeselect={false}
          onChange={(value) => changeSeries({ kind: value ?? "one at a time" })}
        />
        {chosen !== "tricks" && (
          <Textarea
            size="xs"
            label="Settings and their values"
            description="One setting a line, by its name in the recipe."
            placeholder={"batch.size = 32, 64\nlosses.0.margin = 0.3, 0.5"}
            autosize
            minRows={2}
            value={text}
            error={failure === null ? undefined : `${failure.message}. ${failure.hint}`}
            onChange={(event) => changeSeries({ text: event.currentTarget.value })}
          />
        )}
        {members.length > 0 && (
          <Text size="xs" c="dimmed">
            {members.map(({ title }) => title).join(" · ")}
          </Text>
        )}
        {task.phase === "running" && <RunningNotice label="Queueing the series" done={task.done} total={task.total} />}
        {task.phase === "failed" && (
          <ErrorNotice title="The series was not queued" error={task.error} onClose={dismissSeriesFailure} />
        )}
        <Button
          size="xs"
          variant="default"
          disabled={!canStart || members.length === 0}
          loading={task.phase === "running"}
          onClick={() => void startSeries()}
        >
          {members.length === 0 ? "Start the series" : `Start ${members.length} trainings`}
        </Button>
      </Stack>
    </details>
  );
}
