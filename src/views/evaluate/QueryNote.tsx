import { Button, TextInput } from "@mantine/core";
import type { KeyboardEvent, ReactNode, RefObject } from "react";
import { useStore } from "zustand";

import type { Item } from "../../core/dataset/item";
import type { Evaluation } from "../../state/evaluateStore";
import { reviewStore, writeNote } from "../../state/reviewStore";
import { type AskedHit, decideFirstWrong, type HitVerdict } from "../../state/reviewVerdicts";
import { formatCount } from "../../ui/format";

interface QueryNoteProps {
  readonly evaluation: Evaluation;
  readonly place: number;
  readonly item: Item;
  /** The hit that a verdict would be about. */
  readonly asked: AskedHit | null;
  readonly verdict: HitVerdict | null;
  readonly isCurrent: boolean;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The note of a query and the verdict on its first wrong hit: to be given in the current row, to be read in the others. */
export function QueryNote({ evaluation, place, item, asked, verdict, isCurrent, field }: QueryNoteProps): ReactNode {
  const note = useStore(reviewStore, ({ reviews }) => reviews.get(item.itemId)?.note ?? "");
  const decided = asked !== null && verdict !== null ? verdictText(asked, verdict) : "";
  if (!isCurrent) {
    return (
      <div className="ranked-query-note">
        <span title={note}>{[decided, note].filter((text) => text !== "").join(" · ")}</span>
      </div>
    );
  }
  return (
    <div className="ranked-query-note">
      <TextInput
        ref={field}
        size="xs"
        aria-label={`Note to ${item.itemId}`}
        placeholder="Note to this query (N)"
        value={note}
        onChange={(event) => void writeNote(item.itemId, event.currentTarget.value)}
        onKeyDown={leaveField}
      />
      <span role="status">{decided}</span>
      {asked !== null &&
        (["same", "different"] as const).map((kind) => (
          <Button
            key={kind}
            size="compact-xs"
            variant={verdict?.kind === kind ? "filled" : "default"}
            title={`The query and the hit at rank ${formatCount(asked.rank + 1)} show ${kind === "same" ? "the same" : "different things"}`}
            onClick={() => void decideFirstWrong(evaluation, place, kind)}
          >
            {kind === "same" ? "Same (S)" : "Different (D)"}
          </Button>
        ))}
    </div>
  );
}

/** Enter and Escape give the keys back to the list. */
function leaveField(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  const list = event.currentTarget.closest<HTMLElement>('[role="list"]');
  if (list === null) event.currentTarget.blur();
  else list.focus({ preventScroll: true });
}

function verdictText({ rank }: AskedHit, { kind, author }: HitVerdict): string {
  const what = kind === "unsure" ? "left open" : kind;
  return `Rank ${formatCount(rank + 1)}: ${what}, by ${author === "" ? "someone" : author}`;
}
