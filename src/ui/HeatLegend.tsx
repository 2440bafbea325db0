import { Group, Slider, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { heatGradient } from "./heatColors";

export interface HeatLegendProps {
  /** The value that has the full color, either way. */
  readonly limit: number;
  /** What the colors show now. */
  readonly words: string;
  readonly opacity: number;
  readonly setOpacity: (opacity: number) => void;
  readonly children?: ReactNode;
}

const gradient = heatGradient();

/** Two digits that count: what one place gives may be a thousandth of a score. */
function formatSmall(value: number): string {
  return value.toPrecision(2).replace("-", "−");
}

/** The scale of a map over a picture, what it shows, and how strongly it is laid over. */
export function HeatLegend({ limit, words, opacity, setOpacity, children }: HeatLegendProps): ReactNode {
  return (
    <Group gap="sm" role="group" aria-label="What the colors mean">
      <Group gap={6} wrap="nowrap">
        <Text size="xs">{formatSmall(-limit)}</Text>
        <span className="heat-legend-bar" style={{ background: gradient }} />
        <Text size="xs">+{formatSmall(limit)}</Text>
      </Group>
      <Text size="xs" style={{ flex: "1 1 320px" }}>
        {words}
      </Text>
      <Text size="xs">Opacity</Text>
      <Slider
        w={110}
        size="xs"
        min={0}
        max={1}
        step={0.05}
        label={null}
        value={opacity}
        onChange={setOpacity}
        thumbLabel="Opacity of the colors"
      />
      {children}
    </Group>
  );
}
