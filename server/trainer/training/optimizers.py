"""From a recipe's optimizer to torch's, with the parameters that each has."""

from __future__ import annotations

from typing import cast

import torch
from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer

from trainer.losses.center_loss import CenterLoss
from trainer.models.retrieval_model import RetrievalModel
from trainer.recipe import course as described
from trainer.recipe.losses import CenterLossSection, SoftmaxLoss
from trainer.recipe.recipe import Recipe
from trainer.training.objective import Objective


def build_optimizers(recipe: Recipe, model: RetrievalModel, objective: Objective) -> list[Optimizer]:
    """The recipe's optimizer over network and losses, and an SGD for each center loss.

    Norms and biases do not decay where the recipe says so; a classifier follows the learning rate by its own factor.
    """
    chosen = recipe.optimizer
    groups = _groups(list(model.parameters()), chosen.weight_decay, decays_norms=chosen.decay_norms)
    others: list[Optimizer] = []
    for loss, weighted in zip(recipe.losses, objective.losses, strict=True):
        parameters = list(weighted.module.parameters())
        if isinstance(weighted.module, CenterLoss):
            assert isinstance(loss, CenterLossSection)
            others.append(SGD(_unscaled(parameters, loss.weight), lr=loss.center_rate))
            continue
        rate = loss.rate if isinstance(loss, SoftmaxLoss) else 1.0
        decay = chosen.weight_decay if chosen.decay_norms else 0.0
        if parameters:
            groups.append({"params": parameters, "weight_decay": decay, "lr": chosen.learning_rate * rate})
    return [_optimizer(chosen, groups), *others]


def _groups(parameters: list[nn.Parameter], decay: float, *, decays_norms: bool) -> list[dict[str, object]]:
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    if decays_norms:
        return [{"params": trained, "weight_decay": decay}]
    return [
        {"params": [parameter for parameter in trained if parameter.ndim > 1], "weight_decay": decay},
        {"params": [parameter for parameter in trained if parameter.ndim <= 1], "weight_decay": 0.0},
    ]


def _optimizer(chosen: described.Optimizer, groups: list[dict[str, object]]) -> Optimizer:
    # One kernel for all parameters; on the CPU, too, torch has it for these.
    is_cuda = any(parameter.is_cuda for group in groups for parameter in cast("list[nn.Parameter]", group["params"]))
    rate = chosen.learning_rate
    if isinstance(chosen, described.Adam):
        return Adam(groups, lr=rate, fused=is_cuda)
    if isinstance(chosen, described.AdamW):
        return AdamW(groups, lr=rate, fused=is_cuda)
    return SGD(groups, lr=rate, momentum=chosen.momentum, fused=is_cuda)


def _unscaled(parameters: list[nn.Parameter], weight: float) -> list[nn.Parameter]:
    """Centers learn from the loss without its weight in the sum (strong baseline: gradients divided by β)."""
    factor = 1.0 / weight if weight > 0 else 0.0

    def undo(gradient: torch.Tensor) -> torch.Tensor:
        return gradient * factor

    for parameter in parameters:
        parameter.register_hook(undo)
    return parameters
