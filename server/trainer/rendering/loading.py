"""Reads a 3-D model of any known format into a mesh with y up and the front towards +z."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import trimesh

from trainer.rendering.errors import ModelFormatError
from trainer.rendering.mesh import FloatArray, Mesh, make_mesh, transformed

# Columns: what the format's axes are in ours. STL has no rule; machines that print it have z up.
_UPRIGHT: Mapping[str, FloatArray] = {
    ".obj": np.eye(3),
    ".gltf": np.eye(3),
    ".glb": np.eye(3),
    ".stl": np.asarray([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
}
MODEL_SUFFIXES = (*_UPRIGHT, ".dat", ".zip")


def load_model(path: Path, library: Path | None = None) -> Mesh:
    """Read one model.

    Args:
        path: a file that ends in .obj, .stl, .gltf, .glb, .dat (LDraw), or .zip with exactly one of the others in it.
        library: the LDraw library, a folder with `parts` and `p`; needed for .dat only.

    Returns:
        The welded mesh, upright.

    Raises:
        ModelFormatError: the file cannot be read as what its suffix says, or there is nothing in it to draw.
    """
    suffix = path.suffix.lower()
    if suffix == ".dat":
        from trainer.rendering.ldraw import load_ldraw_part

        return load_ldraw_part(path, library)
    if suffix == ".zip":
        return _load_zipped(path)
    return load_geometry(path, path.name)


def load_geometry(source: Path | io.BytesIO, name: str) -> Mesh:
    """Read an OBJ, STL or glTF model from a file or from memory; `name` tells the format and is used in errors."""
    suffix = Path(name).suffix.lower()
    if suffix not in _UPRIGHT:
        raise ModelFormatError(
            f"{name}: expected a model that ends in one of {', '.join(MODEL_SUFFIXES)}, found {suffix or 'no suffix'}.",
            "Convert the model to OBJ or glTF.",
        )
    try:
        scene: Any = trimesh.load_scene(source, file_type=suffix[1:], process=False, skip_materials=True)
        parts: list[Any] = [part for part in scene.dump(concatenate=False) if hasattr(part, "faces")]
    except Exception as error:  # each reader of the library fails in its own way on a broken file
        raise ModelFormatError(
            f"{name}: expected a whole {suffix[1:].upper()} file, the reader said: {error or type(error).__name__}.",
            "The file may be truncated or of another format; export it again.",
        ) from error
    if not parts:
        raise ModelFormatError(f"{name}: expected triangles, found none.", "Export the model as a triangle mesh.")
    offsets = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    vertices = np.concatenate([np.asarray(part.vertices, np.float64) for part in parts])
    faces = np.concatenate([np.asarray(part.faces) + start for part, start in zip(parts, offsets, strict=True)])
    return transformed(make_mesh(vertices, faces, source=name), _UPRIGHT[suffix])


def _load_zipped(path: Path) -> Mesh:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in archive.namelist() if Path(name).suffix.lower() in _UPRIGHT]
            if len(inside) != 1:
                raise ModelFormatError(
                    f"{path.name}: expected one model in the archive, found {len(inside)}.",
                    "Unpack the archive and name the folder with the models instead.",
                )
            return load_geometry(io.BytesIO(archive.read(inside[0])), inside[0])
    except zipfile.BadZipFile as error:
        raise ModelFormatError(f"{path.name}: expected a zip archive, found: {error}.", "Download it again.") from error
