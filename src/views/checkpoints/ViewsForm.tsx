import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { type Denoise, type EmbeddingViews, isPlain, plainViews } from "../../core/embedding/embeddingViews";
import { readScales, viewsCost } from "../../core/embedding/viewsWords";
import type { InputSize } from "../../core/image/orientImage";

const flips = [
  { value: "horizontal", label: "Mirrored" },
  { value: "vertical", label: "Upside down" },
] as const;
const rotations = [90, 180, 270] as const;
const denoising: readonly { readonly value: Denoise; readonly label: string }[] = [
  { value: "none", label: "No filter" },
  { value: "by-type", label: "By the noise that each picture has" },
  { value: "median", label: "Median, 5 × 5" },
  { value: "bilateral", label: "Bilateral filter (slow)" },
];
const pools: readonly { readonly value: EmbeddingViews["pool"]; readonly label: string }[] = [
  { value: "sum", label: "Sum" },
  { value: "gem", label: "Power mean, p 3" },
];

interface ViewsFormProps {
  /** The checkpoint's input size. */
  readonly input: InputSize;
  readonly onAdd: (views: EmbeddingViews) => void;
}

/** Which views of a picture are added up, with what they cost. */
export function ViewsForm({ input, onAdd }: ViewsFormProps): ReactNode {
  const [chosen, setChosen] = useState<EmbeddingViews>({ ...plainViews, flips: ["horizontal"] });
  const [sizes, setSizes] = useState("1");
  const scales = readScales(sizes);
  const views = scales === null ? null : { ...chosen, scales };
  const change = (changes: Partial<EmbeddingViews>) => setChosen((before) => ({ ...before, ...changes }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (views !== null && !isPlain(views)) onAdd(views);
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The vectors of several views of each picture are added up, of the gallery’s and of the query’s alike. The
          upright view always counts.
        </Text>
        <OrientationChoice chosen={chosen} onChange={change} />
        <TextInput
          size="sm"
          label={`Sizes, as multiples of ${input.height} × ${input.width}`}
          description="Others than 1 only where the network takes pictures of any size."
          value={sizes}
          error={scales === null && "Numbers from 0.25 to 4, such as 0.7, 1, 1.4"}
          onChange={(event) => setSizes(event.currentTarget.value)}
        />
        <Group grow align="start">
          <Select
            size="sm"
            label="Filter each picture before"
            data={denoising}
            value={chosen.denoise}
            allowDeselect={false}
            onChange={(value) => change({ denoise: value ?? "none" })}
          />
          <Select
            size="sm"
            label="Add up by"
            data={pools}
            value={chosen.pool}
            allowDeselect={false}
            onChange={(value) => change({ pool: value ?? "sum" })}
          />
        </Group>
        <Group justify="space-between">
          <Text size="sm" aria-live="polite">
            {views !== null && (isPlain(views) ? "Nothing but the plain view is chosen." : viewsCost(views))}
          </Text>
          <Button type="submit" size="sm" disabled={views === null || isPlain(views)}>
            Add as a checkpoint
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface OrientationChoiceProps {
  readonly chosen: EmbeddingViews;
  readonly onChange: (changes: Partial<EmbeddingViews>) => void;
}

function OrientationChoice({ chosen, onChange }: OrientationChoiceProps): ReactNode {
  return (
    <Group gap="md" role="group" aria-label="Views beside the upright one">
      {flips.map(({ value, label }) => (
        <Checkbox
          key={value}
          size="sm"
          label={label}
          checked={chosen.flips.includes(value)}
          onChange={() => onChange({ flips: toggled(chosen.flips, value, ["horizontal", "vertical"]) })}
        />
      ))}
      {rotations.map((angle) => (
        <Checkbox
          key={angle}
          size="sm"
          label={`Turned ${angle}°`}
          checked={chosen.rotations.includes(angle)}
          onChange={() => onChange({ rotations: toggled(chosen.rotations, angle, rotations) })}
        />
      ))}
    </Group>
  );
}

/** With or without a value, in the order in which all are listed: the same choice always makes the same id. */
function toggled<Value>(values: readonly Value[], value: Value, all: readonly Value[]): Value[] {
  return all.filter((each) => values.includes(each) !== (each === value));
}
