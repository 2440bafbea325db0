"""Views of a picture, and the vector that they come to. The page does the same in TypeScript.

Both sides are held together by `src/contracts/golden/views.json`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainer.denoising import denoise
from trainer.errors import CheckpointError
from trainer.manifest import EmbeddingViews, InputRules, Manifest
from trainer.pictures import Pixels, to_color
from trainer.preprocessing import preprocess
from trainer.sessions import Session
from trainer.vectors import unit_rows

Images = NDArray[np.float32]
Matrix = NDArray[np.float64]

GEM_POWER = 3.0
GEM_FLOOR = 1e-6


def view_count(views: EmbeddingViews) -> int:
    """How many runs of the network a picture takes."""
    return len(views.scales) * (1 + len(views.flips) + len(views.rotations))


def scaled_rules(rules: InputRules, scale: float) -> InputRules:
    """Input rules at a multiple of the size, each side rounded half up to whole pixels."""
    height, width = (math.floor(side * scale + 0.5) for side in (rules.height, rules.width))
    return rules.model_copy(update={"height": height, "width": width})


def upright_views(pixels: Pixels, rules: InputRules, views: EmbeddingViews) -> list[Images]:
    """The upright view at every size: the picture is denoised as it is, then preprocessed for each.

    Args:
        pixels: [H, W, 1, 3 or 4] uint8.
        rules: the manifest's.
        views: the manifest's.

    Returns:
        One [3, h, w] float32 for each of `views.scales`.
    """
    if views.denoise != "none":
        pixels = denoise(to_color(pixels, rules.color), views.denoise)
    return [preprocess(pixels, scaled_rules(rules, scale)) for scale in views.scales]


def orientations(images: Images, views: EmbeddingViews) -> list[Images]:
    """Upright, then flipped, then turned clockwise: exact permutations of the network's input.

    Args:
        images: [B, 3, h, w].
        views: of which flips and rotations are read.

    Returns:
        Each [B, 3, h, w]; [B, 3, w, h] where it is turned by 90 or 270 degrees.
    """
    flipped = [images[:, :, :, ::-1] if flip == "horizontal" else images[:, :, ::-1] for flip in views.flips]
    turned = [np.rot90(images, -angle // 90, axes=(2, 3)) for angle in views.rotations]
    return [np.ascontiguousarray(view) for view in (images, *flipped, *turned)]


def pool_views(embeddings: Sequence[Matrix], views: EmbeddingViews) -> Matrix:
    """One embedding a picture, not of unit length: the sum of its views' unit vectors, or their power mean.

    DIGIX's second place sums what comes out of its batch norm, where a view of a longer vector counts more.

    Args:
        embeddings: of each view, [B, D] float64.
        views: of which the pool is read.

    Returns:
        [B, D] float64; a single view's embedding as it is.

    Reference:
        Gordo et al., arXiv 1610.07940, section 5; `pool` of naver/deep-image-retrieval.
    """
    if len(embeddings) == 1:
        return embeddings[0]
    units = [unit_rows(embedding) for embedding in embeddings]
    if views.pool == "sum":
        return np.sum(units, axis=0)
    return _signed_power(np.mean([_signed_power(unit, GEM_POWER) for unit in units], axis=0), 1 / GEM_POWER)


def _signed_power(values: Matrix, power: float) -> Matrix:
    return np.sign(values) * np.maximum(np.abs(values), GEM_FLOOR) ** power


def check_view_sizes(session: Session, manifest: Manifest) -> None:
    """Refuses views whose size the network does not take.

    Raises:
        CheckpointError: names both sizes.
    """
    shape = session.get_inputs()[0].shape
    for scale in manifest.views.scales:
        rules = scaled_rules(manifest.input, scale)
        sizes = {(rules.height, rules.width)}
        if set(manifest.views.rotations) & {90, 270}:
            sizes.add((rules.width, rules.height))
        for size in sizes:
            if all(fixed == side or not isinstance(fixed, int) for fixed, side in zip(shape[2:], size, strict=True)):
                continue
            raise CheckpointError(
                f"model.onnx: expected a network that takes pictures of {size[0]} x {size[1]}, for views at "
                f"{scale:g} times {manifest.input.height} x {manifest.input.width}; found one for {shape[2]} x "
                f"{shape[3]} alone.",
                "Take views of the network's own size, or export it with free sizes.",
            )
