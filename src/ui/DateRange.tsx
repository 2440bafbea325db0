import { Group, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

export interface DateRangeProps {
  readonly from: string | null;
  readonly to: string | null;
  /** The gallery's own first and last date, as examples. */
  readonly earliest: string;
  readonly latest: string;
  readonly isDate: (text: string) => boolean;
  readonly onChange: (from: string | null, to: string | null) => void;
}

/** Two dates, each a year, a month or a day; empty is open. A text that is no date is marked and not used. */
export function DateRange({ from, to, earliest, latest, isDate, onChange }: DateRangeProps): ReactNode {
  return (
    <Group gap={6} wrap="nowrap" align="start">
      <DateInput label="From" value={from} example={earliest} isDate={isDate} onChange={(date) => onChange(date, to)} />
      <DateInput label="To" value={to} example={latest} isDate={isDate} onChange={(date) => onChange(from, date)} />
    </Group>
  );
}

interface DateInputProps {
  readonly label: string;
  readonly value: string | null;
  readonly example: string;
  readonly isDate: (text: string) => boolean;
  readonly onChange: (date: string | null) => void;
}

function DateInput({ label, value, example, isDate, onChange }: DateInputProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value ?? "";
  const isWrong = text !== "" && !isDate(text);
  return (
    <TextInput
      size="xs"
      label={label}
      placeholder={example}
      value={text}
      error={isWrong ? "YYYY, YYYY-MM or YYYY-MM-DD" : null}
      onChange={(event) => {
        const next = event.currentTarget.value.trim();
        setTyped(next);
        if (next === "") onChange(null);
        else if (isDate(next)) onChange(next);
      }}
      onBlur={() => {
        if (!isWrong) setTyped(null);
      }}
    />
  );
}
