"""R-MAC's grids where rounding decides."""

from __future__ import annotations

from trainer.layers.regions import tolias_regions


def test_the_number_of_regions_follows_each_programs_own_rounding() -> None:
    across = {
        single: [region.left for region in tolias_regions(11, 47, 1, in_single_precision=single)]
        for single in (True, False)
    }
    assert across == {True: [0, 6, 12, 18, 24, 30, 36], False: [0, 7, 14, 21, 28, 36]}


def test_regions_touch_both_ends_of_the_longer_side() -> None:
    lefts = [region.left + region.width for region in tolias_regions(5, 9, 1)]
    assert lefts == [5, 9]
