"""Visible stretches of edges become the lines of a drawing: each stretch once, joined where they continue."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.compiled import compiled
from trainer.rendering.mesh import FloatArray
from trainer.rendering.thinning import choose_lines

# All in cells of the visibility buffer. Stretches shorter than the first are not tested for lying on others, since at
# a curve every piece lies near its neighbors; lines that end up shorter than the second and touch nothing are dust.
_SHORTEST_TESTED = 8.0
_LONGEST_DUST = 9.0


@dataclass(frozen=True)
class LineDrawing:
    """The lines of one picture, free of any style.

    Attributes:
        points: [P, 2] float64 in the unit square, x to the right and y down.
        starts: [L + 1] int64; line l is points[starts[l]:starts[l + 1]], at least two points, closed if the last
            repeats the first.
        is_outline: [L] bool, whether the line is the figure's border against the empty paper.
    """

    points: FloatArray
    starts: NDArray[np.int64]
    is_outline: NDArray[np.bool_]

    def lines(self) -> list[FloatArray]:
        """The lines one by one, each [n, 2]."""
        return [self.points[start:end] for start, end in zip(self.starts[:-1], self.starts[1:], strict=True)]


def join_pieces(pieces: FloatArray, cells: int) -> LineDrawing:
    """Join stretches end to end.

    Args:
        pieces: [S, 5] as `visible_pieces` returns them.
        cells: what one side of the picture measures in their unit.

    Returns:
        The drawing; of stretches that lie on one another the longest is kept, and lines are left out where they
        would only blacken the picture.
    """
    lengths = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    order = np.argsort(-lengths, kind="stable")
    pieces = pieces[order]
    pieces = pieces[_find_uncovered(pieces, cells)]
    ends = np.round(pieces[:, :4].reshape(-1, 2) * 4).astype(np.int64)
    _, node_of = np.unique((ends[:, 0] << 32) + ends[:, 1], return_inverse=True)
    nodes = node_of.reshape(-1, 2).astype(np.int64)
    points, starts, outline = _chain(pieces, nodes, int(nodes.max(initial=-1)) + 1)
    return _select(LineDrawing(points / cells, starts, outline), choose_lines(points, starts, outline, cells))


def _select(drawing: LineDrawing, kept: NDArray[np.bool_]) -> LineDrawing:
    counts = np.diff(drawing.starts)
    return LineDrawing(
        drawing.points[np.repeat(kept, counts)],
        np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64),
        drawing.is_outline[kept],
    )


@compiled
def _find_uncovered(pieces: FloatArray, cells: int) -> NDArray[np.bool_]:
    """Mark the stretches that do not lie along longer ones; `pieces` comes longest first."""
    owner = np.full((cells, cells), -1, np.int32)
    kept = np.ones(len(pieces), np.bool_)
    for piece in range(len(pieces)):
        x, y = pieces[piece, 0], pieces[piece, 1]
        dx, dy = pieces[piece, 2] - x, pieces[piece, 3] - y
        length = np.sqrt(dx * dx + dy * dy)
        samples = int(np.ceil(length)) + 1
        covered = 0
        if length >= _SHORTEST_TESTED:
            for sample in range(samples):
                t = sample / (samples - 1)
                column, row = int(x + t * dx), int(y + t * dy)
                is_covered = False
                for j in range(max(row - 1, 0), min(row + 2, cells)):
                    for i in range(max(column - 1, 0), min(column + 2, cells)):
                        other = owner[j, i]
                        if other >= 0:
                            ox, oy = pieces[other, 2] - pieces[other, 0], pieces[other, 3] - pieces[other, 1]
                            sine = abs(dx * oy - dy * ox) / (length * np.sqrt(ox * ox + oy * oy))
                            is_covered |= sine < 0.05
                covered += is_covered
            kept[piece] = covered < 0.9 * samples
        if kept[piece]:
            for sample in range(samples):
                t = sample / (samples - 1)
                column, row = int(x + t * dx), int(y + t * dy)
                if 0 <= column < cells and 0 <= row < cells:
                    owner[row, column] = piece
    return kept


class _Joints(NamedTuple):
    """Where stretches meet: nodes [S, 2] at their ends, and by node the degree and the first two that meet there."""

    nodes: NDArray[np.int64]
    degree: NDArray[np.int64]
    meeting: NDArray[np.int64]


@compiled
def _chain(
    pieces: FloatArray, nodes: NDArray[np.int64], node_count: int
) -> tuple[FloatArray, NDArray[np.int64], NDArray[np.bool_]]:
    """Walk from piece to piece through every node where exactly two of one kind meet without a corner."""
    degree = np.zeros(node_count, np.int64)
    meeting = np.full((node_count, 2), -1, np.int64)
    for piece in range(len(pieces)):
        for side in range(2):
            node = nodes[piece, side]
            if degree[node] < 2:
                meeting[node, degree[node]] = piece
            degree[node] += 1
    joints = _Joints(nodes, degree, meeting)
    points = np.empty((2 * len(pieces), 2))
    starts = np.zeros(len(pieces) + 1, np.int64)
    outline = np.zeros(len(pieces), np.bool_)
    is_used = np.zeros(len(pieces), np.bool_)
    total, lines = 0, 0
    # First the lines with ends, then what is left: closed ones.
    for is_closed in (False, True):
        for first in range(len(pieces)):
            if is_used[first]:
                continue
            for side in range(2):
                onward = _next_piece(pieces, joints, first, 1 - side)
                if is_used[first] or (onward >= 0 and not is_closed):
                    continue
                begin = total
                points[total] = pieces[first, 2 - 2 * side : 4 - 2 * side]
                total += 1
                piece, entered = first, 1 - side
                length = 0.0
                last_node = nodes[first, 1 - side]
                while piece >= 0 and not is_used[piece]:
                    is_used[piece] = True
                    leaving = 1 - entered
                    points[total] = pieces[piece, 2 * leaving : 2 * leaving + 2]
                    length += np.sqrt(((points[total] - points[total - 1]) ** 2).sum())
                    total += 1
                    node = nodes[piece, leaving]
                    onward = _next_piece(pieces, joints, piece, leaving)
                    if onward >= 0:
                        entered = 0 if nodes[onward, 0] == node else 1
                    last_node = node
                    piece = onward
                is_dust = length < _LONGEST_DUST and degree[nodes[first, 1 - side]] == 1 and degree[last_node] == 1
                if is_dust:
                    total = begin
                    continue
                outline[lines] = pieces[first, 4] > 0
                lines += 1
                starts[lines] = total
    return points[:total], starts[: lines + 1], outline[:lines]


@compiled
def _next_piece(pieces: FloatArray, joints: _Joints, piece: int, side: int) -> int:
    """The piece that continues `piece` beyond its end `side`, or -1."""
    node = joints.nodes[piece, side]
    if joints.degree[node] != 2:
        return -1
    first, second = joints.meeting[node]
    other = first if second == piece else second
    if other == piece or pieces[other, 4] != pieces[piece, 4]:
        return -1
    near = 0 if joints.nodes[other, 0] == node else 1
    ax = pieces[piece, 2 * side] - pieces[piece, 2 - 2 * side]
    ay = pieces[piece, 2 * side + 1] - pieces[piece, 3 - 2 * side]
    bx = pieces[other, 2 - 2 * near] - pieces[other, 2 * near]
    by = pieces[other, 3 - 2 * near] - pieces[other, 2 * near + 1]
    # A corner of 50 degrees or more ends the line.
    straight = (ax * bx + ay * by) > 0.64 * np.sqrt((ax * ax + ay * ay) * (bx * bx + by * by))
    return other if straight else -1
