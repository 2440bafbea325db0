import { ActionIcon, NumberInput, Select, Switch, TextInput, Tooltip } from "@mantine/core";
import { IconRestore } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

import type { FieldInput, FormField } from "../../core/training/recipeForm";
import { changeSetting, resetSetting } from "../../state/trainStore";

export interface SettingFieldProps {
  readonly field: FormField;
  readonly fault: string | undefined;
  /** What the recipe had; undefined where it had no such setting. */
  readonly preset: unknown;
}

/** One setting with its meaning and range; one that was changed says what it was, and can be set back. */
export function SettingField({ field, fault, preset }: SettingFieldProps): ReactNode {
  const isChanged = !isSameValue(field.value, preset);
  const was = preset === undefined ? "new" : `was ${JSON.stringify(preset)}`;
  return (
    <div className="setting-field" data-changed={isChanged || undefined}>
      <SettingInput field={field} fault={fault} note={isChanged ? was : ""} />
      {isChanged && preset !== undefined && !field.isKind && (
        <Tooltip label={`Set back to ${JSON.stringify(preset)}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Set ${field.label} back`}
            onClick={() => resetSetting(field.path)}
          >
            <IconRestore size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

/** Whether two settings are the same: values of JSON. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface SettingInputProps {
  readonly field: FormField;
  readonly fault: string | undefined;
  readonly note: string;
}

function SettingInput({ field, fault, note }: SettingInputProps): ReactNode {
  const { input, path, value, isKind, isNullable, label } = field;
  const text = [field.description, rangeText(input), isNullable ? "Empty for none." : "", note];
  const common = {
    size: "xs",
    label,
    description: text.filter((part) => part !== "").join(" "),
    error: fault,
  } as const;
  const set = (next: unknown) => changeSetting(path, next, isKind);
  switch (input.kind) {
    case "switch":
      return <Switch {...common} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />;
    case "choice": {
      const choices = input.choices.map(String);
      return (
        <Select
          {...common}
          data={choices}
          value={typeof value === "string" || typeof value === "number" ? String(value) : null}
          clearable={isNullable}
          allowDeselect={isNullable}
          onChange={(next) => set(next === null ? null : input.choices[choices.indexOf(next)])}
        />
      );
    }
    case "number":
      return (
        <NumberInput
          {...common}
          value={typeof value === "number" ? value : ""}
          allowDecimal={!input.isWhole}
          decimalScale={12}
          hideControls={!input.isWhole}
          onChange={(next) => set(next === "" ? (isNullable ? null : undefined) : Number(next))}
        />
      );
    case "text":
      return (
        <TextInput
          {...common}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => set(event.currentTarget.value)}
        />
      );
    case "json":
      return <JsonInput key={JSON.stringify(value)} {...common} value={value} onChange={set} />;
  }
}

interface JsonInputProps {
  readonly label: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** A list as JSON; kept once the field is left, if it can be read. */
function JsonInput({ label, description, error, value, onChange }: JsonInputProps): ReactNode {
  const [draft, setDraft] = useState(() => (value === undefined ? "" : JSON.stringify(value)));
  const [isReadable, setIsReadable] = useState(true);
  const keep = () => {
    try {
      const next: unknown = JSON.parse(draft);
      setIsReadable(true);
      if (!isSameValue(next, value)) onChange(next);
    } catch {
      setIsReadable(false);
    }
  };
  return (
    <TextInput
      size="xs"
      label={label}
      description={description}
      error={isReadable ? error : 'expected a list such as [1, 2] or ["a", "b"]'}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
    />
  );
}

function rangeText(input: FieldInput): string {
  if (input.kind !== "number") return "";
  const { least, most, isAbove, isWhole } = input;
  const what = isWhole ? "A whole number" : "A number";
  if (least !== null && most !== null) return `${what} from ${least} to ${most}.`;
  if (least !== null) return isAbove ? `${what} above ${least}.` : `${what} from ${least} on.`;
  return "";
}
