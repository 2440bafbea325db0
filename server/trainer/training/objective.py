"""The weighted sum of a recipe's losses."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from trainer.losses.weighted_loss import WeightedLoss
from trainer.models.retrieval_model import ModelOutput


@dataclass(frozen=True)
class ObjectiveValue:
    """A batch's loss.

    Attributes:
        total: scalar, differentiable.
        parts: each loss by name, before its weight.
    """

    total: Tensor
    parts: dict[str, Tensor]


class Objective(nn.Module):
    """Holds the losses, so that their weights and memories are trained, saved and moved with the network."""

    def __init__(self, losses: list[WeightedLoss]) -> None:
        super().__init__()
        self.losses = losses
        self.parts = nn.ModuleDict({loss.name: loss.module for loss in losses})

    def forward(self, output: ModelOutput, labels: Tensor, step: int) -> ObjectiveValue:
        """The losses that are on at a step, in float32.

        Args:
            output: of the network for B pictures.
            labels: [B] int64.
            step: of the optimizer.
        """
        vectors = {"feature": output.feature.float(), "embedding": output.embedding.float()}
        total = torch.zeros((), device=labels.device)
        parts: dict[str, Tensor] = {}
        for loss in self.losses:
            if step < loss.starts_at_step or (loss.ends_at_step is not None and step >= loss.ends_at_step):
                continue
            value = loss.module(vectors[loss.on], labels)
            parts[loss.name] = value.detach()
            total = total + loss.weight * value
        return ObjectiveValue(total, parts)
