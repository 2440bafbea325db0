import { Button, Group, Select, Text } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { type JudgedQuery, judgedList } from "../../core/metrics/judgedQueries";
import { marginOf } from "../../core/metrics/rankCurves";
import { type ReviewOrder, reviewOrder } from "../../core/metrics/reviewOrder";
import { showDataset } from "../../state/libraryPlace";
import { goTo } from "../../state/pageStore";
import { sampleDataset } from "../../state/choiceStore";
import { type Evaluation, queryItem } from "../../state/evaluateStore";
import { searchIn, searchWithItem } from "../../state/searchIn";
import { selectedOf, selectionStore, toggleSelected } from "../../state/selectionStore";
import { takeItem } from "../../state/takeStore";
import { formatCount, formatScore } from "../../ui/format";
import { useKeys } from "../../ui/useKeys";
import { VirtualList } from "../../ui/VirtualList";
import { FramedPicture } from "./FramedPicture";
import { RankedHits } from "./RankedHits";

const orders: readonly { readonly value: ReviewOrder; readonly label: string }[] = [
  { value: "lowest-ap", label: "Lowest average precision first" },
  { value: "smallest-margin", label: "Smallest margin first (best match minus best wrong hit)" },
  { value: "largest-disagreement", label: "Largest disagreement with the compared one first" },
  { value: "table", label: "As in the item table" },
];
const rowPixels = 82;

interface FailuresPartProps {
  readonly evaluation: Evaluation;
  readonly base: Evaluation | null;
}

/** Queries in the order in which they are worth looking at, with what was found; reviewed by keys. */
export function FailuresPart({ evaluation, base }: FailuresPartProps): ReactNode {
  const [order, setOrder] = useState<ReviewOrder>("lowest-ap");
  const [current, setCurrent] = useState(0);
  const queries = useMemo(() => judgedList(evaluation.queries), [evaluation]);
  const places = useMemo(
    () => reviewOrder(queries, order, base === null ? null : judgedList(base.queries)),
    [queries, order, base],
  );
  const { dataset } = evaluation;
  const selected = useStore(selectionStore, (state) => selectedOf(state, dataset));
  useReviewKeys(evaluation, places, { current, setCurrent });
  const shownOrder = orders.find(({ value }) => value === order)?.label ?? "";
  return (
    <section aria-label="Failures" className="page-card">
      <Group align="flex-end" mb="xs">
        <OrderSelect
          order={order}
          canDisagree={base !== null}
          onOrder={(next) => {
            setOrder(next);
            setCurrent(0);
          }}
        />
        {selected.size > 0 && dataset !== sampleDataset && <SelectedButton dataset={dataset} count={selected.size} />}
      </Group>
      <Text size="xs" c="dimmed" mb={6}>
        {`${formatCount(places.length)} queries. ${shownOrder}. J and K move, X selects (for training or export), O opens the search. Thick frames with a tick are matches.`}
      </Text>
      <VirtualList
        label="Queries"
        count={places.length}
        rowPixels={rowPixels}
        mostPixels={rowPixels * 7}
        renderRow={(position) => {
          const place = places[position] ?? -1;
          const query = queries[place];
          return query === undefined ? null : (
            <QueryRow
              evaluation={evaluation}
              place={place}
              query={query}
              isCurrent={position === current}
              isSelected={selected.has(queryItem(evaluation, place)?.itemId ?? ("" as never))}
              onFocus={() => setCurrent(position)}
            />
          );
        }}
      />
    </section>
  );
}

interface OrderSelectProps {
  readonly order: ReviewOrder;
  readonly canDisagree: boolean;
  readonly onOrder: (order: ReviewOrder) => void;
}

function OrderSelect({ order, canDisagree, onOrder }: OrderSelectProps): ReactNode {
  return (
    <Select
      label="Order"
      data={orders.map((each) => ({ ...each, disabled: each.value === "largest-disagreement" && !canDisagree }))}
      value={order}
      allowDeselect={false}
      w={420}
      onChange={(value) => onOrder(orders.find((each) => each.value === value)?.value ?? "lowest-ap")}
    />
  );
}

function SelectedButton({ dataset, count }: { readonly dataset: DatasetId; readonly count: number }): ReactNode {
  const show = (): void => {
    showDataset(dataset, "browse");
    goTo("library");
  };
  return (
    <Button variant="default" onClick={show}>
      {`Show the ${formatCount(count)} selected in the library`}
    </Button>
  );
}

interface Cursor {
  readonly current: number;
  readonly setCurrent: (next: (at: number) => number) => void;
}

/** J and K move, X selects, O opens the search. */
function useReviewKeys(evaluation: Evaluation, places: Uint32Array, { current, setCurrent }: Cursor): void {
  const keys = useMemo(() => {
    const place = places[current] ?? -1;
    const move = (by: number) => () => setCurrent((at) => Math.min(places.length - 1, Math.max(0, at + by)));
    return {
      j: move(1),
      k: move(-1),
      x: () => {
        const item = queryItem(evaluation, place);
        if (item !== undefined) toggleSelected(evaluation.dataset, item.itemId);
      },
      o: () => openQuery(evaluation, place),
    };
  }, [evaluation, places, current, setCurrent]);
  useKeys(keys);
}

interface QueryRowProps {
  readonly evaluation: Evaluation;
  readonly place: number;
  readonly query: JudgedQuery;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly onFocus: () => void;
}

function QueryRow({ evaluation, place, query, isCurrent, isSelected, onFocus }: QueryRowProps): ReactNode {
  const item = queryItem(evaluation, place);
  if (item === undefined) return null;
  return (
    <div className="ranked-query" aria-current={isCurrent || undefined} onPointerDown={onFocus}>
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
      <span className="ranked-query-hits">
        <RankedHits evaluation={evaluation} query={query} />
      </span>
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

/** Opens the search with a query of the evaluation. */
function openQuery(evaluation: Evaluation, place: number): void {
  const item = queryItem(evaluation, place);
  const [checkpoint] = evaluation.checkpoints;
  if (item === undefined || checkpoint === undefined) return;
  if (evaluation.dataset === sampleDataset) {
    searchIn(sampleDataset, null);
    void takeItem(item.itemId, "replace");
  } else searchWithItem(evaluation.dataset, checkpoint, item.itemId);
}
