"""A classifier that sees the embeddings of earlier batches too."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn


class EmbeddingQueue(nn.Module):
    """A loss over the batch and the last M embeddings; the batch is among the M as well, and so counts twice.

    What is remembered passes no gradient by itself, but it does train the weights of the loss.

    Args:
        loss: mostly a margin softmax.
        size: M; of a larger batch only the first M are remembered.
        dimension: D.

    Reference:
        The seventh place of Taobao live clothes retrieval (b6: 256, b7: 512), which puts the batch into the queue
        before it joins the two; the idea is that of Wang et al., arXiv:1912.06798
    """

    def __init__(self, loss: nn.Module, size: int, dimension: int) -> None:
        super().__init__()
        self.loss = loss
        self.register_buffer("queue", torch.zeros(size, dimension))
        # -1: nothing there yet.
        self.register_buffer("queue_labels", torch.full((size,), -1, dtype=torch.int64))

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar."""
        queue, remembered = cast("Tensor", self.queue), cast("Tensor", self.queue_labels)
        queue.copy_(torch.cat([vectors.detach().to(queue.dtype), queue])[: len(queue)])
        remembered.copy_(torch.cat([labels, remembered])[: len(queue)])
        is_filled = remembered >= 0
        everyone = torch.cat([vectors, queue[is_filled].to(vectors.dtype)])
        return self.loss(everyone, torch.cat([labels, remembered[is_filled]]))
