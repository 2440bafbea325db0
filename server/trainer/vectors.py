"""Unit vectors."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", np.float32, np.float64)

NORM_FLOOR = 1e-12
"""Added to every norm, as the stored vector's definition says: a zero vector stays zero."""


def unit_rows(vectors: NDArray[Real]) -> NDArray[Real]:
    """Rows of unit length: x / (|x| + 1e-12).

    Args:
        vectors: [N, D] float32 or float64.

    Returns:
        [N, D] of the same type; a row of zeros stays zeros.
    """
    norms = np.linalg.norm(vectors, axis=1, keepdims=True) + vectors.dtype.type(NORM_FLOOR)
    return (vectors / norms).astype(vectors.dtype, copy=False)
