import { Button, Text } from "@mantine/core";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";

import type { Item } from "../../core/dataset/item";
import { boxOutOf, type FractionBox } from "../../core/image/fractionBox";
import { searchByPart } from "../../state/intentStore";
import type { QueryView } from "../../state/searchIntent";
import { explainHit, forgetWhy, type WhyMatched, whyStore } from "../../state/whyStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { HeatLegend } from "../../ui/HeatLegend";
import { HeatPane } from "../../ui/HeatPane";
import { RunningNotice } from "../../ui/RunningNotice";
import type { ZoomPanControl } from "../../ui/useZoomPan";
import { type HoveredPlace, useWhyHeats } from "./useWhyHeats";
import { whyWords } from "./whyWords";

export interface WhyStageProps {
  readonly view: QueryView;
  /** Where the view stands in the query. */
  readonly position: number;
  readonly item: Item;
  readonly isTight: boolean;
  readonly control: ZoomPanControl;
}

/** Query and hit with the places of each that make their score. */
export function WhyStage({ view, position, item, isTight, control }: WhyStageProps): ReactNode {
  const task = useStore(whyStore, (state) => state.task);
  useEffect(() => void explainHit(view, item), [view, item]);
  useEffect(() => forgetWhy, []);
  switch (task.phase) {
    case "idle":
      return null;
    case "running":
      return (
        <RunningNotice label="Looking at both pictures" done={task.done} total={task.total} onCancel={forgetWhy} />
      );
    case "failed":
      return <ErrorNotice title="It cannot be said why this matched" error={task.error} />;
    case "done":
      // What was found of the hit before stays in the store until the effect has run.
      return task.value.view === view && task.value.item === item ? (
        <WhyPanes key={item.itemId} why={task.value} {...{ position, isTight, control }} />
      ) : null;
  }
}

interface WhyPanesProps {
  readonly why: WhyMatched;
  readonly position: number;
  readonly isTight: boolean;
  readonly control: ZoomPanControl;
}

function WhyPanes({ why, position, isTight, control }: WhyPanesProps): ReactNode {
  const [opacity, setOpacity] = useState(0.85);
  const [hovered, setHovered] = useState<HoveredPlace | null>(null);
  const [chosen, setChosen] = useState<FractionBox | null>(null);
  const { query, hit, limit } = useWhyHeats(why, hovered, isTight);
  const hover = (side: HoveredPlace["side"]) => (place: number | null) =>
    setHovered(place === null ? null : { side, place });
  const { leftOut } = why.match;
  const search = () => {
    if (chosen !== null) searchByPart(position, boxOutOf(chosen, query.frame));
  };
  const words = useMemo(() => whyWords(why.match, hovered), [why, hovered]);
  return (
    <div className="why-stage">
      <HeatLegend {...{ limit, words, opacity, setOpacity }}>
        <Button
          size="xs"
          disabled={chosen === null}
          title={
            leftOut === "head" ? "The picture is cropped to the part: this network cannot pool a part alone" : undefined
          }
          onClick={search}
        >
          Search by this part
        </Button>
      </HeatLegend>
      <div className="compare-stage" data-mode="side">
        <HeatPane
          {...{ control, opacity, chosen }}
          caption="Query"
          label="The query, and what of it matched"
          picture={query.picture}
          heat={query.heat}
          marked={hovered?.side === "query" ? hovered.place : null}
          onHover={hover("query")}
          onChoose={setChosen}
        />
        <HeatPane
          {...{ control, opacity }}
          caption="Hit"
          label="The hit, and what of it matched"
          picture={hit.picture}
          heat={hit.heat}
          marked={hovered?.side === "hit" ? hovered.place : null}
          onHover={hover("hit")}
        />
      </div>
      <Text size="xs" c="dimmed">
        Point at a place of one picture to see what of the other answers it. Click the query, or drag a box on it, to
        choose a part.
      </Text>
    </div>
  );
}
