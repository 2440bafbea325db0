"""How a draftsman draws: which lines are broken, which surfaces are shaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Shading = Literal["none", "hatch", "gloss", "stipple"]
Ink = NDArray[np.float32]


@dataclass(frozen=True)
class DraftStyle:
    """One way of drawing. Lengths are parts of the picture's side.

    Attributes:
        dashed_share: of the lines, in [0, 1], drawn broken, as patents draw what is not claimed.
        dash: length of a dash.
        gap: length of a gap.
        shading: of surfaces.
        shaded_share: of the closed regions, in [0, 1].
        spacing: between shading lines or dots.
        angle: of shading lines, in radians.
    """

    dashed_share: float = 0.0
    dash: float = 0.025
    gap: float = 0.012
    shading: Shading = "none"
    shaded_share: float = 0.0
    spacing: float = 0.02
    angle: float = 0.8


PLAIN = DraftStyle()


def draw_style(generator: np.random.Generator) -> DraftStyle:
    """A style by chance: half of all are plain, the others break lines, shade, or both."""
    if generator.random() < 0.45:
        return PLAIN
    is_dashed = generator.random() < 0.6
    kinds: tuple[Shading, ...] = ("none", "hatch", "hatch", "gloss", "stipple")
    dash = float(generator.uniform(0.01, 0.035))
    return DraftStyle(
        dashed_share=float(generator.choice([0.3, 0.6, 1.0])) if is_dashed else 0.0,
        dash=dash,
        gap=dash * float(generator.uniform(0.4, 0.9)),
        shading=kinds[int(generator.integers(0 if is_dashed else 1, len(kinds)))],
        shaded_share=float(generator.uniform(0.2, 0.8)),
        spacing=float(generator.uniform(0.012, 0.04)),
        angle=float(generator.choice([0.0, np.pi / 4, np.pi / 2, -np.pi / 4])) + float(generator.normal(0, 0.1)),
    )


def shading_pattern(style: DraftStyle, size: int, generator: np.random.Generator) -> Ink:
    """Ink of the shading over a whole picture.

    Returns:
        [size, size] float32 in [0, 1]; zeros for "none".
    """
    if style.shading == "none":
        return np.zeros((size, size), np.float32)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    spacing = max(style.spacing * size, 3.0)
    if style.shading == "stipple":
        pattern = np.zeros((size, size), np.float32)
        count = int((size / spacing) ** 2)
        pattern[generator.integers(0, size, count), generator.integers(0, size, count)] = 1
        return pattern
    across = columns * np.sin(style.angle) + rows * np.cos(style.angle)
    along = columns * np.cos(style.angle) - rows * np.sin(style.angle)
    line = np.floor(across / spacing)
    distance = np.abs(across - (line + 0.5) * spacing)
    pattern = np.clip(1.0 - distance, 0, 1) * 0.9
    if style.shading == "gloss":  # a few short strokes, as on glass
        phase = np.modf(np.abs(np.sin(line * 12.9898) * 43758.5453))[0]
        pattern *= np.modf(np.abs(along / size * 2.3 + phase))[0] < 0.35
    return pattern.astype(np.float32)
