"""From decoded pixels to the network's input, by the rules of a manifest. The page does the same in TypeScript.

Order: transparency on white, crop to the ink, gray, resize in 8 bits with Pillow, three channels, normalize.
Both sides are held together by `src/contracts/golden/preprocess.json`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trainer.errors import CheckpointError
from trainer.manifest import Filter, InputRules
from trainer.pictures import Pixels, on_white, to_color, to_gray

Box = tuple[int, int, int, int]
"""left, top, right, bottom in pixels; right and bottom lie outside."""

INK_THRESHOLD = 200
"""A gray level up to this counts as ink: thin antialiased lines do, paper of a scan does not."""

FILTERS: dict[Filter, Image.Resampling] = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "hamming": Image.Resampling.HAMMING,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


def preprocess(pixels: Pixels, rules: InputRules) -> NDArray[np.float32]:
    """One picture as the network's input.

    Args:
        pixels: [H, W, 1, 3 or 4] uint8, as `open_picture` returns them.
        rules: the manifest's input rules.

    Returns:
        [3, rules.height, rules.width] float32, normalized.

    Raises:
        CheckpointError: the rules ask for stroke normalization, which this version does not have.
    """
    if rules.ink is not None:
        raise CheckpointError(
            f"The checkpoint asks for stroke normalization by {rules.ink.method!r}; this version knows none.",
            "Use a newer version of Retrieval Studio.",
        )
    return normalize(resize_by_rule(crop_by_rule(pixels, rules), rules), rules)


def crop_by_rule(pixels: Pixels, rules: InputRules) -> Pixels:
    """The part of the picture that counts, in the checkpoint's channels: [h, w, 1 or 3] uint8."""
    channels = to_color(pixels, rules.color)
    if rules.crop.kind == "none":
        return channels
    left, top, right, bottom = ink_box(to_gray(on_white(pixels)), rules.crop.margin)
    return channels[top:bottom, left:right]


def ink_box(gray: Pixels, margin: float) -> Box:
    """The bounding box of the ink, widened by a margin and clipped to the picture.

    Args:
        gray: [H, W] uint8.
        margin: fraction of the box's longer side, added on every side and rounded half up to pixels.

    Returns:
        The box; the whole picture where there is no ink.
    """
    height, width = gray.shape
    ink = gray <= INK_THRESHOLD
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return 0, 0, width, height
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    border = math.floor(margin * max(right - left, bottom - top) + 0.5)
    return max(0, left - border), max(0, top - border), min(width, right + border), min(height, bottom + border)


def resize_by_rule(pixels: Pixels, rules: InputRules) -> Pixels:
    """Resizes 8-bit pixels to the input's size by letterbox, squash or shorter-side.

    Args:
        pixels: [h, w, C] uint8.
        rules: the manifest's input rules.

    Returns:
        [rules.height, rules.width, C] uint8.
    """
    height, width = pixels.shape[:2]
    if rules.resize == "squash":
        return resize(pixels, rules.width, rules.height, rules.filter)
    side = rules.height
    if rules.resize == "letterbox":
        longer = max(height, width)  # integers throughout, so that no rounding of a quotient can tip a size
        new_width, new_height = (max(1, (2 * length * side + longer) // (2 * longer)) for length in (width, height))
        canvas = np.full((side, side, pixels.shape[2]), rules.fill, np.uint8)
        left, top = (side - new_width) // 2, (side - new_height) // 2
        canvas[top : top + new_height, left : left + new_width] = resize(pixels, new_width, new_height, rules.filter)
        return canvas
    return center_crop(resize_shorter_side(pixels, side, rules.filter), side)


def resize_shorter_side(pixels: Pixels, side: int, filter_name: Filter) -> Pixels:
    """Torchvision's integer size: shorter side to `side`, the other one truncated.

    Args:
        pixels: [H, W, C] uint8.
        side: new shorter side, in pixels.
        filter_name: a filter of the manifest.

    Returns:
        [h, w, C] uint8.
    """
    height, width = pixels.shape[:2]
    longer = side * max(height, width) // min(height, width)
    new_width, new_height = (side, longer) if width <= height else (longer, side)
    return resize(pixels, new_width, new_height, filter_name)


def center_crop(pixels: Pixels, side: int) -> Pixels:
    """Torchvision's center crop, its offset rounded half to even.

    Args:
        pixels: [H, W, C] uint8, both sides at least `side`.
        side: of the square, in pixels.

    Returns:
        [side, side, C] uint8.
    """
    height, width = pixels.shape[:2]
    top, left = round((height - side) / 2), round((width - side) / 2)
    return pixels[top : top + side, left : left + side]


def resize(pixels: Pixels, width: int, height: int, filter_name: Filter) -> Pixels:
    """Pillow's resize: antialiased when shrinking, two passes, width first, rounded to 8 bits in between.

    Args:
        pixels: [h, w, 1, 3 or 4] uint8; with 4 channels the last one is alpha and colors are weighted by it.
        width: new width in pixels.
        height: new height in pixels.
        filter_name: a filter of the manifest.

    Returns:
        [height, width, C] uint8.
    """
    if pixels.shape[:2] == (height, width):
        return pixels
    is_gray = pixels.shape[2] == 1
    image = Image.fromarray(pixels[:, :, 0] if is_gray else pixels)
    resized = np.asarray(_resize_image(image, width, height, FILTERS[filter_name]))
    return resized[:, :, None] if is_gray else resized


def _resize_image(image: Image.Image, width: int, height: int, resampling: Image.Resampling) -> Image.Image:
    if resampling == Image.Resampling.NEAREST:
        return image.resize((width, height), resampling)
    # Width first, by itself: Pillow 13 picks the order of the passes by the sizes, and the order shows in the levels.
    colors = image.convert("RGBa") if image.mode == "RGBA" else image
    widened = colors.resize((width, image.height), resampling)
    return widened.resize((width, height), resampling).convert(image.mode)


def normalize(pixels: Pixels, rules: InputRules) -> NDArray[np.float32]:
    """(x / 255 - mean) / std in float32, channels first; gray is repeated to three channels.

    Args:
        pixels: [H, W, 1 or 3] uint8.
        rules: the manifest's input rules, of which mean and std are read.

    Returns:
        [3, H, W] float32.
    """
    planes = np.moveaxis(pixels, 2, 0).astype(np.float32) / np.float32(255)
    mean = np.asarray(rules.mean, np.float32)[:, None, None]
    std = np.asarray(rules.std, np.float32)[:, None, None]
    return ((planes - mean) / std).astype(np.float32, copy=False)
