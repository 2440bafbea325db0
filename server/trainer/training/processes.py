"""Several processes that train one network together."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import torch
import torch.distributed
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.distributed.nn.functional import all_gather  # pyright: ignore[reportUnknownVariableType]

from trainer.models.retrieval_model import ModelOutput


@dataclass(frozen=True)
class Processes:
    """Which of how many processes this is, as torchrun says.

    Attributes:
        rank: of this one; 0 writes events and checkpoints.
        count: of all.
        device: of this one.
    """

    rank: int
    count: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Whether this process speaks for all."""
        return self.rank == 0

    def spread(self, network: nn.Module, freezes: bool = False) -> nn.Module:
        """The network as the loop calls it: gradients are averaged over processes, batch norms see all of a batch.

        Args:
            network: on this process's device.
            freezes: whether some of its parameters are without a gradient for a while.
        """
        if self.count == 1:
            return network
        ids = [self.device.index] if self.device.type == "cuda" else None
        return nn.parallel.DistributedDataParallel(network, device_ids=ids, find_unused_parameters=freezes)

    def synchronize(self, network: nn.Module) -> None:
        """Gives batch norms the statistics of the whole batch, in place; on CUDA, torch has none for the CPU."""
        if self.count == 1 or self.device.type != "cuda":
            return
        for name, child in network.named_children():
            setattr(network, name, nn.SyncBatchNorm.convert_sync_batchnorm(child))

    def join(self, output: ModelOutput, labels: Tensor) -> tuple[ModelOutput, Tensor]:
        """The vectors and identities of the whole batch, so that mining and memories see all of it.

        Every process then computes the same loss. Its gradient comes back summed over processes and is averaged over
        them by DistributedDataParallel: what one process with the whole batch would have had.
        """
        if self.count == 1:
            return output, labels
        feature = torch.cat(all_gather(output.feature))  # pyright: ignore[reportArgumentType]
        embedding = torch.cat(all_gather(output.embedding))  # pyright: ignore[reportArgumentType]
        gathered = [torch.empty_like(labels) for _ in range(self.count)]
        torch.distributed.all_gather(gathered, labels)
        return ModelOutput(feature, embedding, output.feature_map), torch.cat(gathered)

    def agree(self, goes_on: bool) -> bool:
        """Whether all processes go on: one that was told to stop stops all."""
        if self.count == 1:
            return goes_on
        flag = torch.tensor(float(goes_on), device=self.device)
        torch.distributed.all_reduce(flag, torch.distributed.ReduceOp.MIN)
        return bool(flag)

    def first_of(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The first process's values in all: theirs may differ in the last bits, and what follows must not."""
        if self.count == 1:
            return values
        shared = torch.from_numpy(values).to(self.device)
        torch.distributed.broadcast(shared, 0)
        return shared.cpu().numpy()

    def wait(self) -> None:
        """Until all have come here."""
        if self.count > 1:
            torch.distributed.barrier()


def join_processes(device: str) -> Processes:
    """Joins the processes that torchrun started; alone without it.

    Args:
        device: `auto`, `cpu` or `cuda`.
    """
    rank, count = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    is_cuda = device == "cuda" or (device == "auto" and torch.cuda.is_available())
    if is_cuda:
        chosen = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(chosen)
    else:
        chosen = torch.device("cpu")
    if count > 1:
        torch.distributed.init_process_group("nccl" if is_cuda else "gloo")
    return Processes(rank, count, chosen)


def describe_device(device: torch.device) -> str:
    """In words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU, {torch.get_num_threads()} threads"
