"""From a feature map to one vector a picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn

GEM_FLOOR = 1e-6


def generalized_mean(features: Tensor, power: Tensor | float, floor: float | None = GEM_FLOOR) -> Tensor:
    """Generalized mean over all places: (mean x^p)^(1/p); p = 1 is the average, p towards infinity the maximum.

    Args:
        features: [B, C, H, W].
        power: p, one number for all channels.
        floor: values below it are raised to it BEFORE the power, so their gradient is 0 and a channel of zeros gives
            the floor itself. None takes the values as they are, which must then not be negative.

    Returns:
        [B, C].

    Reference:
        Radenović et al., Fine-tuning CNN image retrieval with no human annotation, arXiv:1711.02512
    """
    raised = features if floor is None else features.clamp(min=floor)
    return raised.pow(power).mean(dim=(2, 3)).pow(1.0 / power)


class GeneralizedMean(nn.Module):
    """`generalized_mean` as a layer, its power fixed or learned."""

    def __init__(self, power: float = 3.0, floor: float = GEM_FLOOR, is_learned: bool = True) -> None:
        super().__init__()
        self.power = nn.Parameter(torch.tensor([float(power)]), requires_grad=is_learned)
        self.floor = floor

    def forward(self, features: Tensor) -> Tensor:
        """[B, C, H, W] to [B, C]."""
        return generalized_mean(features, self.power, self.floor)
