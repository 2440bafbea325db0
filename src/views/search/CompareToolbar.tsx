import { Button, Group, SegmentedControl, Slider, Switch } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { Item } from "../../core/dataset/item";
import { marksStore, toggleMark } from "../../state/marksStore";
import { takeItem } from "../../state/takeStore";
import type { CompareMode } from "../../ui/CompareStage";
import type { ZoomPanControl } from "../../ui/useZoomPan";

export interface CompareToolbarProps {
  readonly item: Item;
  readonly mode: CompareMode;
  readonly setMode: (mode: CompareMode) => void;
  readonly isWhy: boolean;
  readonly setIsWhy: (isWhy: boolean) => void;
  readonly opacity: number;
  readonly setOpacity: (opacity: number) => void;
  readonly isTight: boolean;
  readonly setIsTight: (isTight: boolean) => void;
  readonly control: ZoomPanControl;
  readonly step: (by: number) => void;
  readonly canStepBack: boolean;
  readonly canStepOn: boolean;
}

/** How query and hit are compared, and what to do with the hit. */
export function CompareToolbar(props: CompareToolbarProps): ReactNode {
  const { mode, isWhy, opacity, isTight, control, step, canStepBack, canStepOn } = props;
  return (
    <Group gap="sm" className="compare-toolbar">
      <Button.Group>
        <Button size="xs" variant="default" aria-label="Previous hit" disabled={!canStepBack} onClick={() => step(-1)}>
          <IconChevronLeft size={16} />
        </Button>
        <Button size="xs" variant="default" aria-label="Next hit" disabled={!canStepOn} onClick={() => step(1)}>
          <IconChevronRight size={16} />
        </Button>
      </Button.Group>
      <SegmentedControl
        size="xs"
        aria-label="How to compare"
        value={mode}
        onChange={(chosen) => props.setMode(chosen)}
        data={[
          { value: "side", label: "Side by side" },
          { value: "overlay", label: "Overlay" },
          { value: "blink", label: "Blink" },
          { value: "difference", label: "Difference" },
        ]}
      />
      <Switch
        size="xs"
        label="Why matched"
        checked={isWhy}
        onChange={(event) => props.setIsWhy(event.currentTarget.checked)}
      />
      {mode === "overlay" && !isWhy && (
        <Slider
          w={140}
          size="xs"
          min={0}
          max={1}
          step={0.05}
          label={null}
          value={opacity}
          onChange={props.setOpacity}
          thumbLabel="Query to hit"
        />
      )}
      <Switch
        size="xs"
        label="Fit to the ink"
        checked={isTight}
        onChange={(event) => props.setIsTight(event.currentTarget.checked)}
      />
      <ZoomButtons control={control} />
      <HitActions item={props.item} />
    </Group>
  );
}

function ZoomButtons({ control }: { readonly control: ZoomPanControl }): ReactNode {
  return (
    <Button.Group>
      <Button size="xs" variant="default" aria-label="Zoom out" onClick={() => control.zoomBy(0.8)}>
        −
      </Button>
      <Button size="xs" variant="default" aria-label="Fit the pictures" onClick={control.reset}>
        {Math.round(control.view.zoom * 100)}%
      </Button>
      <Button size="xs" variant="default" aria-label="Zoom in" onClick={() => control.zoomBy(1.25)}>
        +
      </Button>
    </Button.Group>
  );
}

function HitActions({ item }: { readonly item: Item }): ReactNode {
  const mark = useStore(marksStore, ({ marks }) => marks.get(item.itemId));
  const markButton = (wanted: "like" | "dislike", label: string) => (
    <Button
      size="xs"
      variant={mark === wanted ? "filled" : "default"}
      aria-pressed={mark === wanted}
      onClick={() => toggleMark(item.itemId, wanted)}
    >
      {label}
    </Button>
  );
  return (
    <Group gap={6} ml="auto">
      {markButton("like", "More like this")}
      {markButton("dislike", "Less like this")}
      <Button size="xs" variant="default" onClick={() => void takeItem(item.itemId, "replace")}>
        Search with this
      </Button>
    </Group>
  );
}
