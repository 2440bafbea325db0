import { Button, Group, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { formatCount, formatDuration } from "./format";

export interface PictureProgressProps {
  readonly label: string;
  readonly isPaused: boolean;
  /** Null until the first picture is done. */
  readonly progress: {
    readonly done: number;
    readonly failed: number;
    readonly total: number;
    readonly picturesPerSecond: number;
    readonly secondsLeft: number | null;
    /** What runs it, where a network does. */
    readonly backend?: string;
    readonly batch?: number;
  } | null;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onCancel: () => void;
}

/** A task over many pictures: how far, how quick, how long still, with pause and cancel. */
export function PictureProgress(props: PictureProgressProps): ReactNode {
  const { label, isPaused, progress } = props;
  const handled = progress === null ? 0 : progress.done + progress.failed;
  const percent = progress === null || progress.total === 0 ? 0 : (100 * handled) / progress.total;
  return (
    <div className="picture-progress">
      <Group gap="sm" wrap="nowrap">
        <Progress
          value={Math.max(percent, 1)}
          animated={!isPaused}
          color={isPaused ? "gray" : "indigo"}
          aria-label={label}
          style={{ flex: 1 }}
        />
        <Button size="compact-sm" variant="default" onClick={isPaused ? props.onResume : props.onPause}>
          {isPaused ? "Go on" : "Pause"}
        </Button>
        <Button size="compact-sm" variant="default" onClick={props.onCancel}>
          Cancel
        </Button>
      </Group>
      <Text size="sm" mt={4}>
        {progress === null ? `${label}: starting` : describe(label, isPaused, progress)}
      </Text>
      {/* Told in steps of ten percent: every number would talk without end. */}
      <span className="visually-hidden" role="status">
        {label}: {isPaused ? "paused" : `${Math.floor(percent / 10) * 10} percent`}
      </span>
    </div>
  );
}

function describe(label: string, isPaused: boolean, progress: NonNullable<PictureProgressProps["progress"]>): string {
  const { done, failed, total, picturesPerSecond, secondsLeft, backend, batch } = progress;
  const parts = [
    `${isPaused ? "Paused" : label}: ${formatCount(done + failed)} of ${formatCount(total)}`,
    failed > 0 ? `${formatCount(failed)} could not be read` : "",
    isPaused ? "" : `${picturesPerSecond.toFixed(picturesPerSecond < 10 ? 1 : 0)} pictures a second`,
    isPaused || secondsLeft === null ? "" : `${formatDuration(secondsLeft)} left`,
    backend === undefined || backend === "" ? "" : `${backend}, batch ${batch ?? 1}`,
  ];
  return parts.filter(Boolean).join(" · ");
}
