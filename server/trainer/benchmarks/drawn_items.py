"""Small data sets for tests and benchmarks of training: each identity a few shaky drawings of a shape of its own."""

from pathlib import Path

import cv2
import numpy as np

from trainer.recipe.reading import load_recipe
from trainer.recipe.recipe import Recipe

SIDE = 40
HEADER = "path,label,split,is_query,is_gallery\n"

# A tiny network by the names of a recipe: what is tested is the training, not the network.
TINY = (
    "network.backbone.weights=none",
    "input.height=32",
    "input.width=32",
    "batch.size=8",
    "length.epochs=2",
    "network.neck.dimension=16",
    "averaging=0.9",
)


def draw_items(folder: Path, identities: int = 6, pictures: int = 4, validation: int = 2) -> Path:
    """Writes pictures and `items.csv`; the last identities are those of the split `val`."""
    rows: list[str] = []
    for identity in range(identities):
        corners = np.random.default_rng([5, identity]).integers(4, SIDE - 4, (5, 2))
        for picture in range(pictures):
            shaken = corners + np.random.default_rng([6, identity, picture]).integers(-1, 2, corners.shape)
            page = np.full((SIDE, SIDE), 255, np.uint8)
            cv2.polylines(page, [shaken.reshape(-1, 1, 2).astype(np.int32)], True, 0, 1, cv2.LINE_AA)
            name = f"{identity}-{picture}.png"
            cv2.imwrite(str(folder / name), page)
            split = "val" if identity >= identities - validation else "train"
            rows.append(f"{name},shape {identity},{split},1,1")
    table = folder / "items.csv"
    table.write_text(HEADER + "\n".join(rows) + "\n")
    return table


def tiny_recipe(*overrides: str) -> Recipe:
    """`drawings-pictures`, small enough for seconds on a CPU."""
    return load_recipe("drawings-pictures", [*TINY, *overrides])
