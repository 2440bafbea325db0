"""What every sampler gives."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Draw(NamedTuple):
    """A picture of a batch: the item's row, which of its views it is, and its class.

    A class below 0 stands for an item of the reference set: it is an identity of its own.
    """

    row: int
    view: int
    label: int


class BatchOrder(Protocol):
    """The batches of each epoch."""

    def batches(self, epoch: int) -> list[list[Draw]]:
        """All batches of an epoch, the same whenever they are asked for."""
        ...
