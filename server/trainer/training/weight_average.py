"""An exponential moving average of a network's weights, which often retrieves better than the weights themselves."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from trainer.training.resume_state import State

_WARM_UP = 10.0


class WeightAverage:
    """Keeps a second set of weights.

    The decay rises from 0 as (1 + n) / (10 + n) until it reaches its limit, so that the first weights are forgotten.

    Attributes:
        decay: the limit, in (0, 1).
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self._updates = 0
        self._weights = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Takes in the weights after a step; whole numbers (counters) are copied."""
        self._updates += 1
        decay = min(self.decay, (1 + self._updates) / (_WARM_UP + self._updates))
        state = model.state_dict()
        averaged = [name for name, value in state.items() if value.is_floating_point()]
        torch._foreach_lerp_(  # pyright: ignore[reportPrivateUsage, reportPrivateImportUsage]
            [self._weights[name] for name in averaged], [state[name] for name in averaged], 1 - decay
        )
        for name, value in state.items():
            if not value.is_floating_point():
                self._weights[name].copy_(value)

    def weights(self) -> dict[str, Tensor]:
        """The averaged weights, under the network's names."""
        return self._weights

    def state(self) -> State:
        """For a resume."""
        return {"updates": self._updates, "weights": dict(self._weights)}

    @torch.no_grad()
    def restore(self, state: State) -> None:
        """Goes on from a state."""
        self._updates = cast("int", state["updates"])
        for name, value in cast("dict[str, Tensor]", state["weights"]).items():
            self._weights[name].copy_(value)
