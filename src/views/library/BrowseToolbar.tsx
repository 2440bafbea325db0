import { Button, Group, NativeSelect, Slider, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useStore } from "zustand";

import { type ArrangementColumn, valueCounts } from "../../core/dataset/arrangement";
import type { ItemList } from "../../core/dataset/itemList";
import {
  arrangeBy,
  browseStore,
  changeItemFilter,
  isOpen,
  noFilter,
  resizeWall,
  wallTiles,
} from "../../state/browseStore";
import { formatCount } from "../../ui/format";
import { ValuePicker } from "../../ui/ValuePicker";

const arrangements: readonly { readonly value: ArrangementColumn | ""; readonly label: string }[] = [
  { value: "", label: "Order of the table" },
  { value: "identity", label: "By identity" },
  { value: "category", label: "By category" },
  { value: "split", label: "By split" },
  { value: "role", label: "By role" },
];

export interface BrowseToolbarProps {
  readonly all: ItemList | null;
  readonly shown: ItemList | null;
}

/** Which items the wall shows, in which order, and how large. */
export function BrowseToolbar({ all, shown }: BrowseToolbarProps): ReactNode {
  const { filter, arrangement, tilePixels } = useStore(browseStore);
  return (
    <Group gap="xs" className="browse-toolbar" align="end">
      <NameSearch />
      <ColumnFilter all={all} column="identity" label="Identity" />
      <ColumnFilter all={all} column="category" label="Category" />
      <ColumnFilter all={all} column="split" label="Split" />
      <NativeSelect
        size="xs"
        aria-label="Role"
        value={filter.role ?? ""}
        data={[
          { value: "", label: "Any role" },
          { value: "query", label: "Queries" },
          { value: "gallery", label: "Gallery" },
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          void changeItemFilter({ role: value === "query" || value === "gallery" ? value : null });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Order"
        value={arrangement ?? ""}
        data={arrangements.map(({ value, label }) => ({ value, label }))}
        onChange={(event) => {
          const { value } = event.currentTarget;
          arrangeBy(arrangements.find((each) => each.value === value && each.value !== "")?.value || null);
        }}
      />
      <Slider
        size="xs"
        w={90}
        mb={8}
        min={wallTiles.least}
        max={wallTiles.most}
        step={8}
        label={null}
        thumbLabel="Tile size"
        value={tilePixels}
        onChange={resizeWall}
      />
      <Text size="sm" role="status" ml="auto">
        {shown === null || all === null ? "" : describeCount(shown.length, all.length)}
      </Text>
      {!isOpen(filter) && (
        <Button size="xs" variant="subtle" onClick={() => void changeItemFilter(noFilter)}>
          Clear
        </Button>
      )}
    </Group>
  );
}

function describeCount(shown: number, all: number): string {
  if (shown === all) return `${formatCount(all)} ${all === 1 ? "item" : "items"}`;
  return `${formatCount(shown)} of ${formatCount(all)} items`;
}

function NameSearch(): ReactNode {
  const asked = useStore(browseStore, ({ filter }) => filter.text);
  const [typed, setTyped] = useState({ asked, text: asked });
  // The filter may be cleared from elsewhere.
  if (typed.asked !== asked) setTyped({ asked, text: asked });
  const ask = useDebouncedCallback((text: string) => void changeItemFilter({ text }), 200);
  return (
    <TextInput
      size="xs"
      w={200}
      leftSection={<IconSearch size={15} />}
      aria-label="Find by name"
      placeholder="Name, title or identity"
      value={typed.text}
      onChange={(event) => {
        setTyped({ asked, text: event.currentTarget.value });
        ask(event.currentTarget.value);
      }}
    />
  );
}

interface ColumnFilterProps {
  readonly all: ItemList | null;
  readonly column: "identity" | "category" | "split";
  readonly label: string;
}

function ColumnFilter({ all, column, label }: ColumnFilterProps): ReactNode {
  const chosen = useStore(browseStore, ({ filter }) => filter[column]);
  const values = useMemo(() => (all === null ? [] : valueCounts(all.column(column))), [all, column]);
  if (values.length < 2 && chosen === null) return null;
  return (
    <ValuePicker
      label={label}
      values={values}
      chosen={chosen}
      onChoose={(value) => void changeItemFilter({ [column]: value })}
    />
  );
}
