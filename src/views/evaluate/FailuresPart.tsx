import { Button, Group, Select, Text } from "@mantine/core";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { standingDecisions } from "../../core/duplicates/standingDecisions";
import { judgedList } from "../../core/metrics/judgedQueries";
import { type ReviewOrder, reviewOrder } from "../../core/metrics/reviewOrder";
import { sampleDataset } from "../../state/choiceStore";
import { type Evaluation, queryItem } from "../../state/evaluateStore";
import { ledgerStore, openLedger } from "../../state/ledgerStore";
import { showDataset } from "../../state/libraryPlace";
import { goTo } from "../../state/pageStore";
import { chooseReviewOrder, dismissReviewFailure, openReviews, reviewStore } from "../../state/reviewStore";
import { selectedOf, selectionStore } from "../../state/selectionStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { VirtualList } from "../../ui/VirtualList";
import { LedgerLine } from "./LedgerLine";
import { QueryRow } from "./QueryRow";
import { useReviewKeys } from "./useReviewKeys";

const orders: readonly { readonly value: ReviewOrder; readonly label: string }[] = [
  { value: "lowest-ap", label: "Lowest average precision first" },
  { value: "smallest-margin", label: "Smallest margin first (best match minus best wrong hit)" },
  { value: "largest-disagreement", label: "Largest disagreement with the compared one first" },
  { value: "table", label: "As in the item table" },
];
const rowPixels = 108;

interface FailuresPartProps {
  readonly evaluation: Evaluation;
  readonly base: Evaluation | null;
}

/** Queries in the order in which they are worth looking at, with what was found; reviewed by keys. */
export function FailuresPart({ evaluation, base }: FailuresPartProps): ReactNode {
  const { dataset, datasetName } = evaluation;
  const wanted = useStore(reviewStore, (state) => state.order);
  const order = wanted === "largest-disagreement" && base === null ? "lowest-ap" : wanted;
  const [current, setCurrent] = useState(0);
  const noteField = useRef<HTMLInputElement>(null);
  const queries = useMemo(() => judgedList(evaluation.queries), [evaluation]);
  const places = useMemo(
    () => reviewOrder(queries, order, base === null ? null : judgedList(base.queries)),
    [queries, order, base],
  );
  const standing = useStanding(dataset);
  const selected = useStore(selectionStore, (state) => selectedOf(state, dataset));
  useReviewKeys(evaluation, places, { current, setCurrent, noteField });
  return (
    <section aria-label="Failures" className="page-card">
      <Group align="flex-end" mb="xs">
        <OrderSelect
          order={order}
          canDisagree={base !== null}
          onOrder={(next) => {
            chooseReviewOrder(next);
            setCurrent(0);
          }}
        />
        {selected.size > 0 && dataset !== sampleDataset && <SelectedButton dataset={dataset} count={selected.size} />}
      </Group>
      <ReviewHint count={places.length} order={order} />
      <VirtualList
        label="Queries"
        count={places.length}
        rowPixels={rowPixels}
        mostPixels={rowPixels * 6}
        current={current}
        renderRow={(position) => {
          const place = places[position] ?? -1;
          const query = queries[place];
          return query === undefined ? null : (
            <QueryRow
              evaluation={evaluation}
              place={place}
              query={query}
              verdicts={standing.verdicts}
              isCurrent={position === current}
              isSelected={selected.has(queryItem(evaluation, place)?.itemId ?? ("" as never))}
              noteField={noteField}
              onFocus={() => setCurrent(position)}
            />
          );
        }}
      />
      <LedgerLine dataset={dataset} datasetName={datasetName} standing={standing} />
    </section>
  );
}

/** What stands of the decisions of a data set; opens its ledger and the notes to its queries. */
function useStanding(dataset: DatasetId) {
  useEffect(() => {
    void openLedger(dataset);
    void openReviews(dataset);
  }, [dataset]);
  const entries = useStore(ledgerStore, (state) => (state.dataset === dataset ? state.entries : null));
  return useMemo(() => standingDecisions(entries ?? []), [entries]);
}

interface ReviewHintProps {
  readonly count: number;
  readonly order: ReviewOrder;
}

/** What the list is, its keys, and how many queries are chosen for the report. */
function ReviewHint({ count, order }: ReviewHintProps): ReactNode {
  const chosen = useStore(reviewStore, ({ reviews }) => [...reviews.values()].filter((each) => each.isChosen).length);
  const failure = useStore(reviewStore, (state) => state.failure);
  const shownOrder = orders.find(({ value }) => value === order)?.label ?? "";
  return (
    <>
      <Text size="xs" c="dimmed" mb={6}>
        {`${formatCount(count)} queries. ${shownOrder}. J and K move, X selects (for training or export), O opens the search, R chooses for the report (${formatCount(chosen)} chosen), N writes a note. S and D decide whether the first wrong hit, in the orange frame, shows the same as the query or another; U undoes. Thick frames with a tick are matches.`}
      </Text>
      {failure !== null && (
        <ErrorNotice title="This is not kept for the next visit" error={failure} onClose={dismissReviewFailure} />
      )}
    </>
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
