"""Which items are trained on, which are held out to measure with, and which serve as negatives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import ItemTableError
from trainer.item_table import Item
from trainer.recipe.recipe import Recipe
from trainer.recipe.sampling import DrawnSheets
from trainer.sheets import sheet_of

_NAMED = 5


@dataclass(frozen=True)
class TrainingItems:
    """A data set as a training takes it.

    Attributes:
        folder: that paths are relative to.
        rows: [N] items that are trained on, then those of the reference set.
        labels: [N] classes in [0, C) of the former, -1 of the latter.
        names: of the C classes.
        validation: items to measure with, queries and gallery by their flags.
        missing: paths of items whose file is not there.
    """

    folder: Path
    rows: tuple[Item, ...]
    labels: tuple[int, ...]
    names: tuple[str, ...]
    validation: tuple[Item, ...]
    missing: tuple[str, ...]

    @property
    def trained(self) -> int:
        """How many items are trained on."""
        return sum(label >= 0 for label in self.labels)

    @property
    def references(self) -> list[int]:
        """Rows of the reference set."""
        return [row for row, label in enumerate(self.labels) if label < 0]


def choose_items(folder: Path, items: Sequence[Item], recipe: Recipe) -> TrainingItems:
    """Splits an item table.

    Items of the split `train` are trained on, or all of a table that has no such split. Items of the split `reference`
    are negatives. Those of the split `val` are measured with; without any, a part of the identities with two pictures
    or more is held out. A recipe that makes sheets of lines is only measured on them.

    Raises:
        ItemTableError: no items, one identity only, or fewer than a batch needs.
    """
    if isinstance(recipe.sampler, DrawnSheets):
        return TrainingItems(folder, (), (), (), tuple(item for item in items if item.split == "val"), ())
    there = [item for item in items if (folder / sheet_of(item.path).path).is_file()]
    missing = tuple(item.path for item in items if not (folder / sheet_of(item.path).path).is_file())
    references = [item for item in there if item.split == "reference"]
    validation = [item for item in there if item.split == "val"]
    is_named = any(item.split == "train" for item in there)
    trained = [item for item in there if item.split == "train" or (not is_named and item.split != "reference")]
    if not validation:
        trained, validation = _hold_out(trained, recipe)
    elif not is_named:
        trained = [item for item in trained if item.split != "val"]
    names = tuple(dict.fromkeys(item.identity for item in trained))
    _check(len(items), missing, (len(trained), len(names)), recipe)
    label_of = {name: label for label, name in enumerate(names)}
    labels = [*(label_of[item.identity] for item in trained), *(-1 for _ in references)]
    return TrainingItems(folder, (*trained, *references), tuple(labels), names, tuple(validation), missing)


def _hold_out(items: Sequence[Item], recipe: Recipe) -> tuple[list[Item], list[Item]]:
    """Part of the identities that have two pictures or more, chosen by the recipe's seed."""
    counts = Counter(item.identity for item in items)
    several = sorted(name for name, count in counts.items() if count >= 2)
    wanted = round(len(counts) * recipe.validation.part)
    # Few identities are needed to train with; of four or more one can be spared.
    wanted = max(wanted, 1 if len(counts) >= 4 and recipe.validation.part > 0 else 0)
    held = set(random.Random(recipe.seed).sample(several, min(wanted, len(several))))
    kept = [item for item in items if item.identity not in held]
    return kept, [item for item in items if item.identity in held]


def _check(given: int, missing: tuple[str, ...], found: tuple[int, int], recipe: Recipe) -> None:
    items, identities = found
    if items == 0:
        named = f"; {len(missing)} of {given} pictures are not there, {', '.join(missing[:_NAMED])} among them"
        raise ItemTableError(
            f"Expected items to train on, found none{named if missing else ''}.",
            "Check the table's paths: they are relative to its folder.",
        )
    if identities < 2:
        raise ItemTableError(
            f"Expected at least two identities to train on, found {identities} with {items} pictures.",
            "A training learns to tell identities apart: add pictures of others, or correct the column `label`.",
        )
    needed = identities_needed(recipe)
    if identities < needed:
        pictures = recipe.batch.size // needed
        raise ItemTableError(
            f"A batch of {recipe.batch.size} pictures needs {needed} identities, found {identities}.",
            f"Set batch.size to {identities * pictures} or less, or add identities.",
        )


def identities_needed(recipe: Recipe) -> int:
    """Identities in a batch; 1 where the sampler does not look at them."""
    sampler = recipe.sampler
    pictures = getattr(sampler, "pictures", None)
    if pictures is None or isinstance(sampler, DrawnSheets):
        return 1
    return (recipe.batch.size - getattr(sampler, "negatives", 0)) // int(pictures)
