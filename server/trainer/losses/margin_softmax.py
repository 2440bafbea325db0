"""Classification over identities: a row of weights for each, compared by cosine or by scalar product."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.losses.margin_logits import MARGIN_LOGITS
from trainer.losses.smoothed_cross_entropy import Smoothing, focal_loss, smoothed_cross_entropy

MarginKind = Literal["linear", "plain", "cosface", "arcface", "arcface-guarded", "arcface-easy", "circle"]


class MarginSoftmax(nn.Module):
    """Softmax over identities with a margin, label smoothing or focal weighting.

    Args:
        classes: C.
        dimension: D of the vectors.
        kind: `linear` takes scalar products as they are; all others cosines.
        scale: factor of the cosines, above 0.
        margin: 0 or more; radians for the arcface kinds.
        deviation: of the weights at the start.

    Attributes:
        weight: [C, D]; the identity centers of a checkpoint.
        epsilon: label smoothing; see `smoothed_cross_entropy`.
        smoothing: which form of it.
        focal_gamma: where above 0, the focal loss is taken instead, with alpha 1.
    """

    def __init__(
        self,
        size: tuple[int, int],
        kind: MarginKind = "linear",
        scale: float = 1.0,
        margin: float = 0.0,
        deviation: float = 0.01,
    ) -> None:
        super().__init__()
        self.kind, self.scale, self.margin = kind, scale, margin
        self.weight = nn.Parameter(torch.empty(*size))
        nn.init.normal_(self.weight, std=deviation)
        self.epsilon = 0.0
        self.smoothing: Smoothing = "fast-reid"
        self.focal_gamma = 0.0

    def logits(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] and [B] int64 to [B, C], in float32 or better."""
        exact = vectors if vectors.dtype == torch.float64 else vectors.float()
        weight = self.weight.to(exact.dtype)
        if self.kind == "linear":
            return exact @ weight.T
        cosines = functional.normalize(exact, dim=1) @ functional.normalize(weight, dim=1).T
        return MARGIN_LOGITS[self.kind](cosines, labels, self.scale, self.margin)

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64 in [0, C), to a scalar."""
        logits = self.logits(vectors, labels)
        if self.focal_gamma > 0:
            return focal_loss(logits, labels, 1.0, self.focal_gamma)
        return smoothed_cross_entropy(logits, labels, self.epsilon, self.smoothing)
