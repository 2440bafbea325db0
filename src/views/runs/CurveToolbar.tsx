import { Button, Checkbox, Group, Menu, Popover, Select, Slider, Stack, Switch, Text } from "@mantine/core";
import { IconDownload, IconLayoutGrid, IconZoomReset } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { AxisRange } from "../../core/runs/axisRange";
import type { CurveAxis } from "../../core/runs/curveTable";
import { panelTitle } from "../../core/runs/panelNames";
import { exportCurves } from "../../state/curvesStore";
import { exportFigure } from "../../state/curveFigure";
import { type RunTableState, runTableStore, toggleHidden } from "../../state/runTableStore";
import { curveLines } from "./curveLines";
import type { DrawnRun } from "./useDrawnRuns";

export interface CurveToolbarProps {
  readonly drawn: readonly DrawnRun[];
  readonly names: readonly string[];
  readonly range: AxisRange | null;
  readonly onRange: (range: AxisRange | null) => void;
}

const axes: readonly { readonly value: CurveAxis; readonly label: string }[] = [
  { value: "step", label: "Step" },
  { value: "epoch", label: "Epoch" },
  { value: "elapsed", label: "Training time" },
  { value: "time", label: "Wall time" },
];

/** How all curves are drawn. */
export function CurveToolbar(props: CurveToolbarProps): ReactNode {
  const { axis, isAxisLog, isValueLog, smoothing, isClipped } = useStore(runTableStore);
  const set = (change: Partial<RunTableState>) => runTableStore.setState(change);
  return (
    <Group className="curve-toolbar" gap="md" role="toolbar" aria-label="How curves are drawn">
      <Select
        size="xs"
        w={140}
        aria-label="Over"
        data={axes}
        value={axis}
        allowDeselect={false}
        onChange={(value) => set({ axis: value ?? "step" })}
      />
      <Group gap={8} wrap="nowrap">
        <Text size="xs">Smoothing {smoothing.toFixed(2)}</Text>
        <Slider
          w={120}
          size="sm"
          min={0}
          max={0.99}
          step={0.01}
          label={null}
          thumbLabel="Smoothing"
          value={smoothing}
          onChange={(value) => set({ smoothing: value })}
        />
      </Group>
      <Check label="Log axis" isOn={isAxisLog} onChange={(isOn) => set({ isAxisLog: isOn })} />
      <Check label="Log values" isOn={isValueLog} onChange={(isOn) => set({ isValueLog: isOn })} />
      <Check label="Clip outliers" isOn={isClipped} onChange={(isOn) => set({ isClipped: isOn })} />
      <PanelMenu names={props.names} />
      <ExportMenu {...props} />
      <Button
        size="compact-sm"
        variant="default"
        disabled={props.range === null}
        leftSection={<IconZoomReset size={15} />}
        onClick={() => props.onRange(null)}
      >
        Show all
      </Button>
    </Group>
  );
}

interface CheckProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Check({ label, isOn, onChange }: CheckProps): ReactNode {
  return <Switch size="xs" label={label} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

function PanelMenu({ names }: { readonly names: readonly string[] }): ReactNode {
  const hidden = useStore(runTableStore, (state) => state.hiddenPanels);
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconLayoutGrid size={15} />}>
          Charts
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Charts">
        <Stack gap={6}>
          {names.map((name) => (
            <Checkbox
              key={name}
              size="xs"
              label={panelTitle(name)}
              checked={!hidden.includes(name)}
              onChange={() => toggleHidden("hiddenPanels", name)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function ExportMenu({ drawn, names, range }: CurveToolbarProps): ReactNode {
  const settings = useStore(runTableStore);
  const runs = drawn.map(({ run }) => run);
  const figure = (format: "svg" | "png") => {
    const shown = names.filter((name) => !settings.hiddenPanels.includes(name));
    const panels = shown.map((name) => ({ title: panelTitle(name), lines: curveLines(drawn, name, settings) }));
    void exportFigure(panels, settings.axis, { ...settings, range }, format);
  };
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} />}
          disabled={runs.length === 0}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All curves of the drawn runs, every point</Menu.Label>
        <Menu.Item onClick={() => exportCurves(runs, "csv")}>CSV</Menu.Item>
        <Menu.Item onClick={() => exportCurves(runs, "json")}>JSON</Menu.Item>
        <Menu.Label>The charts as they are drawn</Menu.Label>
        <Menu.Item onClick={() => figure("svg")}>Figure as SVG</Menu.Item>
        <Menu.Item onClick={() => figure("png")}>Figure as PNG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
