import numpy as np
import pytest

from trainer.errors import MeasurementError
from trainer.evaluation import leave_one_out, query_gallery_metrics
from trainer.item_table import Item
from trainer.metrics import retrieval_metrics
from trainer.vectors import unit_rows


def test_average_precision_of_a_hand_made_ranking() -> None:
    # relevant at ranks 1 and 3: (1/1 + 2/3) / 2
    scores = np.array([[0.9, 0.8, 0.7, 0.1]], np.float32)
    relevant = np.array([[True, False, True, False]])
    found = retrieval_metrics(scores, relevant, np.ones_like(relevant), ["a"])
    assert found.values["mAP"] == pytest.approx(5 / 6)
    assert found.values["rank-1"] == 1


def test_ties_rank_the_lower_row_first() -> None:
    scores = np.zeros((1, 3), np.float32)
    relevant = np.array([[False, True, False]])
    assert retrieval_metrics(scores, relevant, np.ones_like(relevant), ["a"]).values["mAP"] == pytest.approx(0.5)


def test_an_identity_with_many_queries_counts_once_per_identity() -> None:
    scores = np.array([[1, 0], [1, 0], [1, 0]], np.float32)
    relevant = np.array([[True, False], [True, False], [False, True]])
    values = retrieval_metrics(scores, relevant, np.ones_like(relevant), ["a", "a", "b"]).values
    assert values["rank-1"] == pytest.approx(2 / 3)
    assert values["rank-1 per identity"] == pytest.approx(1 / 2)


@pytest.mark.parametrize("seed", range(5))
def test_metrics_agree_with_a_twin_in_plain_loops(seed: int) -> None:
    random = np.random.default_rng(seed)
    names = [f"i{number}" for number in random.integers(0, 6, 30)]
    vectors = unit_rows(random.standard_normal((30, 8)).astype(np.float32))
    precisions: list[float] = []
    for query, name in enumerate(names):
        others = [row for row in range(30) if row != query]
        others.sort(key=lambda row, query=query: (-float(vectors[query] @ vectors[row]), row))
        hits, total = 0, 0.0
        for rank, row in enumerate(others, 1):
            if names[row] == name:
                hits += 1
                total += hits / rank
        if hits:
            precisions.append(total / hits)
    found = leave_one_out(vectors, names)
    assert found.values["mAP"] == pytest.approx(np.mean(precisions), abs=1e-9)
    assert found.queries == len(precisions)


def item(name: str, identity: str, *, query: bool, gallery: bool) -> Item:
    return Item(name, identity, "test", query, gallery, None)


def test_a_row_that_is_query_and_gallery_never_finds_itself() -> None:
    items = [item("a", "x", query=True, gallery=True), item("b", "y", query=False, gallery=True)]
    items.append(item("c", "x", query=False, gallery=True))
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1]], np.float32)
    assert query_gallery_metrics(items, vectors).values["mAP"] == pytest.approx(0.5)


def test_queries_without_a_match_are_counted_and_left_out() -> None:
    items = [item("a", "x", query=True, gallery=False), item("b", "lonely", query=True, gallery=False)]
    items.append(item("c", "x", query=False, gallery=True))
    found = query_gallery_metrics(items, np.eye(3, dtype=np.float32))
    assert (found.queries, found.skipped) == (1, 1)


def test_a_table_without_queries_is_named() -> None:
    with pytest.raises(MeasurementError, match="0 queries and 1 gallery rows"):
        query_gallery_metrics([item("a", "x", query=False, gallery=True)], np.eye(1, dtype=np.float32))
