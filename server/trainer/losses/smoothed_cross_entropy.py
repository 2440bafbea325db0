"""Cross-entropy with label smoothing, in the two forms that are in use, and the focal loss."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Smoothing = Literal["fast-reid", "strong-baseline"]


def smoothed_cross_entropy(
    logits: Tensor, labels: Tensor, epsilon: float = 0.1, form: Smoothing = "fast-reid", adaptive_alpha: float = 0.2
) -> Tensor:
    """Cross-entropy against a target that keeps a share of the probability for the wrong identities.

    Args:
        logits: [B, C].
        labels: [B] int64 in [0, C).
        epsilon: the share, in [0, 1). Below 0 it is set for each picture to `adaptive_alpha` times the probability
            that the network gives the right identity (fast-reid only).
        form: `fast-reid` spreads the share over the C - 1 wrong identities and divides the sum by the number of
            pictures whose loss is not 0; `strong-baseline` spreads it over all C and divides by B.
        adaptive_alpha: see `epsilon`.

    Returns:
        A scalar; 0 where every loss is.

    Reference:
        fast-reid, modeling/losses/cross_entroy_loss.py; reid-strong-baseline, layers/triplet_loss.py
    """
    classes = logits.shape[1]
    log_probabilities = functional.log_softmax(logits, dim=1)
    if form == "strong-baseline":
        target = torch.full_like(log_probabilities, epsilon / classes)
        target.scatter_add_(1, labels[:, None], torch.full_like(target[:, :1], 1 - epsilon))
        return -(target * log_probabilities).sum(dim=1).mean()
    with torch.no_grad():
        if epsilon >= 0:
            share = torch.full_like(log_probabilities[:, :1], epsilon)
        else:
            share = adaptive_alpha * log_probabilities.exp().gather(1, labels[:, None])
        target = (share / max(classes - 1, 1)).expand_as(log_probabilities).clone()
        target.scatter_(1, labels[:, None], 1 - share)
    losses = -(target * log_probabilities).sum(dim=1)
    counted = (losses > 0).sum().clamp(min=1)
    return losses.sum() / counted


def focal_loss(logits: Tensor, labels: Tensor, alpha: float = 0.25, gamma: float = 2.0) -> Tensor:
    """Cross-entropy weighted by alpha (1 - p)^gamma, so that pictures that are already right count less.

    Args:
        logits: [B, C].
        labels: [B] int64.
        alpha: factor of all.
        gamma: how much less, 0 or more.

    Reference:
        Lin et al., arXiv:1708.02002; fast-reid, modeling/losses/focal_loss.py
    """
    log_probabilities = functional.log_softmax(logits, dim=1).gather(1, labels[:, None])[:, 0]
    return -(alpha * (1 - log_probabilities.exp()).pow(gamma) * log_probabilities).mean()
