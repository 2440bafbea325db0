"""Which stages of a network are frozen at a step."""

from __future__ import annotations

from collections.abc import Callable

from trainer.errors import RecipeError
from trainer.models.retrieval_model import RetrievalModel
from trainer.recipe.recipe import Recipe

_HEADS = ("pooling", "neck")


def frozen_stages(recipe: Recipe, model: RetrievalModel, steps_per_epoch: int) -> Callable[[int], frozenset[str]]:
    """Step to the names of frozen stages; `trunk` stands for all but pooling and neck, `blocks4` for its every block.

    Raises:
        RecipeError: the network has no stage of a name.
    """
    names = [stage.name for stage in model.stages]
    ends: list[tuple[int | None, frozenset[str]]] = []
    for freeze in recipe.freezing:
        stages: set[str] = set()
        for name in freeze.stages:
            found = {each for each in names if _is_named(each, name)}
            if not found:
                raise RecipeError(f"freezing: the network has no stage {name!r}.", f"It has {', '.join(names)}.")
            stages |= found
        end = freeze.until_iteration or freeze.until_epoch * steps_per_epoch
        ends.append((end or None, frozenset(stages)))

    def frozen(step: int) -> frozenset[str]:
        return frozenset(name for end, stages in ends if end is None or step < end for name in stages)

    return frozen


def _is_named(stage: str, name: str) -> bool:
    return stage not in _HEADS if name == "trunk" else stage == name or stage.startswith(f"{name}.")
