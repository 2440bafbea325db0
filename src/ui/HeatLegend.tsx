import { Group, Slider, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { formatScore } from "./format";
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

/** The scale of a map over a picture, what it shows, and how strongly it is laid over. */
export function HeatLegend({ limit, words, opacity, setOpacity, children }: HeatLegendProps): ReactNode {
  return (
    <Group gap="sm" role="group" aria-label="What the colors mean">
      <Group gap={6} wrap="nowrap">
        <Text size="xs">{formatScore(-limit)}</Text>
        <span className="heat-legend-bar" style={{ background: gradient }} />
        <Text size="xs">+{formatScore(limit)}</Text>
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
