import { ActionIcon, Group, Slider, Switch, Text, Tooltip } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { changeShow, intentStore } from "../../state/intentStore";
import { tileRange } from "../../state/searchIntent";
import { describeShown, type ShownHits } from "../../state/shownHits";
import { ExportMenu } from "./ExportMenu";
import { RankChoice } from "./RankChoice";
import { SavedMenu } from "./SavedMenu";

export interface ResultsToolbarProps {
  readonly hits: ShownHits;
  readonly isFilterOpen: boolean;
  readonly onFilter: () => void;
}

/** Above the grid: what is shown and in which order, and how to show it differently. */
export function ResultsToolbar({ hits, isFilterOpen, onFilter }: ResultsToolbarProps): ReactNode {
  const show = useStore(intentStore, (intent) => intent.show);
  const { isRanked } = hits;
  return (
    <Group className="results-toolbar" gap="sm" justify="space-between">
      <Text size="sm" role="status" className="results-summary">
        {describeShown(hits, show)}
      </Text>
      <Group gap="xs" justify="flex-end">
        <Slider
          size="xs"
          w={96}
          min={tileRange.least}
          max={tileRange.most}
          step={8}
          label={null}
          thumbLabel="Tile size"
          value={show.tilePixels}
          onChange={(tilePixels) => changeShow({ tilePixels })}
        />
        {isRanked && (
          <Switch
            size="xs"
            label="Group"
            aria-label="Group by identity"
            checked={show.isGrouped}
            onChange={(event) => changeShow({ isGrouped: event.currentTarget.checked })}
          />
        )}
        {isRanked && <RankChoice />}
        <SavedMenu />
        {isRanked && <ExportMenu hits={hits} />}
        <Tooltip label="Filters (F)">
          <ActionIcon
            variant={isFilterOpen ? "light" : "default"}
            size="lg"
            aria-label="Filters"
            aria-pressed={isFilterOpen}
            onClick={onFilter}
          >
            <IconAdjustmentsHorizontal size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}
