import { ActionIcon, Group, Select, Slider, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { SwitchedStep } from "../../core/ranking/rankRecipe";
import { type StepNumber, stepWords } from "../../core/ranking/stepWords";
import { changeStep, moveStep, removeStep, switchStep } from "../../state/rankStore";

export interface StepCardProps {
  readonly step: SwitchedStep;
  readonly at: number;
  readonly count: number;
}

/** One step of the pipeline: on or off, its place, its form and its numbers. */
export function StepCard({ step, at, count }: StepCardProps): ReactNode {
  const words = stepWords[step.kind];
  const name = `Step ${at + 1}: ${words.title}`;
  return (
    <li className="page-card rank-step" aria-label={name} data-off={step.isOn ? undefined : true}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Switch
          size="sm"
          label={<Text fw={600}>{words.title}</Text>}
          checked={step.isOn}
          onChange={(event) => switchStep(at, event.currentTarget.checked)}
        />
        <Group gap={2} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Move up ${name}`}
            disabled={at === 0}
            onClick={() => moveStep(at, -1)}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Move down ${name}`}
            disabled={at === count - 1}
            onClick={() => moveStep(at, 1)}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="red" aria-label={`Remove ${name}`} onClick={() => removeStep(at)}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <Text size="xs" c="dimmed">
        {words.summary}
      </Text>
      {"form" in step && <StepForm step={step} at={at} field="form" value={step.form} />}
      {step.kind === "whiten" && <StepForm step={step} at={at} field="fit" value={step.fit} />}
      {words.numbers
        .filter(({ field }) => isUsed(step, field))
        .map((number) => (
          <StepSlider key={number.field} step={step} at={at} number={number} />
        ))}
    </li>
  );
}

interface StepFormProps {
  readonly step: SwitchedStep;
  readonly at: number;
  readonly field: "form" | "fit";
  readonly value: string;
}

/** Which published form a step has, or what it is fitted on. */
function StepForm({ step, at, field, value }: StepFormProps): ReactNode {
  const { title, forms } = stepWords[step.kind];
  return (
    <Select
      size="xs"
      aria-label={`Form of ${title}`}
      data={forms}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => changeStep(at, { ...step, [field]: chosen })}
    />
  );
}

/** Forms without a power, or with a fixed one, have nothing to set there. */
function isUsed(step: SwitchedStep, field: string): boolean {
  if (step.kind === "whiten") return step.fit === "principal";
  if (field !== "alpha") return true;
  if (step.kind === "augment-gallery") return step.form === "dirtorch";
  return step.kind !== "expand-queries" || step.form === "dirtorch" || step.form === "fast-reid";
}

function StepSlider({
  step,
  at,
  number,
}: {
  readonly step: SwitchedStep;
  readonly at: number;
  readonly number: StepNumber;
}): ReactNode {
  const { field, label, least, most, step: by, hint } = number;
  const value = Number((step as unknown as Record<string, unknown>)[field]);
  const changed = (next: number): SwitchedStep => ({ ...step, [field]: Number(next.toFixed(4)) });
  return (
    <div className="rank-slider">
      <Text size="xs" title={hint}>
        {label} <b>{Number(value.toFixed(3))}</b>
      </Text>
      <Slider
        size="xs"
        min={least}
        max={most}
        step={by}
        value={value}
        label={null}
        thumbLabel={`${label}: ${hint}`}
        onChange={(next) => changeStep(at, changed(next), true)}
        onChangeEnd={(next) => changeStep(at, changed(next))}
      />
    </div>
  );
}
