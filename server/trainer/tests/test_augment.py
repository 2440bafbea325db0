import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainer.augment.augmentation import Augmentation
from trainer.augment.build import build_augmentation
from trainer.augment.catalog import AUGMENTATIONS, describe
from trainer.augment.framing import PadCrop
from trainer.augment.random_erasing import RandomErasing
from trainer.errors import AugmentationError
from trainer.pictures import Pixels

CONTRACT = Path(__file__).parents[3] / "src" / "contracts" / "augmentations.json"


def drawing() -> Pixels:
    sheet = np.full((96, 80), 255, np.uint8)
    sheet[20:70, 15:17] = sheet[20:70, 60:62] = sheet[20:22, 15:62] = sheet[68:70, 15:62] = 0
    return sheet


PICTURES = {
    "one pixel": np.zeros((1, 1), np.uint8),
    "very wide": np.full((2, 1500, 3), 255, np.uint8),
    "white": np.full((40, 30), 255, np.uint8),
    "black": np.zeros((30, 40, 3), np.uint8),
    "noise": np.random.default_rng(1).integers(0, 256, (37, 53, 3)).astype(np.uint8),
    "drawing": drawing(),
}


@pytest.mark.parametrize("kind", AUGMENTATIONS, ids=lambda kind: kind.kind)
def test_any_picture_stays_a_picture_and_the_seed_decides(kind: type[Augmentation]) -> None:
    change = kind(probability=1.0)
    for picture in PICTURES.values():
        before = picture.copy()
        changed = change(picture, np.random.default_rng(7))
        assert changed.dtype == np.uint8
        assert changed.shape[2:] == picture.shape[2:]
        assert min(changed.shape) > 0
        np.testing.assert_array_equal(changed, change(picture, np.random.default_rng(7)))
        np.testing.assert_array_equal(picture, before)


@pytest.mark.parametrize("kind", AUGMENTATIONS, ids=lambda kind: kind.kind)
def test_at_probability_0_nothing_changes(kind: type[Augmentation]) -> None:
    picture = PICTURES["noise"]
    assert kind(probability=0.0)(picture, np.random.default_rng(7)) is picture


def test_the_contract_describes_what_the_trainer_does() -> None:
    assert json.loads(CONTRACT.read_text(encoding="utf-8")) == describe()


def test_steps_follow_one_another_with_the_recipes_options() -> None:
    change = build_augmentation([{"kind": "resize", "height": 9, "width": 7}, {"kind": "pad-crop", "padding": 2}])
    assert change(PICTURES["noise"], np.random.default_rng(0)).shape == (9, 7, 3)
    assert change.steps[1] == PadCrop(padding=2)


def test_a_misspelled_kind_or_option_is_answered_with_the_nearest() -> None:
    with pytest.raises(AugmentationError, match="no augmentation 'rezise'") as caught:
        build_augmentation([{"kind": "rezise"}])
    assert "'resize'" in caught.value.hint
    with pytest.raises(AugmentationError, match="no option 'hight'"):
        build_augmentation([{"kind": "resize", "hight": 3}])


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"kind": "resize", "height": "3"}, "resize: height must be a whole number; found '3'"),
        ({"kind": "resize", "height": 3.5}, "resize: height must be a whole number; found 3.5"),
        ({"kind": "resize", "filter": 3}, "resize: filter must be a name; found 3"),
        ({"kind": "jpeg", "probability": True}, "jpeg: probability must be a number; found True"),
        ({"kind": "jpeg", "quality": [10]}, r"jpeg: quality must be two numbers; found \(10,\)"),
        ({"kind": "jpeg", "quality": 10}, "jpeg: quality must be two numbers; found 10"),
    ],
)
def test_a_value_of_another_type_is_named(step: dict[str, Any], message: str) -> None:
    with pytest.raises(AugmentationError, match=message):
        build_augmentation([step])


def test_a_value_outside_its_range_is_named() -> None:
    with pytest.raises(AugmentationError, match=r"probability must lie in \[0, 1\]; found 2"):
        build_augmentation([{"kind": "resize", "probability": 2}])
    with pytest.raises(AugmentationError, match="must rise"):
        RandomErasing(area=(0.3, 0.1))


@pytest.mark.parametrize("form", ["reid", "torchvision"])
def test_the_erased_area_lies_in_its_range(form: str) -> None:
    white = np.full((100, 100), 255, np.uint8)
    change = RandomErasing(probability=1.0, form=form, area=(0.1, 0.2), fill="black")
    erased = [(change(white, np.random.default_rng(seed)) == 0).mean() for seed in range(50)]
    assert 0.09 < min(erased) < max(erased) < 0.21
