"""Where the loop's batches come from."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from torch import Tensor

from trainer.training.resume_state import State


class BatchSource(Protocol):
    """Batches as a pure function of the step, so that a resumed training sees what the first would have seen."""

    @property
    def classes(self) -> int:
        """C: how many identities there are."""
        ...

    def batch(self, step: int, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
        """The batch of a step.

        Args:
            step: 0 or more, counted in batches (accumulated ones count each).
            size: height and width of the pictures in pixels.

        Returns:
            normalized pictures [B, 3, H, W] and identities [B] int64 in [0, C), both on the training device.
        """
        ...

    def close(self) -> None:
        """Ends processes that load ahead."""
        ...


@runtime_checkable
class RememberingSource(Protocol):
    """A source whose batches follow from weights of earlier steps too, so that a resume must be told of them."""

    def state(self) -> State:
        """What the next batches depend on besides their number."""
        ...

    def restore(self, state: State) -> None:
        """Goes on from a state."""
        ...
