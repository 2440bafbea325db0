"""The same weights with other views: a checkpoint derived from another, and how views are asked for in a command."""

from __future__ import annotations

import argparse
from typing import Any, cast

from pydantic import ValidationError

from trainer.errors import CheckpointError
from trainer.manifest import PLAIN_VIEWS, EmbeddingViews, Manifest

VIEWS_HELP = (
    "views of each picture whose vectors are added up, with commas between: flip (mirrored), flip-vertical, rotate "
    "(90, 180 and 270 degrees; rotate=90+270 for some), scale=1.1 or scale=0.7+1+1.4 (multiples of the input size), "
    "median, bilateral or denoise (by the noise that each picture has), gem (power mean)"
)

WORDS: dict[str, dict[str, Any]] = {
    "flip": {"flips": ["horizontal"]},
    "flip-vertical": {"flips": ["vertical"]},
    "rotate": {"rotations": [90, 180, 270]},
    "median": {"denoise": "median"},
    "bilateral": {"denoise": "bilateral"},
    "denoise": {"denoise": "by-type"},
    "gem": {"pool": "gem"},
}
NUMBERED = {"rotate": "rotations", "scale": "scales"}


def views_of_text(text: str) -> EmbeddingViews:
    """Reads what `--views` was given, for argparse.

    Raises:
        argparse.ArgumentTypeError: names the word or value that is not known.
    """
    fields: dict[str, Any] = {"flips": []}
    for word in (part.strip() for part in text.split(",")):
        name, _, numbers = word.partition("=")
        if numbers and name in NUMBERED:
            fields[NUMBERED[name]] = numbers.split("+")
        elif not numbers and name in WORDS:
            flips = WORDS[name].get("flips", [])
            fields |= {**WORDS[name], "flips": [*cast("list[str]", fields["flips"]), *flips]}
        else:
            known = ", ".join([*WORDS, "rotate=90+270", "scale=1.1"])
            raise argparse.ArgumentTypeError(f"expected some of {known}; found {word!r}")
    if "rotations" in fields:
        fields["rotations"] = [int(angle) if str(angle).isdigit() else angle for angle in fields["rotations"]]
    try:
        return EmbeddingViews.model_validate(fields)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise argparse.ArgumentTypeError(f"{text!r}: {faults}") from error


def with_views(manifest: Manifest, views: EmbeddingViews, created_at: str) -> Manifest:
    """The manifest of the same weights with views: an id of its own, no metrics, the other one as its parent.

    Args:
        manifest: a checkpoint's that has no views.
        views: to add; plain ones leave the manifest as it is.
        created_at: ISO 8601.

    Raises:
        CheckpointError: the checkpoint has views already.
    """
    if views == PLAIN_VIEWS:
        return manifest
    if manifest.views != PLAIN_VIEWS:
        raise CheckpointError(
            f"{manifest.id} has views already ({', '.join(views_words(manifest.views))}); expected none.",
            f"Add views to {manifest.parent}, which it was made from.",
        )
    changes: dict[str, Any] = {
        "id": f"{manifest.id}.views-{views_slug(views)}",
        "name": f"{manifest.name}, {', '.join(views_words(views))}",
        "parent": manifest.id,
        "created_at": created_at,
        "metrics": (),
        "views": views,
    }
    return manifest.model_copy(update=changes)


def views_slug(views: EmbeddingViews) -> str:
    """Views as an id names them: `fh-r90-x1.1-median`."""
    parts = [
        *(f"f{flip[0]}" for flip in views.flips),
        *(f"r{angle}" for angle in views.rotations),
        *(f"x{_number(scale)}" for scale in views.scales if views.scales != PLAIN_VIEWS.scales),
        *([] if views.denoise == "none" else [views.denoise]),
        *([] if views.pool == "sum" else [views.pool]),
    ]
    return "-".join(parts)


def views_words(views: EmbeddingViews) -> list[str]:
    """Views as people are told of them, plain parts left out."""
    flips = {"horizontal": "mirrored", "vertical": "upside down"}
    denoised = {"none": [], "median": ["median"], "bilateral": ["bilateral filter"], "by-type": ["denoised by type"]}
    return [
        *(flips[flip] for flip in views.flips),
        *([f"turned {' '.join(f'{angle}°' for angle in views.rotations)}"] if views.rotations else []),
        *([] if views.scales == PLAIN_VIEWS.scales else [f"sizes {' '.join(f'× {_number(s)}' for s in views.scales)}"]),
        *denoised[views.denoise],
        *([] if views.pool == "sum" else ["power mean"]),
    ]


def _number(value: float) -> str:
    """At most four digits behind the point."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
