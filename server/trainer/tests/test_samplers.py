from collections import Counter
from collections.abc import Iterable
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.samplers.batch_order import BatchOrder, Draw
from trainer.samplers.identity_order import IdentityDraw, IdentityOrder
from trainer.samplers.long_tail_order import LongTailOrder
from trainer.samplers.mined_tuples import MinedTuples, hardest_triplets, hardest_tuple
from trainer.samplers.random_order import AspectOrder, RandomOrder

SIZES = [6, 4, 1, 9, 3, 5, 2, 8]
LABELS = [label for label, size in enumerate(SIZES) for _ in range(size)]
RAW = np.random.default_rng(5).normal(size=(len(LABELS), 6)).astype(np.float32)
VECTORS = RAW / np.linalg.norm(RAW, axis=1, keepdims=True)
CLASSES = np.array(LABELS, np.int64)


def embed(rows: object) -> NDArray[np.float32]:
    return VECTORS[np.array(rows)]


def rows_of(batches: list[list[Draw]]) -> list[int]:
    return [draw.row for batch in batches for draw in batch]


ORDERS: dict[str, BatchOrder] = {
    "balanced": IdentityOrder(LABELS, 4, 4, "balanced", 3),
    "naive": IdentityOrder(LABELS, 4, 4, "naive", 3),
    "once": IdentityOrder(LABELS, 4, 4, "once", 3),
    "random": RandomOrder(LABELS, 8, 2, 3),
    "aspect": AspectOrder(LABELS, [float(row % 5) for row in range(len(LABELS))], 4, 3, 3),
    "long tail": LongTailOrder(LABELS, 4, 2, 1, 3, 3),
}


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_an_epoch_is_the_same_whenever_it_is_asked_for_and_another_each_time(name: str) -> None:
    order = ORDERS[name]
    late = order.batches(7)
    assert order.batches(8) != late
    assert order.batches(7) == late


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_classes_are_those_of_the_items(name: str) -> None:
    assert all(draw.label == LABELS[draw.row] for batch in ORDERS[name].batches(0) for draw in batch)


def test_another_seed_is_another_order() -> None:
    assert RandomOrder(LABELS, 8, seed=1).batches(0) != RandomOrder(LABELS, 8, seed=2).batches(0)


def test_a_balanced_round_shows_every_identity_before_one_comes_again() -> None:
    blocks = IdentityOrder(LABELS, 4, 4).balanced_round(np.random.default_rng(0))
    assert sorted(LABELS[block[0]] for block in blocks) == list(range(len(SIZES)))
    for block in blocks:
        size = SIZES[LABELS[block[0]]]
        # Without repetition wherever the others suffice.
        assert len(set(block)) == 4 if size > 4 else len(block) == 4


def test_a_naive_round_uses_pictures_up_before_one_comes_again() -> None:
    blocks = IdentityOrder(LABELS, 3, 2, "naive").naive_round(np.random.default_rng(0))
    counts = Counter(row for block in blocks for row in block if SIZES[LABELS[row]] >= 2)
    assert max(counts.values()) == 1
    assert len(blocks) % 3 == 0


def test_an_identity_of_one_picture_gives_way_where_each_is_drawn_once() -> None:
    blocks = IdentityOrder(LABELS, 4, 4, "once").once_round(np.random.default_rng(0))
    assert len(blocks) == len(SIZES)
    assert 2 not in {LABELS[row] for block in blocks for row in block}


@pytest.mark.parametrize("draw", ["balanced", "naive", "once"])
def test_fewer_identities_than_a_batch_needs_fill_none(draw: IdentityDraw) -> None:
    assert IdentityOrder([0, 0, 1, 1], 3, 2, draw).batches(0) == []


def test_identities_of_one_picture_alone_are_still_drawn() -> None:
    for draw in ("balanced", "naive", "once"):
        batches = IdentityOrder([0, 1, 2], 2, 2, draw).batches(0)
        assert batches
        assert all(len(batch) == 4 for batch in batches)


def test_negatives_are_identities_of_their_own_and_stand_last() -> None:
    references = [100, 101, 102, 103]
    for batch in IdentityOrder(LABELS, 1, 2, "naive", references=references, negatives=3).batches(0):
        assert [draw.label >= 0 for draw in batch] == [True, True, False, False, False]
        assert len({draw.label for draw in batch[2:]}) == 3
        assert all(draw.label == -1 - draw.row for draw in batch[2:])


def test_every_item_is_drawn_once_an_epoch_in_all_its_views() -> None:
    batches = RandomOrder(LABELS, 4, 2, is_item_label=True).batches(0)
    assert Counter(rows_of(batches)) == dict.fromkeys(range(len(LABELS)), 2)
    assert all(
        (draw.view, draw.label) == (place % 2, draw.row) for batch in batches for place, draw in enumerate(batch)
    )


def test_each_item_brings_its_negatives() -> None:
    batch = RandomOrder(LABELS, 4, 2, references=[90, 91, 92, 93, 94], negatives=2).batches(0)[0]
    assert len(batch) == 4 + 2 * 2


def test_a_batch_that_is_not_full_is_left_out() -> None:
    assert [len(batch) for batch in RandomOrder(LABELS, 16).batches(0)] == [16, 16]


SHAPES = [(400, 100), (290, 290), (200, 400)]


def test_items_come_in_the_shape_nearest_to_theirs() -> None:
    aspects = [0.1, 0.25, 0.62, 0.63, 1.0, 1.49, 1.51, 9.0]
    order = AspectOrder([0] * 8, aspects, 1, 5, shapes=SHAPES)
    found = {batch[0].row: order.size(batch) for batch in order.batches(0)}
    assert [found[row] for row in range(8)] == [SHAPES[place] for place in (0, 0, 0, 1, 1, 1, 2, 2)]


def test_a_batch_holds_one_shape_only() -> None:
    aspects = list(np.random.default_rng(1).uniform(0.1, 3, 60))
    order = AspectOrder([0] * 60, aspects, 4, 5, shapes=SHAPES)
    for batch in order.batches(2):
        assert len({order.size([draw]) for draw in batch}) == 1


def test_without_shapes_there_is_no_size_to_keep() -> None:
    order = AspectOrder([0] * 6, [1.0, 2.0, 3.0, 1.1, 2.1, 3.1], 2, 3)
    assert sorted(sorted(rows_of([batch])) for batch in order.batches(0)) == [[0, 3], [1, 4], [2, 5]]
    assert order.size(order.batches(0)[0]) is None


def test_the_head_of_a_long_tail_is_thinned_in_the_second_stage() -> None:
    labels = [0] * 90 + [1] * 5 + [2] * 5
    order = LongTailOrder(labels, 2, 2, second_epoch=3, most=4)
    assert len({draw.row for draw in _flat(order, range(3)) if draw.label == 0}) > 4
    one = {draw.row for draw in _flat(order, [3]) if draw.label == 0}
    assert len(one) <= 4
    assert {draw.row for draw in _flat(order, range(3, 40)) if draw.label == 0} > one


def _flat(order: LongTailOrder, epochs: Iterable[int]) -> list[Draw]:
    return [draw for epoch in epochs for batch in order.batches(epoch) for draw in batch]


def all_triplets(query: int) -> list[tuple[float, int, int]]:
    scores = VECTORS @ VECTORS[query]
    found = [
        (float(scores[negative] - scores[positive]), positive, negative)
        for positive, negative in product(range(len(LABELS)), repeat=2)
        if positive != query and LABELS[positive] == LABELS[query] != LABELS[negative]
    ]
    return sorted(found, reverse=True)


@pytest.mark.parametrize("query", [0, 13, 37])
def test_the_hardest_triplets_are_those_of_a_search_through_all(query: int) -> None:
    found = hardest_triplets(VECTORS, CLASSES, query, 7)
    assert [(entry.positive, entry.negative) for entry in found] == [entry[1:] for entry in all_triplets(query)[:7]]
    assert np.allclose([entry.excess for entry in found], [entry[0] for entry in all_triplets(query)[:7]])


def test_a_query_alone_has_no_triplet() -> None:
    alone = LABELS.index(2)
    assert hardest_triplets(VECTORS, CLASSES, alone, 5) == []
    assert hardest_tuple(VECTORS, CLASSES, alone, 1) is None


def test_negatives_of_a_tuple_are_of_different_identities() -> None:
    mined = hardest_tuple(VECTORS, CLASSES, 0, 4)
    assert mined is not None
    labels = [LABELS[place] for place in mined]
    assert labels[0] == labels[1]
    assert len(set(labels)) == 5
    scores = VECTORS @ VECTORS[0]
    best = max((place for place in range(len(LABELS)) if LABELS[place] != 0), key=lambda place: scores[place])
    assert mined[2] == best


def test_triplets_are_drawn_among_the_hardest_and_only_where_they_cost() -> None:
    mined = MinedTuples(LABELS, 3, 1, len(LABELS), 0, embed, among=5, margin=-0.6)
    batches = mined.batches(0)
    assert batches
    for query, positive, negative in ([draw.row for draw in batch] for batch in batches):
        hardest = [entry[1:] for entry in all_triplets(query)[:5] if -0.6 + 2 * entry[0] > 0]
        assert (positive, negative) in hardest
    queries = {batch[0].row for batch in batches}
    assert queries == {
        query for query in range(len(LABELS)) if any(-0.6 + 2 * entry[0] > 0 for entry in all_triplets(query)[:1])
    }


def test_an_epoch_is_mined_once() -> None:
    calls: list[int] = []

    def counted(rows: object) -> NDArray[np.float32]:
        calls.append(1)
        return embed(rows)

    mined = MinedTuples(LABELS, 6, 1, 20, 8, counted)
    first = mined.batches(0)
    assert mined.batches(0) is first
    assert mined.batches(1) != first
    assert len(calls) == 2
    assert all(len(batch) == 6 for batch in first)
    assert len(first) <= 4
