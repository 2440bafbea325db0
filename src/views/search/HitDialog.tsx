import { Anchor, Group, Modal, Text } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, type RefObject, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";

import type { Item } from "../../core/dataset/item";
import { openHit } from "../../state/intentStore";
import { marksStore, toggleMark } from "../../state/marksStore";
import { pictureStore } from "../../state/pictureStore";
import { pictureKey } from "../../state/searchIntent";
import type { SearchResult } from "../../state/searchStore";
import { hitAt, positionOfRow, type ShownHits } from "../../state/shownHits";
import type { Gallery } from "../../state/studioStore";
import { takeItem } from "../../state/takeStore";
import { type CompareMode, CompareStage } from "../../ui/CompareStage";
import { formatScore } from "../../ui/format";
import { useZoomPan } from "../../ui/useZoomPan";
import { CompareToolbar } from "./CompareToolbar";
import { IdentityStrip } from "./IdentityStrip";
import { useComparedPictures } from "./useComparedPictures";
import { useItemPicture } from "./useItemPicture";
import { WhyStage } from "./WhyStage";

export interface HitDialogProps {
  readonly gallery: Gallery;
  readonly result: SearchResult;
  readonly hits: ShownHits;
  readonly item: Item;
}

const modes: Readonly<Record<string, CompareMode>> = { "1": "side", "2": "overlay", "3": "blink", "4": "difference" };

/** A hit beside the query, under one zoom and pan; below it all other views of its identity. */
export function HitDialog({ gallery, result, hits, item }: HitDialogProps): ReactNode {
  const [mode, setMode] = useState<CompareMode>("side");
  const [opacity, setOpacity] = useState(0.5);
  const [isTight, setIsTight] = useState(true);
  const [isWhy, setIsWhy] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const control = useZoomPan(stage);
  const row = gallery.items.rowOf(item.itemId);
  const rank = result.ranking.rows.indexOf(row);
  const position = useMemo(() => positionOfRow(hits, row), [hits, row]);
  const viewAt = result.ranking.views[rank] ?? 0;
  const view = result.query.views[viewAt];
  const opened = useStore(pictureStore, ({ open }) => (view === undefined ? undefined : open.get(pictureKey(view))));
  const { url: hitUrl } = useItemPicture(gallery, item.itemId, "full");
  const pictures = useComparedPictures({ opened, view, hitUrl, isTight });

  const step = (by: number) => {
    const nextItem = gallery.items.at(hitAt(hits, position + by)?.row ?? -1);
    if (nextItem !== undefined) openHit(nextItem.itemId);
  };
  const compare = (chosen: CompareMode) => {
    setMode(chosen);
    setIsWhy(false);
  };
  const toggles = { toggleTight: () => setIsTight((was) => !was), toggleWhy: () => setIsWhy((was) => !was) };
  const onKeyDown = (event: KeyboardEvent) => {
    control.onKeyDown(event);
    if (event.defaultPrevented || event.target instanceof HTMLInputElement) return;
    const act = dialogAction(event, item, { step, setMode: compare, ...toggles });
    if (act === null) return;
    event.preventDefault();
    act();
  };
  return (
    <Modal
      opened
      onClose={() => openHit(null)}
      fullScreen
      title={<HitTitle item={item} rank={rank} score={result.ranking.scores[rank] ?? null} />}
      closeButtonProps={{ "aria-label": "Close the hit" }}
      classNames={{ body: "hit-dialog-body", content: "hit-dialog-content" }}
      onKeyDown={onKeyDown}
    >
      <CompareToolbar
        {...{ mode, setMode: compare, isWhy, setIsWhy, opacity, setOpacity, isTight, setIsTight, control, step }}
        item={item}
        canStepBack={position > 0}
        canStepOn={position < hits.ranks.length - 1}
      />
      <Stage stage={stage}>
        {isWhy && view !== undefined ? (
          <WhyStage {...{ view, position: viewAt, item, isTight, control }} />
        ) : (
          <CompareStage query={pictures.query} hit={pictures.hit} mode={mode} opacity={opacity} control={control} />
        )}
      </Stage>
      <IdentityStrip gallery={gallery} item={item} result={result} />
    </Modal>
  );
}

interface StageProps {
  readonly stage: RefObject<HTMLDivElement | null>;
  readonly children: ReactNode;
}

function Stage({ stage, children }: StageProps): ReactNode {
  return (
    <div
      ref={stage}
      className="hit-dialog-stage"
      role="group"
      aria-label="Query and hit: plus and minus zoom, Shift with arrows moves"
      tabIndex={0}
      data-autofocus
    >
      {children}
    </div>
  );
}

interface DialogActions {
  readonly step: (by: number) => void;
  readonly setMode: (mode: CompareMode) => void;
  readonly toggleTight: () => void;
  readonly toggleWhy: () => void;
}

function dialogAction(event: KeyboardEvent, item: Item, actions: DialogActions): (() => void) | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const mode = modes[event.key];
  if (mode !== undefined) return () => actions.setMode(mode);
  const takeIt = (how: "replace" | "add") => () => void takeItem(item.itemId, how);
  const acts: Readonly<Record<string, () => void>> = {
    arrowleft: () => actions.step(-1),
    arrowright: () => actions.step(1),
    i: actions.toggleTight,
    l: () => toggleMark(item.itemId, "like"),
    d: () => toggleMark(item.itemId, "dislike"),
    q: takeIt("replace"),
    w: event.shiftKey ? takeIt("add") : actions.toggleWhy,
  };
  return acts[event.key.toLowerCase()] ?? null;
}

function HitTitle(props: { readonly item: Item; readonly rank: number; readonly score: number | null }): ReactNode {
  const { item, rank, score } = props;
  const mark = useStore(marksStore, ({ marks }) => marks.get(item.itemId));
  return (
    <Group gap="sm">
      <Text fw={600}>{item.title ?? item.identity}</Text>
      <Text size="sm" c="dimmed">
        {[item.identity, item.category, item.date].filter(Boolean).join(" · ")}
      </Text>
      {rank >= 0 && score !== null && (
        <Text size="sm">
          rank {rank + 1} · score {formatScore(score)}
        </Text>
      )}
      {mark !== undefined && <Text size="sm">marked {mark === "like" ? "more" : "less"} like this</Text>}
      {isWebLink(item.source) && (
        <Anchor size="sm" href={item.source} target="_blank" rel="noreferrer noopener">
          Source
        </Anchor>
      )}
    </Group>
  );
}

// An item table comes from anyone: a link that runs a script is not shown.
function isWebLink(source: string | undefined): boolean {
  return source !== undefined && /^https?:\/\//i.test(source);
}
