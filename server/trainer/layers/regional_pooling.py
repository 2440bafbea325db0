"""R-MAC: maxima of regions, made to unit vectors, whitened by layers, and summed."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from trainer.layers.regions import Region, pyretri_regions, tolias_regions

CIRTORCH_FLOOR = 1e-6
DEEP_RETRIEVAL_FLOOR = 1e-8


def unit(vectors: Tensor, floor: float) -> Tensor:
    """Vectors along the last dimension divided by their length plus the floor."""
    return vectors / (vectors.square().sum(dim=-1, keepdim=True).sqrt() + floor)


def region_maxima(feature_map: Tensor, regions: list[Region]) -> Tensor:
    """[B, C, H, W] to [B, R, C]: the maximum of each channel in each region."""
    return torch.stack(
        [
            feature_map[:, :, top : top + height, left : left + width].amax(dim=(2, 3))
            for left, top, width, height in regions
        ],
        dim=1,
    )


def with_whole_map(feature_map: Tensor, levels: int) -> list[Region]:
    """The whole map and the regions of cirtorch's grid, without those of side 0."""
    height, width = feature_map.shape[2:]
    regions = tolias_regions(height, width, levels, in_single_precision=True)
    return [Region(0, 0, width, height), *(region for region in regions if region.width > 0)]


def sum_of_regions(feature_map: Tensor, levels: int = 3) -> Tensor:
    """Sum of the unit maxima of the whole map and its regions: [B, C, H, W] to [B, C], not of unit length.

    Reference:
        Tolias et al., arXiv:1511.05879; cirtorch, layers/functional.py:rmac
    """
    return unit(region_maxima(feature_map, with_whole_map(feature_map, levels)), CIRTORCH_FLOOR).sum(dim=1)


def pyretri_sum_of_regions(feature_map: Tensor, levels: int = 3) -> Tensor:
    """PyRetri's form: its own grid, the last row and column of each region left out, no floor.

    Reference:
        PyRetri, extract/aggregator/aggregators_impl/r_mac.py
    """
    height, width = feature_map.shape[2:]
    regions = pyretri_regions(height, width, levels)
    cut = [Region(each.left, each.top, each.width - 1, each.height - 1) for each in regions]
    return unit(region_maxima(feature_map, cut), 0.0).sum(dim=1)


class RegionalPooling(nn.Module):
    """Regions, unit length, whitening, unit length, sum, unit length.

    Args:
        channels: C of the map.
        dimension: of the result; None for no whitening.
        levels: of the grid.

    Attributes:
        shift: [C], added before the projection: minus the mean.
        projection: the linear layer that a whitening fills and training goes on with.

    Reference:
        Gordo et al., End-to-end Learning of Deep Visual Representations, arXiv:1610.07940, section 3.2; cirtorch,
        layers/pooling.py:Rpool
    """

    def __init__(self, channels: int, dimension: int | None = None, levels: int = 3) -> None:
        super().__init__()
        self.levels = levels
        self.shift = nn.Parameter(torch.zeros(channels)) if dimension is not None else None
        self.projection = nn.Linear(channels, dimension) if dimension is not None else None

    def regions(self, feature_map: Tensor) -> Tensor:
        """[B, C, H, W] to [B, R, C]: the unit maxima, whitened where there is a whitening."""
        return self.whiten(unit(region_maxima(feature_map, with_whole_map(feature_map, self.levels)), CIRTORCH_FLOOR))

    def whiten(self, vectors: Tensor, floor: float = CIRTORCH_FLOOR) -> Tensor:
        """Shifted, projected and made to unit length, along the last dimension."""
        if self.projection is None or self.shift is None:
            return vectors
        return unit(self.projection(vectors + self.shift), floor)

    def forward(self, feature_map: Tensor) -> Tensor:
        """[B, C, H, W] to unit vectors [B, D]."""
        return unit(self.regions(feature_map).sum(dim=1), CIRTORCH_FLOOR)
