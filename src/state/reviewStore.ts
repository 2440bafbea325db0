import { createStore } from "zustand/vanilla";

import { parseQueryReview, type QueryReview } from "../contracts/queryReview";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { isStudioError, type StudioErrorShape } from "../core/errors";
import type { ReviewOrder } from "../core/metrics/reviewOrder";
import { shownFailure } from "./companionStore";
import { services } from "./services";

/** The review of the queries of one data set. */
export interface ReviewState {
  readonly dataset: DatasetId | null;
  /** Of the queries that have a note, or are chosen for the report. */
  readonly reviews: ReadonlyMap<ItemId, QueryReview>;
  /** In which queries are looked at. */
  readonly order: ReviewOrder;
  /** Why the last change is not kept for the next visit. */
  readonly failure: StudioErrorShape | null;
}

const nothing: ReadonlyMap<ItemId, QueryReview> = new Map();

export const reviewStore = createStore<ReviewState>(() => ({
  dataset: null,
  reviews: nothing,
  order: "lowest-ap",
  failure: null,
}));

/** Opens the reviews of a data set's queries. */
export async function openReviews(dataset: DatasetId): Promise<void> {
  if (reviewStore.getState().dataset === dataset) return;
  reviewStore.setState({ dataset, reviews: nothing, failure: null });
  await reporting(async () => {
    const reviews = await readReviews(dataset);
    if (reviewStore.getState().dataset === dataset) reviewStore.setState({ reviews });
  });
}

/** The reviews of a data set's queries, of which another's may be open. What was just written counts before what is kept. */
export async function readReviews(dataset: DatasetId): Promise<Map<ItemId, QueryReview>> {
  const kept = (await services().browserStore.listReviews(dataset)).flatMap((review) => parseQueryReview(review) ?? []);
  const open = reviewStore.getState();
  return new Map([
    ...kept.map((review) => [review.item, review] as const),
    ...(open.dataset === dataset ? open.reviews : nothing),
  ]);
}

/** Chooses a query for the report, or lets it go. */
export async function toggleChosen(item: ItemId): Promise<void> {
  await change(item, ({ isChosen }) => ({ isChosen: !isChosen }));
}

/** Writes the note of a query; "" takes it away. */
export async function writeNote(item: ItemId, note: string): Promise<void> {
  await change(item, () => ({ note }));
}

export function chooseReviewOrder(order: ReviewOrder): void {
  reviewStore.setState({ order });
}

export function dismissReviewFailure(): void {
  reviewStore.setState({ failure: null });
}

async function change(item: ItemId, edit: (review: QueryReview) => Partial<QueryReview>): Promise<void> {
  const { dataset, reviews } = reviewStore.getState();
  if (dataset === null) throw new Error("openReviews must be called before anything is reviewed");
  const before = reviews.get(item) ?? { schema: 1, item, note: "", isChosen: false };
  const review: QueryReview = { ...before, ...edit(before) };
  reviewStore.setState({ reviews: new Map(reviews).set(item, review) });
  const isEmpty = review.note === "" && !review.isChosen;
  await reporting(() => services().browserStore.keepReview(dataset, item, isEmpty ? null : review));
}

async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
    reviewStore.setState({ failure: null });
  } catch (error) {
    if (!isStudioError(error)) throw error;
    reviewStore.setState({ failure: shownFailure(error) });
  }
}
