import { ActionIcon } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import { useStore } from "zustand";

import type { JudgedQuery } from "../../core/metrics/judgedQueries";
import { marginOf } from "../../core/metrics/rankCurves";
import { type Evaluation, queryItem } from "../../state/evaluateStore";
import { reviewStore, toggleChosen } from "../../state/reviewStore";
import { firstWrongHit, type ItemVerdicts, verdictOn } from "../../state/reviewVerdicts";
import { formatCount, formatScore } from "../../ui/format";
import { FramedPicture } from "./FramedPicture";
import { QueryNote } from "./QueryNote";
import { RankedHits } from "./RankedHits";

export interface QueryRowProps {
  readonly evaluation: Evaluation;
  readonly place: number;
  readonly query: JudgedQuery;
  readonly verdicts: ItemVerdicts;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  /** Where the note of the current row is written. */
  readonly noteField: RefObject<HTMLInputElement | null>;
  readonly onFocus: () => void;
}

/** A query and its first hits, with what was made of it in the review. */
export function QueryRow(props: QueryRowProps): ReactNode {
  const { evaluation, place, query, verdicts, isCurrent, isSelected } = props;
  const item = queryItem(evaluation, place);
  const isChosen = useStore(
    reviewStore,
    ({ reviews }) => item !== undefined && reviews.get(item.itemId)?.isChosen === true,
  );
  if (item === undefined) return null;
  const asked = firstWrongHit(evaluation, place);
  return (
    <div className="ranked-query" aria-current={isCurrent || undefined} onPointerDown={props.onFocus}>
      <FramedPicture dataset={evaluation.dataset} item={item} label={`Query ${item.itemId}`} kind="query" />
      <span className="ranked-query-text">
        <span title={item.itemId}>
          {isSelected && "✓ "}
          {item.itemId}
        </span>
        <span title={item.identity}>{item.identity}</span>
        <span>{outcomeText(query)}</span>
        <span>{marginText(query)}</span>
      </span>
      <ActionIcon
        variant="subtle"
        color={isChosen ? "yellow" : "gray"}
        aria-label="Show in the report"
        aria-pressed={isChosen}
        title="Show in the report (R)"
        onClick={() => void toggleChosen(item.itemId)}
      >
        {isChosen ? <IconStarFilled size={17} /> : <IconStar size={17} />}
      </ActionIcon>
      <div className="ranked-query-review">
        <span className="ranked-query-hits">
          <RankedHits
            evaluation={evaluation}
            query={query}
            linked={isCurrent ? (asked?.item.itemId ?? null) : null}
            verdictOf={(hit) => verdictOn(verdicts, item.itemId, hit)}
          />
        </span>
        <QueryNote
          evaluation={evaluation}
          place={place}
          item={item}
          asked={asked}
          verdict={asked === null ? null : verdictOn(verdicts, item.itemId, asked.item.itemId)}
          isCurrent={isCurrent}
          field={props.noteField}
        />
      </div>
    </div>
  );
}

function outcomeText({ relevantCount, firstHit, averagePrecision }: JudgedQuery): string {
  if (relevantCount === 0) return "Nothing to find: not counted";
  if (firstHit < 0) return `AP ${formatScore(averagePrecision)}, no match found`;
  return `AP ${formatScore(averagePrecision)}, first match at rank ${formatCount(firstHit + 1)}`;
}

function marginText(query: JudgedQuery): string {
  const margin = marginOf(query);
  return Number.isNaN(margin) ? `${formatCount(query.relevantCount)} to find` : `margin ${formatScore(margin)}`;
}
