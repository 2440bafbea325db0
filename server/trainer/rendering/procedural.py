"""Shapes without end: design-like objects put together by chance, each an identity of its own.

Training pictures of few objects teach a network those objects; what it shall learn is to tell any two apart. A shape
here is a body with features on it (feet, handles, rims, panels, rows of buttons), mostly symmetrical, as products are.
"""

from __future__ import annotations

import numpy as np

from trainer.rendering.mesh import FloatArray, Mesh, make_mesh
from trainer.rendering.primitives import Surface, extrude, join_surfaces, revolve, sweep

_MIRROR = np.diag([-1.0, 1.0, 1.0])


def make_shape(seed: int) -> Mesh:
    """The shape of a seed, the same on every machine with the same numpy.

    Args:
        seed: 0 or more; another seed gives another shape.

    Returns:
        A mesh within about two units, upright, without lines of its own.
    """
    generator = np.random.default_rng([0x5A9E, seed])
    bodies = _bodies(generator)
    parts = list(bodies)
    for _ in range(int(generator.integers(0, 5))):
        parts.extend(_FEATURES[int(generator.integers(len(_FEATURES)))](generator, bodies[0]))
    surface = join_surfaces(parts)
    return make_mesh(surface.vertices, surface.faces, source=f"procedural shape {seed}")


def _bodies(generator: np.random.Generator) -> list[Surface]:
    """One to three solids, stacked or side by side."""
    body = _solid(generator, generator.uniform(0.25, 1.0, 3))
    solids = [body]
    for _ in range(int(generator.choice([0, 0, 1, 1, 2]))):
        low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
        axis = int(generator.choice([0, 1, 1, 1, 2]))
        other = _solid(generator, generator.uniform(0.15, 0.8, 3))
        offset = np.zeros(3)
        reach = float(np.ptp(other.vertices[:, axis])) / 2
        is_above = generator.random() < 0.5
        offset[axis] = high[axis] + reach * 0.8 if is_above else low[axis] - reach * 0.8
        placed = other.placed(np.eye(3), offset)
        solids.append(placed)
        if axis == 0 and generator.random() < 0.7:
            solids.append(placed.placed(_MIRROR, np.zeros(3)))
    return solids


def _solid(generator: np.random.Generator, half: FloatArray) -> Surface:
    """A lathe, a prism or a tube, centered on the origin, with about the half extents asked for."""
    kind = generator.random()
    if kind < 0.35:
        surface = revolve(*_profile(generator))
    elif kind < 0.9:
        surface = extrude(*_prism(generator))
    else:
        surface = _ring(generator, float(generator.uniform(0.1, 0.4)))
    center = (surface.vertices.min(axis=0) + surface.vertices.max(axis=0)) / 2
    extent = np.ptp(surface.vertices, axis=0) / 2 + 1e-9
    if kind < 0.35 and generator.random() < 0.8:
        half = np.array([half[0], half[1], half[0]])  # mostly round
    placed = surface.placed(np.diag(half / extent), -center * half / extent)
    turn = generator.random()
    if turn < 0.2:  # lying on its side
        return placed.placed(np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]), np.zeros(3))
    if turn < 0.4:  # facing the viewer
        return placed.placed(np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]), np.zeros(3))
    return placed


def _profile(generator: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Radii and heights of a lathe: straight pieces, curved ones, or both."""
    knots = int(generator.integers(2, 7))
    radii = generator.uniform(0.2, 1.0, knots)
    heights = np.sort(generator.uniform(0, 1, knots))
    heights[0], heights[-1] = 0, 1
    if generator.random() < 0.3:  # steps, as of a turned column
        radii, heights = np.repeat(radii, 2)[:-1], np.repeat(heights, 2)[1:]
        heights = heights + np.arange(len(heights)) * 1e-4
    if generator.random() < 0.6:
        fine = np.linspace(0, 1, 28)
        radii, heights = np.interp(fine, heights, radii), fine
        kernel = np.ones(5) / 5
        radii = np.convolve(np.pad(radii, 2, mode="edge"), kernel, mode="valid")
    if generator.random() < 0.25:  # closes in a dome
        dome = np.linspace(0, np.pi / 2, 9)[1:]
        heights = np.concatenate([heights, heights[-1] + radii[-1] * 0.8 * np.sin(dome)])
        radii = np.concatenate([radii, radii[-1] * np.maximum(np.cos(dome), 0.02)])
    return radii, heights


def _prism(generator: np.random.Generator) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Outline, heights, scales and twist of a prism."""
    outline = _outline(generator)
    kind = generator.random()
    if kind < 0.55:
        heights, scales = np.array([0.0, 1.0]), np.array([1.0, 1.0])
    elif kind < 0.75:
        heights, scales = np.array([0.0, 1.0]), np.array([1.0, generator.uniform(0.3, 0.95)])
    elif kind < 0.9:  # edges broken by a bevel
        bevel = float(generator.uniform(0.02, 0.15))
        heights = np.array([0.0, bevel, 1 - bevel, 1.0])
        scales = np.array([1 - bevel, 1.0, 1.0, 1 - bevel])
    else:
        heights = np.linspace(0, 1, 16)
        scales = 1 + generator.uniform(-0.4, 0.4) * np.sin(np.pi * heights * generator.integers(1, 3))
    twist = float(generator.uniform(-0.8, 0.8)) if kind >= 0.9 and generator.random() < 0.4 else 0.0
    return outline, heights, scales, twist


def _outline(generator: np.random.Generator) -> FloatArray:
    """[K, 2] within the unit square around the origin, star-shaped."""
    kind = generator.random()
    if kind < 0.3:
        return np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    if kind < 0.4:
        sides = int(generator.integers(3, 9))
        angles = np.arange(sides) * 2 * np.pi / sides + generator.choice([0, np.pi / sides])
        return np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    cosines, sines = np.cos(angles), np.sin(angles)
    if kind < 0.75:  # superellipse, from a diamond over a circle to a rounded box
        power = 2 / float(generator.choice([1.3, 2, 2, 3, 4, 6, 8]))
        return np.stack([np.sign(cosines) * np.abs(cosines) ** power, np.sign(sines) * np.abs(sines) ** power], axis=-1)
    radius = np.ones_like(angles)
    for wave in range(2, int(generator.integers(3, 7))):
        radius += generator.uniform(-0.25, 0.25) / (wave - 1) * np.cos(wave * angles)
        if generator.random() < 0.4:
            radius += generator.uniform(-0.15, 0.15) / (wave - 1) * np.sin(wave * angles)
    if generator.random() < 0.2:  # a toothed wheel
        radius *= 1 + 0.12 * np.sign(np.sin(generator.integers(5, 12) * angles + 0.01))
    return np.stack([cosines, sines], axis=-1) * np.maximum(radius, 0.25)[:, None]


def _ring(generator: np.random.Generator, thickness: float) -> Surface:
    angles = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    path = np.stack([np.cos(angles), np.zeros_like(angles), np.sin(angles)], axis=-1)
    return sweep(path, _section(generator, thickness), is_closed=True)


def _section(generator: np.random.Generator, size: float) -> FloatArray:
    if generator.random() < 0.3:
        return np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]) * size * 0.8
    angles = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1) * size


def _box_of(body: Surface) -> tuple[FloatArray, FloatArray]:
    return body.vertices.min(axis=0), body.vertices.max(axis=0)


def _feet(generator: np.random.Generator, body: Surface) -> list[Surface]:
    """Three to six feet below the body, in a ring or at the corners."""
    low, high = _box_of(body)
    extent = (high - low) / 2
    length = float(generator.uniform(0.1, 0.9))
    width = float(generator.uniform(0.03, 0.12)) * float(extent[[0, 2]].max() + 0.2)
    foot = _solid(generator, np.array([width, length / 2 + float(extent[1]) * 0.3, width]))
    reach = float(generator.uniform(0.4, 0.85))
    if generator.random() < 0.6:
        places = [(x, z) for x in (-reach, reach) for z in (-reach, reach)]
    else:
        angles = np.arange(generator.integers(3, 7)) * 2 * np.pi / 5
        places = [(reach * np.cos(angle), reach * np.sin(angle)) for angle in angles]
    middle = (low + high) / 2
    tops = [
        np.array([middle[0] + x * extent[0], low[1] - length * 0.45 + extent[1] * 0.3, middle[2] + z * extent[2]])
        for x, z in places
    ]
    return [foot.placed(np.eye(3), top) for top in tops]


def _handle(generator: np.random.Generator, body: Surface) -> list[Surface]:
    """A bow on the side or the top, or one on each side."""
    low, high = _box_of(body)
    middle, extent = (low + high) / 2, (high - low) / 2
    turn = np.linspace(-0.1, np.pi + 0.1, 22)
    bow, reach = float(generator.uniform(0.15, 0.7)), float(generator.uniform(0.2, 0.8))
    thickness = float(generator.uniform(0.03, 0.1))
    section = _section(generator, thickness)
    if generator.random() < 0.4:
        path = np.stack([extent[0] * reach * np.cos(turn), bow * np.sin(turn), np.zeros_like(turn)], axis=-1)
        return [sweep(path + np.array([middle[0], high[1] * 0.98, middle[2]]), section)]
    path = np.stack([bow * np.sin(turn), extent[1] * reach * np.cos(turn), np.zeros_like(turn)], axis=-1)
    handle = sweep(path + np.array([high[0] * 0.95, middle[1], middle[2]]), section)
    return [handle, handle.placed(_MIRROR, np.zeros(3))] if generator.random() < 0.4 else [handle]


def _rim(generator: np.random.Generator, body: Surface) -> list[Surface]:
    """One to three bands around the body."""
    low, high = _box_of(body)
    middle, extent = (low + high) / 2, (high - low) / 2
    thickness = float(generator.uniform(0.02, 0.1))
    heights = generator.uniform(-1, 1, int(generator.integers(1, 4)))
    ring = _ring(generator, thickness)
    scale = np.diag([extent[0] * 0.98 + 0.01, 1.0, extent[2] * 0.98 + 0.01])
    return [ring.placed(scale, middle + np.array([0, extent[1] * height, 0])) for height in heights]


def _buttons(generator: np.random.Generator, body: Surface) -> list[Surface]:
    """A grid of equal small solids on the front, the top or a side."""
    low, high = _box_of(body)
    middle, extent = (low + high) / 2, (high - low) / 2
    axis = int(generator.choice([0, 1, 2, 2]))
    across, along = (index for index in range(3) if index != axis)
    counts = generator.integers(1, 5, 2)
    spread = generator.uniform(0.2, 0.85, 2)
    depth = float(generator.uniform(0.02, 0.15))
    half = np.empty(3)
    half[axis] = depth
    half[across] = extent[across] * spread[0] / counts[0] * generator.uniform(0.3, 0.8)
    half[along] = extent[along] * spread[1] / counts[1] * generator.uniform(0.3, 0.8)
    button = _solid_along(generator, half, axis)
    side = 1.0 if axis != 0 or generator.random() < 0.5 else -1.0
    parts: list[Surface] = []
    for column in np.linspace(-1, 1, counts[0]) if counts[0] > 1 else (float(generator.uniform(-0.5, 0.5)),):
        for row in np.linspace(-1, 1, counts[1]) if counts[1] > 1 else (float(generator.uniform(-0.5, 0.5)),):
            place = middle.copy()
            place[axis] += side * extent[axis] * 0.99
            place[across] += extent[across] * spread[0] * column * 0.8
            place[along] += extent[along] * spread[1] * row * 0.8
            parts.append(button.placed(np.eye(3), place))
    return parts


def _solid_along(generator: np.random.Generator, half: FloatArray, axis: int) -> Surface:
    """A prism that stands on a face with the given normal axis."""
    outline, heights, scales, _ = _prism(generator)
    surface = extrude(outline, heights, scales)
    center = (surface.vertices.min(axis=0) + surface.vertices.max(axis=0)) / 2
    unit = surface.placed(np.eye(3), -center)
    order = [1 if index == axis else (0 if index == (axis + 1) % 3 else 2) for index in range(3)]
    turned = Surface(unit.vertices[:, order], unit.faces)
    extent = np.ptp(turned.vertices, axis=0) / 2 + 1e-9
    return turned.placed(np.diag(half / extent), np.zeros(3))


_FEATURES = (_feet, _handle, _rim, _buttons, _buttons)
