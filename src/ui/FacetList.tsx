import "./FacetList.css";

import { Checkbox, ScrollArea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { formatCount } from "./format";

export interface FacetListProps {
  readonly label: string;
  /** Values with how many hits choosing them shows, given everything else that is chosen. */
  readonly values: readonly { readonly name: string; readonly count: number }[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

// A short list is read faster than it is searched.
const searchedFrom = 12;

/** Values to filter by, with live counts. None chosen means all. */
export function FacetList({ label, values, chosen, onChoose }: FacetListProps): ReactNode {
  const [sought, setSought] = useState("");
  const matching = values.filter(({ name }) => name.toLowerCase().includes(sought.toLowerCase()));
  return (
    <div role="group" aria-label={label}>
      {values.length >= searchedFrom && (
        <TextInput
          size="xs"
          mb={6}
          placeholder={`Find among ${values.length}`}
          aria-label={`Find in ${label}`}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      )}
      <ScrollArea.Autosize mah={280} type="auto" offsetScrollbars="y" viewportProps={{ tabIndex: -1 }}>
        {matching.map(({ name, count }) => (
          <div key={name} className="facet">
            <Checkbox
              size="xs"
              label={name || "(none)"}
              checked={chosen.includes(name)}
              onChange={(event) =>
                onChoose(event.currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
            />
            <span className="facet-count" aria-label={`${formatCount(count)} hits`}>
              {formatCount(count)}
            </span>
          </div>
        ))}
      </ScrollArea.Autosize>
    </div>
  );
}
