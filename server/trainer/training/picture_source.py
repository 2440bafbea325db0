"""Batches of augmented pictures from files, read ahead by worker processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from trainer.augment.build import Steps
from trainer.embedding import PictureFolder, open_item
from trainer.errors import PictureError
from trainer.manifest import InputRules
from trainer.pictures import Pixels
from trainer.preprocessing import crop_by_rule, resize_by_rule
from trainer.samplers.batch_order import Draw
from trainer.training.batch_orders import NumberedBatches, SizeOf
from trainer.training.resume_state import State
from trainer.training.training_items import TrainingItems

_REPLACEMENTS = 10


class _Key(NamedTuple):
    """A picture of a batch: which batch, which place in it, its draw, and its size."""

    number: int
    place: int
    draw: Draw
    size: tuple[int, int]


class _Loaded(NamedTuple):
    """B pictures [B, H, W, 1 or 3] uint8, their classes [B] int64, and paths that could not be read."""

    pictures: Tensor
    labels: Tensor
    faults: list[str]


@dataclass(frozen=True)
class Dressing:
    """What is done to pictures.

    Attributes:
        rules: of the network's input.
        views: augmentation of the first view, and of the others.
        seed: of all chance.
    """

    rules: InputRules
    views: tuple[Steps, Steps]
    seed: int


class _Pictures(Dataset[tuple[Pixels, int, str]]):
    """Pictures by `_Key`; a pure function of it."""

    def __init__(self, items: TrainingItems, dressing: Dressing) -> None:
        self.items, self.dressing = items, dressing
        self.folder = PictureFolder(items.folder)

    def __getitem__(self, key: _Key) -> tuple[Pixels, int, str]:
        generator = np.random.default_rng([self.dressing.seed, key.number, key.place, 7])
        pixels, fault = self._open(key.draw.row, generator)
        rules = self.dressing.rules.model_copy(update={"height": key.size[0], "width": key.size[1]})
        flat = crop_by_rule(pixels, rules)
        picture = flat[:, :, 0] if flat.shape[2] == 1 else flat
        # Items of the reference set are shown as they are (ISC21).
        view = self.dressing.views[min(key.draw.view, 1)]
        changed = picture if key.draw.label < 0 else view(picture, generator, self._other)
        deep = changed if changed.ndim == 3 else changed[:, :, None]
        return resize_by_rule(np.ascontiguousarray(deep), rules), key.draw.label, fault

    def _other(self, generator: np.random.Generator) -> Pixels:
        """Another training picture, for augmentations that mix one in."""
        row = int(generator.integers(self.items.trained))
        flat = crop_by_rule(self._open(row, generator)[0], self.dressing.rules)
        return flat[:, :, 0] if flat.shape[2] == 1 else flat

    def _open(self, row: int, generator: np.random.Generator) -> tuple[Pixels, str]:
        """The picture, or another of its identity where it cannot be read, and then the path of the former."""
        found = self._try(row)
        if isinstance(found, np.ndarray):
            return found, ""
        others = [other for other, label in enumerate(self.items.labels) if label == self.items.labels[row]]
        for other in generator.permutation(others)[:_REPLACEMENTS]:
            instead = self._try(int(other))
            if isinstance(instead, np.ndarray):
                return instead, self.items.rows[row].path
        raise found

    def _try(self, row: int) -> Pixels | PictureError:
        try:
            return open_item(self.folder, self.items.rows[row])
        except PictureError as error:
            return error


class PictureSource:
    """A `BatchSource` of an item table.

    Args:
        items: that are trained on.
        batches: which of them come together.
        dressing: what is done to them.
        place: the device, worker processes that read ahead (0: none), and of how many training processes this is which.
    """

    def __init__(
        self,
        items: TrainingItems,
        batches: NumberedBatches,
        dressing: Dressing,
        size_of: SizeOf,
        place: Place,
    ) -> None:
        self._items, self._batches, self._dressing = items, batches, dressing
        self._size_of, self._place = size_of, place
        self._next = -1
        self._loader: Iterator[_Loaded] | None = None
        device = place.device
        self._mean = torch.tensor(dressing.rules.mean, device=device)[None, :, None, None]
        self._std = torch.tensor(dressing.rules.std, device=device)[None, :, None, None]
        self.unreadable: set[str] = set()

    @property
    def classes(self) -> int:
        """How many identities there are."""
        return len(self._items.names)

    def batch(self, step: int, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
        """The batch with a number; `size` must be that of `size_of`."""
        if self._loader is None or step != self._next:
            self._loader = self._start(step)
        loaded = next(self._loader)
        self._next = step + 1
        self.unreadable.update(loaded.faults)
        device = self._place.device
        pictures = loaded.pictures.to(device, non_blocking=True).permute(0, 3, 1, 2).float().div_(255)
        normalized = pictures.expand(-1, len(self._dressing.rules.mean), -1, -1).sub(self._mean).div_(self._std)
        assert normalized.shape[2:] == size
        layout = torch.channels_last if device.type == "cuda" else torch.contiguous_format
        return normalized.contiguous(memory_format=layout), loaded.labels.to(device, non_blocking=True)

    def state(self) -> State:
        """Of its batches."""
        return self._batches.state()

    def restore(self, state: State) -> None:
        """Goes on with batches of a state."""
        self._batches.restore(state)
        self._loader = None

    def close(self) -> None:
        """Ends the worker processes."""
        self._loader = None

    def _start(self, first: int) -> Iterator[_Loaded]:
        is_cuda = self._place.device.type == "cuda"
        workers = self._place.workers
        loader = DataLoader(
            _Pictures(self._items, self._dressing),
            batch_sampler=_Keys(self._batches, first, self._size_of, self._place),  # pyright: ignore[reportArgumentType]
            num_workers=workers,
            collate_fn=_collate,
            pin_memory=is_cuda,
            prefetch_factor=3 if workers else None,
            # Its own, since beginning to read must not move the random numbers that a resumed training goes on with.
            generator=torch.Generator(),
            multiprocessing_context="forkserver" if workers else None,
        )
        return cast("Iterator[_Loaded]", iter(loader))


@dataclass(frozen=True)
class Place:
    """Where batches go.

    Attributes:
        device: of the network.
        workers: processes that read ahead; 0 reads when asked.
        rank: of this training process.
        processes: that train together; each takes its part of a batch.
    """

    device: torch.device
    workers: int = 0
    rank: int = 0
    processes: int = 1

    def part(self, draws: list[Draw]) -> tuple[int, list[Draw]]:
        """This process's part of a batch, and the place of its first picture in the whole."""
        each = len(draws) // self.processes
        return self.rank * each, draws[self.rank * each : (self.rank + 1) * each]


@dataclass(frozen=True)
class _Keys:
    """Keys of batch after batch, without an end."""

    batches: NumberedBatches
    first: int
    size_of: SizeOf
    place: Place

    def __iter__(self) -> Iterator[list[_Key]]:
        number = self.first
        while True:
            offset, draws = self.place.part(self.batches[number])
            size = self.size_of(number)
            yield [_Key(number, offset + place, draw, size) for place, draw in enumerate(draws)]
            number += 1


def _collate(loaded: list[tuple[Pixels, int, str]]) -> _Loaded:
    pictures, labels, faults = zip(*loaded, strict=True)
    return _Loaded(
        torch.from_numpy(np.stack(pictures)), torch.tensor(labels, dtype=torch.int64), [path for path in faults if path]
    )
