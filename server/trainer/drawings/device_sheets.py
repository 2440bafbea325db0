"""Makes training sheets on the device: figures are placed, thickened, marked and torn there, a batch at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from trainer.drawings.sheet_layout import Layout

_SUPERSAMPLING = 2


@dataclass(frozen=True)
class SheetStyle:
    """How B sheets look.

    Attributes:
        stroke: [B] int64 in [1, 5]: width of lines in half pixels of the output.
        gain: [B] float32: factor of the ink, above 0; ink is cut at black.
        marks: [B] int64: row of the layers of marks, -1 for none.
        erased: [B, 4] float32: left, top, right and bottom of a blank rectangle, in [0, 1]; empty for none.
    """

    stroke: NDArray[np.int64]
    gain: NDArray[np.float32]
    marks: NDArray[np.int64]
    erased: NDArray[np.float32]


class SheetMaker:
    """Holds pictures and marks on a device.

    Attributes:
        ink: [N, S, S] uint8, 255 is ink.
        marks: [M, S', S'] uint8.
    """

    def __init__(self, ink: Tensor, marks: Tensor) -> None:
        self.ink = ink
        self.marks = marks

    def make(self, rows: NDArray[np.int64], layout: Layout, style: SheetStyle, side: int) -> Tensor:
        """Draws B sheets.

        Args:
            rows: [B, 2] of the pictures: first and second figure.
            layout: of B sheets.
            style: of B sheets.
            side: of the output in pixels.

        Returns:
            [B, 1, side, side] float16 on a CUDA device, else float32: 1 is paper, 0 is ink.
        """
        device = self.ink.device
        kind = torch.float16 if device.type == "cuda" else torch.float32
        large = side * _SUPERSAMPLING
        picked = torch.from_numpy(rows).to(device)
        ink = self._place(picked[:, 0], torch.from_numpy(layout.first), large, kind)
        second = np.flatnonzero(layout.has_second)
        if len(second):
            chosen = torch.from_numpy(second).to(device)
            other = self._place(picked[chosen, 1], torch.from_numpy(layout.second[second]), large, kind)
            ink[chosen] = torch.maximum(ink[chosen], other)
        ink = _thicken(ink, style.stroke)
        ink = functional.avg_pool2d(ink, _SUPERSAMPLING)
        ink = ink * torch.from_numpy(style.gain).to(device, kind)[:, None, None, None]
        marked = np.flatnonzero(style.marks >= 0)
        if len(marked):
            layers = self.marks[torch.from_numpy(style.marks[marked]).to(device)][:, None].to(kind) / 255
            layers = functional.interpolate(layers, (side, side), mode="bilinear", align_corners=False)
            chosen = torch.from_numpy(marked).to(device)
            ink[chosen] = torch.maximum(ink[chosen], layers)
        return 1 - _erase(ink.clamp(max=1), torch.from_numpy(style.erased).to(device))

    def _place(self, rows: Tensor, matrices: Tensor, side: int, kind: torch.dtype) -> Tensor:
        pictures = self.ink[rows][:, None].to(kind) / 255
        grid = functional.affine_grid(matrices.to(self.ink.device), [len(rows), 1, side, side], align_corners=False)
        return functional.grid_sample(
            pictures, grid.to(kind), mode="bilinear", padding_mode="zeros", align_corners=False
        )


def _thicken(ink: Tensor, stroke: NDArray[np.int64]) -> Tensor:
    """Dilates each picture by a square of its stroke's width, in place."""
    for width in range(2, int(stroke.max(initial=1)) + 1):
        chosen = np.flatnonzero(stroke == width)
        if len(chosen):
            rows = torch.from_numpy(chosen).to(ink.device)
            before, after = (width - 1) // 2, width // 2
            padded = functional.pad(ink[rows], (before, after, before, after))
            ink[rows] = functional.max_pool2d(padded, width, stride=1)
    return ink


def _erase(ink: Tensor, boxes: Tensor) -> Tensor:
    side = ink.shape[-1]
    at = (torch.arange(side, device=ink.device) + 0.5) / side
    columns = (at >= boxes[:, :1]) & (at < boxes[:, 2:3])
    rows = (at >= boxes[:, 1:2]) & (at < boxes[:, 3:])
    return ink.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)
