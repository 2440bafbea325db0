"""The one door to numba: a typed decorator, so that the rest of the package stays checked."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba  # pyright: ignore[reportMissingTypeStubs]

Compiled = TypeVar("Compiled", bound=Callable[..., object])


def compiled(function: Compiled) -> Compiled:
    """Compile a function over numpy arrays to machine code; the code is kept on disk for the next start."""
    return cast(Compiled, numba.njit(cache=True, nogil=True)(function))  # pyright: ignore
