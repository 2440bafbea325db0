import { Select } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";

import { formatCount } from "./format";

export interface ValuePickerProps {
  readonly label: string;
  readonly values: readonly { readonly name: string; readonly count: number }[];
  /** Null is every value. */
  readonly chosen: string | null;
  readonly onChoose: (value: string | null) => void;
}

// More would make opening the list slow, and nobody reads so far.
const mostShown = 100;
const moreKey = "\0more";

/** One of many values, found by typing a part of it. Says how many are not in the list. */
export function ValuePicker({ label, values, chosen, onChoose }: ValuePickerProps): ReactNode {
  const [sought, setSought] = useState("");
  const options = useMemo(() => optionsOf(values, sought, chosen), [values, sought, chosen]);
  return (
    <Select
      size="xs"
      w={150}
      aria-label={label}
      placeholder={`${label}: ${formatCount(values.length)}`}
      searchable
      clearable
      clearButtonProps={{ "aria-label": `Any ${label.toLowerCase()}` }}
      data={options}
      filter={({ options: all }) => all}
      value={chosen}
      onChange={onChoose}
      searchValue={sought}
      onSearchChange={setSought}
      comboboxProps={{ width: 260, position: "bottom-start" }}
      nothingFoundMessage="None has this in its name"
    />
  );
}

function optionsOf(values: ValuePickerProps["values"], sought: string, chosen: string | null) {
  const part = sought.toLowerCase();
  // Once one is chosen the field holds its label, which is no search.
  const isSearch = chosen === null || !sought.startsWith(nameOf(chosen));
  const matching = isSearch ? values.filter(({ name }) => nameOf(name).toLowerCase().includes(part)) : values;
  const options = matching
    .slice(0, mostShown)
    .map(({ name, count }) => ({ value: name, label: `${nameOf(name)} (${formatCount(count)})`, disabled: false }));
  if (chosen !== null && !options.some(({ value }) => value === chosen)) {
    options.unshift({ value: chosen, label: nameOf(chosen), disabled: false });
  }
  const more = matching.length - mostShown;
  if (more <= 0) return options;
  return [...options, { value: moreKey, label: `${formatCount(more)} more: type a part of the name`, disabled: true }];
}

function nameOf(value: string): string {
  return value === "" ? "(none)" : value;
}
