import { Button, Group, NumberInput, Text, Title } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useStore } from "zustand";

import type { AxisRange } from "../../core/runs/axisRange";
import { BlockExtremes } from "../../core/runs/extremes";
import type { PanelLine } from "../../core/runs/panelDrawing";
import {
  type BytesAccuracy,
  type BytesPoint,
  cancelBytes,
  measureBytes,
  quantizeStore,
  setRescore,
} from "../../state/quantizeStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { LineChart } from "../../ui/LineChart";
import { runColor } from "../../ui/runColors";
import { RunningNotice } from "../../ui/RunningNotice";

const chartPixels = 220;

/** What a set's accuracy becomes where its vectors are kept in few bytes. */
export function BytesPanel(): ReactNode {
  const { task, stage, rescore, accuracy } = useStore(quantizeStore);
  return (
    <section aria-label="Accuracy against bytes" className="page-card">
      <Group justify="space-between" align="end" mb={6}>
        <Title order={2} size="h5">
          Accuracy against bytes
        </Title>
        <Group gap="xs" align="end">
          <NumberInput
            size="xs"
            w={190}
            label="Exact scores for the first"
            min={0}
            max={10_000}
            step={10}
            value={rescore}
            onChange={(value) => setRescore(Number(value))}
          />
          <Button
            size="xs"
            leftSection={<IconChartLine size={15} />}
            disabled={task.phase === "running"}
            onClick={() => void measureBytes()}
          >
            Measure by bytes
          </Button>
        </Group>
      </Group>
      {task.phase === "running" && (
        <RunningNotice label={stage} done={task.done} total={task.total} onCancel={cancelBytes} />
      )}
      {task.phase === "failed" && (
        <ErrorNotice title="The set was not measured" error={task.error} onClose={cancelBytes} />
      )}
      {accuracy === null ? (
        <Text size="sm" c="dimmed">
          Ranks every query of the gallery by product-quantized vectors of 8 to 128 bytes an item, beside the plain
          ranking.
        </Text>
      ) : (
        <BytesChart accuracy={accuracy} />
      )}
    </section>
  );
}

function BytesChart({ accuracy }: { readonly accuracy: BytesAccuracy }): ReactNode {
  const [range, setRange] = useState<AxisRange | null>(null);
  const lines = useMemo(() => linesOf(accuracy), [accuracy]);
  const view = useMemo(() => ({ range, isAxisLog: true, isValueLog: false, isClipped: false }), [range]);
  const { queries, galleryName, rescore, note } = accuracy;
  const scored = rescore === 0 ? "by codes alone" : `exact scores for the first ${formatCount(rescore)}`;
  return (
    <>
      <LineChart
        title="Accuracy"
        lines={lines}
        revision={accuracy.points.length}
        axis="bytes"
        view={view}
        height={chartPixels}
        group="bytes"
        onRange={setRange}
      />
      <Text size="xs" c="dimmed">
        {`${formatCount(queries)} queries of ${galleryName}, ${scored}. Recall is of the plain ranking’s first ten hits. A step “Product quantization” puts codes into the pipeline.`}
      </Text>
      {note !== null && (
        <Text size="xs" c="dimmed">
          {note}.
        </Text>
      )}
    </>
  );
}

function linesOf({ points, plain }: BytesAccuracy): PanelLine[] {
  return [
    lineOf("mAP", runColor(0), points, ({ mAP }) => mAP),
    lineOf("mAP of plain vectors", runColor(9), points, () => plain),
    lineOf("recall", runColor(1), points, ({ recall }) => recall),
  ];
}

function lineOf(
  label: string,
  color: string,
  points: readonly BytesPoint[],
  valueOf: (point: BytesPoint) => number,
): PanelLine {
  const values = Float64Array.from(points, valueOf);
  const extremes = new BlockExtremes();
  extremes.extend(values);
  const curve = { places: Float64Array.from(points, ({ bytes }) => bytes), values, smoothed: values, extremes };
  return { id: label, label, color, curve, isSmoothed: false };
}
