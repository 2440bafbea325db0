import { ActionIcon, Button, Group, SegmentedControl, Slider, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useStore } from "zustand";

import type { FusionRule } from "../../core/ranking/fusion";
import { activateView, changeView, chooseFusion, intentStore, removeView } from "../../state/intentStore";
import { nameOf, pictureStore } from "../../state/pictureStore";
import { maximumViews, pictureKey, type QueryView } from "../../state/searchIntent";
import { takeFiles } from "../../state/takeStore";
import { PictureInput } from "../../ui/DropZone";
import { EditedThumbnail } from "../../ui/EditedThumbnail";

const fusions: readonly { value: FusionRule; label: string }[] = [
  { value: "max", label: "Best view" },
  { value: "mean", label: "Mean" },
  { value: "reciprocal-rank", label: "Ranks" },
];

/** The views of the query: choose, weigh, remove and add them, and say how their rankings become one. */
export function QueryViews(): ReactNode {
  const views = useStore(intentStore, ({ query }) => query.views);
  const fusion = useStore(intentStore, ({ query }) => query.fusion);
  const active = useStore(intentStore, (intent) => intent.activeView);
  const input = useRef<HTMLInputElement>(null);
  const view = views[active];
  return (
    <section aria-label="Views of the query">
      <Group gap={6}>
        {views.length > 1 &&
          views.map((each, at) => <ViewButton key={at} view={each} at={at} isActive={at === active} />)}
        {views.length < maximumViews && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => input.current?.click()}
          >
            Add a view
          </Button>
        )}
      </Group>
      <PictureInput input={input} onFiles={(files) => void takeFiles(files, "add")} />
      {views.length > 1 && view !== undefined && (
        <>
          <Group justify="space-between" mt="xs">
            <Text size="xs">
              Weight of view {active + 1}: {Math.round(view.weight * 100)}%
            </Text>
            <ActionIcon
              size="sm"
              variant="subtle"
              aria-label={`Remove view ${active + 1}`}
              onClick={() => removeView(active)}
            >
              <IconX size={14} />
            </ActionIcon>
          </Group>
          <WeightSlider key={active} view={view} at={active} />
          <SegmentedControl
            mt="sm"
            size="xs"
            fullWidth
            aria-label="How views become one ranking"
            data={fusions.map((choice) => ({ ...choice }))}
            value={fusion}
            onChange={(chosen) => chooseFusion(chosen)}
          />
        </>
      )}
    </section>
  );
}

function WeightSlider({ view, at }: { readonly view: QueryView; readonly at: number }): ReactNode {
  return (
    <Slider
      size="xs"
      min={0.05}
      max={1}
      step={0.05}
      defaultValue={view.weight}
      label={null}
      thumbLabel={`Weight of view ${at + 1}`}
      onChangeEnd={(weight) => changeView(at, { weight: Number(weight.toFixed(2)) })}
    />
  );
}

function ViewButton(props: { readonly view: QueryView; readonly at: number; readonly isActive: boolean }): ReactNode {
  const { view, at, isActive } = props;
  const opened = useStore(pictureStore, ({ open }) => open.get(pictureKey(view)));
  return (
    <button
      type="button"
      className="view-button"
      aria-pressed={isActive}
      aria-label={`View ${at + 1}: ${nameOf(view.source)}`}
      onClick={() => activateView(at)}
    >
      {opened === undefined ? "…" : <EditedThumbnail picture={opened.preview} edit={view.edit} />}
      <span aria-hidden>{at + 1}</span>
    </button>
  );
}
