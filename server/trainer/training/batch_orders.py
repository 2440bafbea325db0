"""From a recipe's sampler to the order of its batches."""

from __future__ import annotations

from collections.abc import Callable

from trainer.errors import MeasurementError
from trainer.pictures import picture_size
from trainer.recipe import sampling as described
from trainer.recipe.recipe import Recipe
from trainer.samplers.batch_order import BatchOrder, Draw
from trainer.samplers.identity_order import IdentityOrder
from trainer.samplers.long_tail_order import LongTailOrder
from trainer.samplers.mined_tuples import Embed, MinedTuples
from trainer.samplers.random_order import AspectOrder, RandomOrder
from trainer.sheets import sheet_of
from trainer.training.resume_state import State
from trainer.training.training_items import TrainingItems, identities_needed


def build_order(recipe: Recipe, items: TrainingItems, embed: Embed) -> BatchOrder:
    """The batches of a recipe over a data set.

    Args:
        recipe: whose sampler takes pictures of items.
        items: that are trained on.
        embed: for tuples that are mined with the network.

    Raises:
        MeasurementError: the items fill no batch.
    """
    labels = list(items.labels[: items.trained])
    order = _build(recipe, items, labels, embed)
    if not isinstance(order, MinedTuples) and not order.batches(0):
        raise MeasurementError(
            f"{len(labels)} pictures of {len(items.names)} identities fill no batch of {recipe.batch.size}.",
            "Make batch.size smaller, or add pictures.",
        )
    return order


def _build(recipe: Recipe, items: TrainingItems, labels: list[int], embed: Embed) -> BatchOrder:
    sampler, batch, seed = recipe.sampler, recipe.batch.size, recipe.seed
    identities = identities_needed(recipe)
    if isinstance(sampler, described.IdentitySampler):
        return IdentityOrder(
            labels, identities, sampler.pictures, sampler.draw, seed, items.references, sampler.negatives
        )
    if isinstance(sampler, described.LongTailSampler):
        second = round(sampler.second_stage * _epochs(recipe, len(labels)))
        return LongTailOrder(labels, identities, sampler.pictures, second, sampler.most, seed)
    if isinstance(sampler, described.AspectSampler):
        shapes = [(shape.height, shape.width) for shape in sampler.shapes]
        return AspectOrder(labels, _aspects(items, len(labels)), batch, sampler.groups, seed, shapes)
    if isinstance(sampler, described.TupleSampler):
        negatives, pool, queries = sampler.negatives, sampler.pool, sampler.queries
        return MinedTuples(labels, batch, negatives, pool, queries, embed, seed, sampler.among, sampler.margin)
    assert isinstance(sampler, described.RandomSampler)
    is_item = recipe.labels == "item"
    return RandomOrder(labels, batch, sampler.views, seed, is_item, items.references, sampler.negatives)


def _epochs(recipe: Recipe, items: int) -> float:
    """How often all items are seen, also where the recipe counts steps."""
    pictures = recipe.length.iterations * recipe.batch.accumulate * recipe.batch.size
    return pictures / items if pictures else float(recipe.length.epochs)


def _aspects(items: TrainingItems, count: int) -> list[float]:
    sizes = [picture_size(items.folder / sheet_of(item.path).path) for item in items.rows[:count]]
    return [width / height for width, height in sizes]


class NumberedBatches:
    """Batches by their number over all epochs, each epoch as long as the first.

    Epochs of some samplers differ by a few batches: a longer one is cut, a shorter one begins again.

    Attributes:
        per_epoch: batches.
    """

    def __init__(self, order: BatchOrder) -> None:
        self._order = order
        self._epochs: dict[int, list[list[Draw]]] = {0: order.batches(0)}
        self.per_epoch = max(1, len(self._epochs[0]))

    def __getitem__(self, number: int) -> list[Draw]:
        """The batch with a number, from 0 on."""
        epoch, place = divmod(number, self.per_epoch)
        batches = self._batches(epoch)
        if not batches:
            raise MeasurementError(
                f"Epoch {epoch + 1} has no batch: no tuple could be mined.", "Add identities with two pictures or more."
            )
        return batches[place % len(batches)]

    def _batches(self, epoch: int) -> list[list[Draw]]:
        """Of an epoch; two are kept, as those who read ahead are in the next one already."""
        if epoch not in self._epochs:
            kept = list(self._epochs.items())[-1:]
            self._epochs = dict(kept) | {epoch: self._order.batches(epoch)}
        return self._epochs[epoch]

    def state(self) -> State:
        """Epochs at hand, where they were mined with weights that have changed since."""
        if not isinstance(self._order, MinedTuples):
            return {}
        return {"epochs": [[epoch, batches] for epoch, batches in self._epochs.items()]}

    def restore(self, state: State) -> None:
        """Goes on with the epochs of a state; without any, as if none had been mined."""
        if "epochs" in state:
            self._epochs = {
                epoch: [[Draw(*draw) for draw in batch] for batch in batches] for epoch, batches in state["epochs"]
            }

    def size(self, number: int) -> tuple[int, int] | None:
        """Height and width of a batch's pictures, where the order says them."""
        return self._order.size(self[number]) if isinstance(self._order, AspectOrder) else None


SizeOf = Callable[[int], tuple[int, int]]
"""Number of a batch to the height and width of its pictures."""
