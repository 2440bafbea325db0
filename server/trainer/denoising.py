"""Filters against noise, and a guess of which noise a picture has. The page does the same in TypeScript.

Both sides are held together by `src/contracts/golden/views.json`.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from trainer.pictures import Pixels, to_gray

Noise = Literal["clean", "impulse", "gaussian", "both"]
Denoise = Literal["none", "median", "bilateral", "by-type"]

MEDIAN_WINDOW = 5
COLOR_SIGMA = 100.0
SPACE_SIGMA = 12.0
"""DIGIX 2020, second place: a median of 5 x 5, a bilateral filter of sigmas 100 and 12."""

DEVIATION_OF_MEDIAN = 0.6744897501960817 * 6**0.5
"""Median of |a - 2 b + c| of three values of white noise, in standard deviations of one."""
NOISY_MEDIAN = 10
"""Median of second differences, in levels, from which a picture counts as noisy: a deviation of 6 levels."""
LEAST_JUMP = 64
JUMP_DEVIATIONS = 4
ALIKE = 32
DARKEST_EXTREME, LIGHTEST_EXTREME = 16, 239
IMPULSE_SHARE = 0.01


def denoise(pixels: Pixels, kind: Denoise) -> Pixels:
    """A picture without its noise, as far as a filter can.

    Args:
        pixels: [H, W, 1 or 3] uint8.
        kind: `by-type` guesses the noise first: a median against impulses, a bilateral filter against Gaussian noise.

    Returns:
        [H, W, C] uint8; the very array where nothing is to be done.
    """
    if kind == "none":
        return pixels
    noise = {"median": "impulse", "bilateral": "gaussian"}.get(kind) or guess_noise(to_gray(pixels))
    if noise in ("impulse", "both"):
        pixels = median_filter(pixels, MEDIAN_WINDOW)
    if noise in ("gaussian", "both"):
        pixels = bilateral_filter(pixels, COLOR_SIGMA, SPACE_SIGMA)
    return pixels


def median_filter(pixels: Pixels, window: int) -> Pixels:
    """The median of a square window in every channel, edges repeated: OpenCV's, [H, W, C] to [H, W, C] uint8."""
    filtered: Pixels = cv2.medianBlur(np.ascontiguousarray(pixels), window).astype(np.uint8)
    return filtered.reshape(pixels.shape)


def bilateral_filter(pixels: Pixels, color_sigma: float, space_sigma: float) -> Pixels:
    """OpenCV's bilateral filter of radius round(1.5 space_sigma): [H, W, C] to [H, W, C] uint8."""
    filtered: Pixels = cv2.bilateralFilter(np.ascontiguousarray(pixels), 0, color_sigma, space_sigma).astype(np.uint8)
    return filtered.reshape(pixels.shape)


def guess_noise(gray: Pixels) -> Noise:
    """Which noise a picture seems to have.

    Gaussian: the median of second differences along rows is large, which lines on paper and smooth shades are not.
    Impulses: more than one pixel in a hundred is nearly black or white, far from the median around it, and has at most
    one neighbor like itself, which a pixel of a line has not. A stippled drawing may pass for one with impulses.

    Args:
        gray: [H, W] uint8.

    Returns:
        `clean` also for a picture of fewer than three pixels a side.
    """
    height, width = gray.shape
    if height < 3 or width < 3:
        return "clean"
    levels = gray.astype(np.int32)
    bends = np.abs(levels[:, :-2] - 2 * levels[:, 1:-1] + levels[:, 2:]).ravel()
    bend = int(np.partition(bends, bends.size // 2)[bends.size // 2])
    jump = max(LEAST_JUMP, JUMP_DEVIATIONS * bend / DEVIATION_OF_MEDIAN)
    inner = levels[1:-1, 1:-1]
    around = [
        levels[top : top + height - 2, left : left + width - 2]
        for top in range(3)
        for left in range(3)
        if (top, left) != (1, 1)
    ]
    alike = np.sum([np.abs(neighbor - inner) <= ALIKE for neighbor in around], axis=0)
    median = median_filter(gray[:, :, None], 3)[1:-1, 1:-1, 0].astype(np.int32)
    is_extreme = (inner <= DARKEST_EXTREME) | (inner >= LIGHTEST_EXTREME)
    impulses = int(np.count_nonzero(is_extreme & (alike <= 1) & (np.abs(inner - median) > jump)))
    has_impulses, is_noisy = impulses > IMPULSE_SHARE * inner.size, bend >= NOISY_MEDIAN
    if has_impulses:
        return "both" if is_noisy else "impulse"
    return "gaussian" if is_noisy else "clean"
