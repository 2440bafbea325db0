"""Resizing as other systems do it: recipes name these, since each feeds its network slightly other pixels.

Pillow antialiases when it shrinks, OpenCV's linear filter does not, and a tensor resize may do either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as transforms

from trainer.manifest import Filter
from trainer.pictures import Pixels
from trainer.preprocessing import FILTERS

Fill = int | tuple[int, int, int]
TensorFilter = Literal["bilinear", "bicubic"]

CAFFE_MEAN_BGR = (103.939003, 116.778999, 123.68)
"""Mean of ImageNet in Caffe's order and range, as deep-retrieval subtracts it."""


def letterbox_opencv(pixels: Pixels, side: int, fill: Fill) -> Pixels:
    """DIGIX's RescalePad: longer side to `side` with OpenCV's linear filter, centered on a fill.

    The other side is truncated, and the odd pixel of the border goes right and below.

    Args:
        pixels: [H, W, 3] uint8.
        side: of the square, in pixels.
        fill: one gray level or a color.

    Returns:
        [side, side, 3] uint8.
    """
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    new_height, new_width = (
        side if length == max(height, width) else int(length * scale) for length in (height, width)
    )
    square = np.empty((side, side, pixels.shape[2]), np.uint8)
    square[:] = fill
    top, left = (side - new_height) // 2, (side - new_width) // 2
    square[top : top + new_height, left : left + new_width] = cv2.resize(pixels, (new_width, new_height))
    return square


def letterbox_pillow(pixels: Pixels, side: int, filter_name: Filter, fill: tuple[int, int, int]) -> Pixels:
    """Pillow's `ImageOps.pad`: other side and border rounded half to even.

    Args:
        pixels: [H, W, 3] uint8.
        side: of the square, in pixels.
        filter_name: a filter of the manifest.
        fill: color of the border.

    Returns:
        [side, side, 3] uint8.
    """
    padded = ImageOps.pad(Image.fromarray(pixels), (side, side), FILTERS[filter_name], fill)
    return np.asarray(padded)


def longer_side_bgr(pixels: Pixels, side: int) -> Pixels:
    """deep-retrieval's input before the mean: longer side to `side` by OpenCV, sizes rounded half to even.

    Args:
        pixels: [H, W, 3] uint8 RGB.
        side: new longer side, in pixels.

    Returns:
        [h, w, 3] uint8 BGR, not padded.
    """
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    new_height, new_width = (round(length * scale) for length in (height, width))
    return np.asarray(cv2.resize(pixels[:, :, ::-1].copy(), (new_width, new_height)), np.uint8)


def subtract_caffe_mean(pixels_bgr: Pixels, mean: Sequence[float] = CAFFE_MEAN_BGR) -> NDArray[np.float32]:
    """0..255 BGR minus the mean: [h, w, 3] uint8 to [1, 3, h, w] float32."""
    return (pixels_bgr.astype(np.float32) - np.asarray(mean, np.float32)).transpose(2, 0, 1)[None]


def resize_tensor(pixels: Pixels, size: tuple[int, int], filter_name: TensorFilter, is_antialiased: bool) -> Tensor:
    """Torchvision's resize of a float tensor in [0, 1]; bicubic may leave that range.

    Bicubic takes a = -0.75 without antialiasing and a = -0.5 with it.

    Args:
        pixels: [H, W, C] uint8.
        size: new height and width in pixels.
        filter_name: bilinear or bicubic.
        is_antialiased: whether shrinking averages.

    Returns:
        [C, height, width] float32.
    """
    tensor = torch.from_numpy(pixels.transpose(2, 0, 1).copy()).float() / 255
    mode = InterpolationMode.BILINEAR if filter_name == "bilinear" else InterpolationMode.BICUBIC
    return transforms.resize(tensor, list(size), mode, antialias=is_antialiased)


def normalize_to_unit(pixels: Pixels, mean: Sequence[float], std: Sequence[float]) -> NDArray[np.float32]:
    """(x / 255 - mean) / std, as torchvision has it: [H, W, C] uint8 to [C, H, W] float32."""
    planes = pixels.transpose(2, 0, 1).astype(np.float32) / np.float32(255)
    return ((planes - _planes(mean)) / _planes(std)).astype(np.float32, copy=False)


def normalize_to_bytes(pixels: Pixels, mean: Sequence[float], std: Sequence[float]) -> NDArray[np.float32]:
    """(x - 255 mean) / (255 std), as fast-reid has it; equal to `normalize_to_unit` but for rounding."""
    planes = pixels.transpose(2, 0, 1).astype(np.float32)
    shifted = planes - _planes([255 * value for value in mean])
    return (shifted / _planes([255 * value for value in std])).astype(np.float32, copy=False)


def _planes(values: Sequence[float]) -> NDArray[np.float32]:
    return np.asarray(values, np.float32)[:, None, None]
