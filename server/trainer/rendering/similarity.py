"""Finds objects that are nearly the same, so that a split can keep them on one side."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

# Side of the blurred copies that are compared.
_SMALL = 48
# Mean correlation over the views from which two objects count as nearly the same.
NEARLY_SAME = 0.9
# What a mirrored object shows: the same views, each mirrored, with left and right exchanged.
_MIRRORED_VIEW = {
    "left": "right",
    "right": "left",
    "perspective-left": "perspective-right",
    "perspective-right": "perspective-left",
}

Picture = NDArray[np.uint8]


def describe_views(pictures: Mapping[str, Picture], *, mirrored: bool = False) -> NDArray[np.float32]:
    """One vector of an object's views, blurred; `mirrored` gives that of its mirror image.

    Returns:
        [views * 48 * 48] float32 of unit length; the scalar product of two is the mean correlation of the views.
    """
    parts: list[NDArray[np.float32]] = []
    for name in pictures:
        picture = pictures[_MIRRORED_VIEW.get(name, name)][:, ::-1] if mirrored else pictures[name]
        small = cv2.resize(np.ascontiguousarray(picture), (_SMALL, _SMALL), interpolation=cv2.INTER_AREA)
        ink = 255 - np.asarray(small, np.uint8)
        part = np.asarray(cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 0.8), np.float32).reshape(-1)
        parts.append(part / max(float(np.linalg.norm(part)), 1e-9))
    return np.concatenate(parts) / np.float32(np.sqrt(len(parts)))


def group_nearly_same(
    vectors: NDArray[np.float32], mirrored: NDArray[np.float32], least: float = NEARLY_SAME
) -> list[list[int]]:
    """Group objects that are nearly the same as another of the group, as they are or mirrored.

    Args:
        vectors: [N, D] of `describe_views`.
        mirrored: [N, D] of the mirror images, in the same order.
        least: from which correlation on.

    Returns:
        Groups of rows, each rising, ordered by their first; every row is in exactly one.
    """
    alike = np.maximum(vectors @ vectors.T, vectors @ mirrored.T) >= least
    leader = list(range(len(vectors)))

    def find(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for first, second in np.argwhere(alike):
        low, high = sorted((find(int(first)), find(int(second))))
        leader[high] = low
    groups: dict[int, list[int]] = {}
    for row in range(len(vectors)):
        groups.setdefault(find(row), []).append(row)
    return list(groups.values())


def count_equal_views(first: Mapping[str, Picture], second: Mapping[str, Picture]) -> int:
    """How many views of two objects are equal in every pixel."""
    return sum(np.array_equal(first[name], second[name]) for name in first if name in second)
