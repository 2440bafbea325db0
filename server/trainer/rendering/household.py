"""How the household objects are divided: by object, with a fixed seed, near twins together."""

import random
from collections.abc import Mapping, Sequence

import numpy as np

from trainer.rendering.figures import Picture

SEED = 7
TRAINING_SHARE = 0.6
QUERY_COUNT = 40

# A picture can be asked for by itself if its figure is at least this wide and high, as part of the picture, ...
_LEAST_EXTENT = 0.2
# ... and shows at least this share of ink inside its box; an empty box shows about 0.02.
_LEAST_INK = 0.04
# Nobody asks with a picture of the underside.
_NEVER_HELD_BACK = {"bottom"}


def split_groups(groups: Sequence[Sequence[int]], seed: int = SEED, share: float = TRAINING_SHARE) -> set[int]:
    """Choose whole groups until the training side has its share of the objects.

    Args:
        groups: of rows; each row in exactly one.
        seed: decides the order in which groups are taken.
        share: of all rows, in [0, 1].

    Returns:
        The rows for training; a group that would go more than one object over the share is passed over.
    """
    total = sum(len(group) for group in groups)
    target = round(total * share)
    order = list(groups)
    random.Random(seed).shuffle(order)
    chosen: set[int] = set()
    for group in order:
        if len(chosen) + len(group) <= target:
            chosen.update(group)
    return chosen


def choose_queries(
    pictures: Mapping[str, Mapping[str, Picture]], seed: int = SEED, count: int = QUERY_COUNT
) -> dict[str, str]:
    """Choose objects and, of each, the view to hold back.

    Only views that show something are held back: a figure of some extent with lines inside, and no other picture of
    the gallery that equals it, as it is or mirrored.

    Args:
        pictures: by object and view.
        seed: decides objects and views.
        count: how many; fewer if fewer objects have such a view.

    Returns:
        {object: view}, in the order of the objects.
    """
    seen: dict[bytes, int] = {}
    for views in pictures.values():
        for picture in views.values():
            for version in {picture.tobytes(), picture[:, ::-1].tobytes()}:
                seen[version] = seen.get(version, 0) + 1
    candidates = {
        name: [
            view
            for view, picture in views.items()
            if view not in _NEVER_HELD_BACK and seen[picture.tobytes()] == 1 and shows_something(picture)
        ]
        for name, views in pictures.items()
    }
    generator = random.Random(seed)
    able = [name for name, views in candidates.items() if views]
    chosen = sorted(generator.sample(able, min(count, len(able))))
    return {name: generator.choice(candidates[name]) for name in chosen}


def shows_something(picture: Picture) -> bool:
    """Whether a picture's figure is neither a thin strip nor an empty box."""
    ink = picture < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return False
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    is_large = min(height, width) >= _LEAST_EXTENT * max(picture.shape)
    return is_large and float(ink.sum()) >= _LEAST_INK * height * width
