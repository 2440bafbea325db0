"""Draws many models, a process each core, and keeps going when one of them is broken."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trainer.errors import TrainerError
from trainer.rendering.drawing import LineStyle, draw_lines, rasterize
from trainer.rendering.edges import find_edges
from trainer.rendering.intersections import with_intersections
from trainer.rendering.mesh import Mesh
from trainer.rendering.views import VIEWS

Picture: TypeAlias = NDArray[np.uint8]
Model: TypeAlias = tuple[str, Callable[[], Mesh]]


@dataclass(frozen=True)
class Figures:
    """What became of one model.

    Attributes:
        name: of the model.
        pictures: [size, size] uint8 by view name; empty if the model could not be drawn.
        failure: why not, and what to do; "" if it was drawn.
    """

    name: str
    pictures: Mapping[str, Picture]
    failure: str = ""


def draw_figures(mesh: Mesh, style: LineStyle | None = None) -> dict[str, Picture]:
    """All views of one mesh, by name, in the order of VIEWS."""
    complete = mesh if mesh.has_own_lines else with_intersections(mesh)
    edges = find_edges(complete)
    return {view.name: rasterize(draw_lines(complete, view, edges), style) for view in VIEWS}


@dataclass(frozen=True)
class _Drawer:
    style: LineStyle

    def __call__(self, model: Model) -> Figures:
        name, load = model
        try:
            return Figures(name, draw_figures(load(), self.style))
        except TrainerError as error:
            return Figures(name, {}, f"{error} {error.hint}")


def draw_all(models: Iterable[Model], style: LineStyle | None = None) -> Iterator[Figures]:
    """Draw models in parallel, in the order given.

    Args:
        models: pairs of a name and how to load the mesh; both must survive pickling.
        style: of all pictures.

    Yields:
        One result a model; a model with a fault yields its reason and does not stop the others.
    """
    # Fresh processes, because threads of a library in this one may hold locks that a fork would copy.
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        yield from pool.imap(_Drawer(style or LineStyle()), models, chunksize=1)
