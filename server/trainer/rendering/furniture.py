"""Reads Debian's package sweethome3d-furniture: which objects it holds, by whom, and under which license."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from trainer.rendering.errors import PackageFormatError
from trainer.rendering.loading import load_geometry
from trainer.rendering.mesh import Mesh, transformed

_CATALOG = "PluginFurnitureCatalog.properties"

# Whom the LICENSE.TXT of an archive tells to credit, where the catalog's `creator` is only a short form of it.
_CREDITED = {
    "KatorLegaz": "Andrew Kator & Jennifer Legaz",
    "Reallusion": "Reallusion",
    "Scopia": "Emmanuel Puybaret / eTeks and Scopia Visual Interfaces Systems, s.l.",
}

_LICENSE_NAMES = {
    "publicdomain/zero/1.0": "CC0 1.0",
    "choose/zero": "CC0 1.0",
    "licenses/by/3.0/us": "CC BY 3.0 US",
    "licenses/by/3.0": "CC BY 3.0",
    "licenses/by/4.0": "CC BY 4.0",
}
_LICENSE_LINKS = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 3.0 US": "https://creativecommons.org/licenses/by/3.0/us/",
    "CC BY 3.0": "https://creativecommons.org/licenses/by/3.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True)
class FurnitureObject:
    """One model of the package.

    Attributes:
        name: the identity: lower-case words of the catalog's id, joined by hyphens; unique.
        title: what a user reads.
        category: of the catalog.
        author: whom to credit.
        license: short name such as "CC BY 3.0".
        created: ISO date of the catalog, "" if it has none.
        source: a link to the author's page, or else to the license.
        archive: the .sh3f file.
        member: the model in it.
        rotation: rows of a 3 x 3 matrix that turns the model upright and to the front.
    """

    name: str
    title: str
    category: str
    author: str
    license: str
    created: str
    source: str
    archive: Path
    member: str
    rotation: tuple[float, ...]

    def load(self) -> Mesh:
        """Read the geometry. Raises ModelFormatError if that cannot be done."""
        with zipfile.ZipFile(self.archive) as archive:
            content = io.BytesIO(archive.read(self.member))
        mesh = load_geometry(content, PurePosixPath(self.member).name)
        return transformed(mesh, np.asarray(self.rotation).reshape(3, 3))


@dataclass(frozen=True)
class FurniturePackage:
    """What a package holds.

    Attributes:
        objects: those that may be used, in the order of their names.
        left_out: {name: reason} of the others.
        versions: of its catalogs, such as "Scopia 1.8".
    """

    objects: tuple[FurnitureObject, ...]
    left_out: Mapping[str, str]
    versions: tuple[str, ...]


def read_package(folder: Path) -> FurniturePackage:
    """Read all catalogs below a folder.

    Args:
        folder: where the package is installed or unpacked; searched for .sh3f archives.

    Raises:
        PackageFormatError: there is no such archive, or one without a catalog.
    """
    archives = sorted(folder.rglob("*.sh3f"))
    if not archives:
        raise PackageFormatError(
            f"{folder}: expected the .sh3f archives of the Debian package sweethome3d-furniture, found none.",
            "Install the package and name /usr/share/sweethome3d/furniture, or unpack it with dpkg -x and name that.",
        )
    objects: list[FurnitureObject] = []
    left_out: dict[str, str] = {}
    versions = tuple(_read_archive(archive, objects, left_out) for archive in archives)
    return FurniturePackage(tuple(sorted(objects, key=lambda each: each.name)), left_out, versions)


def license_link(name: str) -> str:
    """The address of a license's text, by its short name."""
    return _LICENSE_LINKS[name]


def recognize_license(text: str) -> str | None:
    """The short name of the one license a text names by its Creative Commons address or its full name.

    Returns:
        One of the names that may be used, or None: no license, several, or another than CC0 and CC BY.
    """
    if re.search(r"creativecommons\.org/licenses/by-|noncommercial|non-commercial|sharealike|noderiv", text, re.I):
        return None
    paths = re.findall(r"creativecommons\.org/((?:licenses|publicdomain/zero|choose)/[a-z0-9./]+)", text, re.I)
    names = {_LICENSE_NAMES.get(path.lower().strip("/.")) for path in paths}
    if not names:
        if re.search(r"\bCC-0\b|Creative Commons Zero", text):
            names.add("CC0 1.0")
        if re.search(r"Creative Commons Attribution 3\.0(?! United)|\bCC-BY\b(?!-)", text):
            names.add("CC BY 3.0")
    return names.pop() if len(names) == 1 else None


def _read_archive(path: Path, objects: list[FurnitureObject], left_out: dict[str, str]) -> str:
    """Add the objects of one archive; returns its name and version."""
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        if _CATALOG not in members:
            raise PackageFormatError(f"{path}: expected {_CATALOG} in it, found none.", "Unpack the package again.")
        catalog = _parse_properties(archive.read(_CATALOG).decode("latin-1"))
        texts = {
            member: archive.read(member).decode("utf-8", "replace")
            for member in members
            if re.search(r"license[^/]*\.(txt|html)$", member, re.I)
        }
    for number in sorted({int(key.split("#")[1]) for key in catalog if re.fullmatch(r"model#\d+", key)}):
        entry = {key.split("#")[0]: value for key, value in catalog.items() if key.endswith(f"#{number}")}
        folder, _, _ = entry["model"].strip("/").rpartition("/")
        own = [text for member, text in texts.items() if member.startswith(f"{folder}/")]
        text = "\n".join(own) if own else texts.get("LICENSE.TXT", "")
        name = _slug(f"{path.stem} {entry['id'].split('#')[-1]}")
        license_name = recognize_license(text)
        if license_name is None:
            left_out[name] = "its license file names neither CC0 nor CC BY, or more than one license"
            continue
        page = re.search(r"https?://(?:www\.)?blendswap\.com/blends?s?/(?:view/)?\d+", text)
        objects.append(
            FurnitureObject(
                name=name,
                title=entry["name"].strip(),
                category=entry["category"].strip(),
                author=_CREDITED.get(path.stem, entry["creator"].strip()),
                license=license_name,
                created=entry.get("creationDate", "").strip(),
                source=page.group() if page else _LICENSE_LINKS[license_name],
                archive=path,
                member=entry["model"].strip("/"),
                rotation=tuple(float(part) for part in entry.get("modelRotation", "1 0 0 0 1 0 0 0 1").split()),
            )
        )
    return f"{path.stem} {catalog.get('version', '')}".strip()


def _parse_properties(text: str) -> dict[str, str]:
    """Java properties, as far as the catalogs use them: `key=value` lines, other letters as backslash-u codes."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {
        key.strip(): re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code.group(1), 16)), value)
        for key, _, value in pairs
    }


def _slug(text: str) -> str:
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
