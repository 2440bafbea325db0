"""What a sheet shows beside its figures: figure labels, reference numerals with lead lines, specks of a scan."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX)


def draw_marks(count: int, size: int, seed: int) -> NDArray[np.uint8]:
    """Layers of marks, to be laid over pictures.

    Args:
        count: how many.
        size: side in pixels.
        seed: the same seed gives the same layers.

    Returns:
        [count, size, size] uint8, 255 is ink.
    """
    layers = np.zeros((count, size, size), np.uint8)
    for row in range(count):
        generator = np.random.default_rng([0x3A5C, seed, row])
        kind = generator.random()
        if kind < 0.75:
            _label(layers[row], generator)
        if kind > 0.6:
            for _ in range(int(generator.integers(1, 7))):
                _numeral(layers[row], generator)
        if generator.random() < 0.2:
            specks = generator.integers(0, size, (int(generator.integers(5, 60)), 2))
            layers[row][specks[:, 0], specks[:, 1]] = 255
    return layers


def _label(layer: NDArray[np.uint8], generator: np.random.Generator) -> None:
    """A label such as FIG. 3 below, above or beside the figure, sometimes along the side of a turned sheet."""
    size = len(layer)
    word = str(generator.choice(["FIG.", "Fig.", "FIG. ", "Figure ", ""]))
    number = str(generator.integers(1, 13)) + str(generator.choice(["", "", "", "A", "B"]))
    text = word + number if word else f"{generator.integers(1, 3)}.{generator.integers(1, 9)}"
    scale = float(generator.uniform(0.35, 0.75)) * size / 288
    font = _FONTS[int(generator.integers(len(_FONTS)))] | (cv2.FONT_ITALIC if generator.random() < 0.3 else 0)
    thickness = int(generator.choice([1, 1, 2]))
    (width, height), _ = cv2.getTextSize(text, font, scale, thickness)
    stamp = np.zeros((height + 8, width + 8), np.uint8)
    cv2.putText(stamp, text, (4, height + 3), font, scale, 255, thickness, cv2.LINE_AA)
    if generator.random() < 0.3:
        stamp = np.rot90(stamp, int(generator.choice([1, 3])))
    high, wide = stamp.shape
    if high >= size or wide >= size:
        return
    edge = int(generator.integers(4))
    top = {0: size - high, 1: 0}.get(edge, int(generator.integers(0, size - high)))
    left = {2: size - wide, 3: 0}.get(edge, int(generator.integers(0, size - wide)))
    layer[top : top + high, left : left + wide] = stamp


def _numeral(layer: NDArray[np.uint8], generator: np.random.Generator) -> None:
    """A number and a line from it towards the figure."""
    size = len(layer)
    start = generator.uniform(0.03, 0.9, 2) * size
    end = start + (size / 2 - start) * generator.uniform(0.15, 0.5) + generator.normal(0, size * 0.03, 2)
    text = str(generator.integers(1, 200))
    scale = float(generator.uniform(0.3, 0.45)) * size / 288
    cv2.putText(layer, text, (int(start[0]), int(start[1])), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 1, cv2.LINE_AA)
    cv2.line(layer, (int(start[0]) + 8, int(start[1])), (int(end[0]), int(end[1])), 255, 1, cv2.LINE_AA)
