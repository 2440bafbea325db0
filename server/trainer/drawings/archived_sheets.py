"""Training sheets of a folder of line archives, as a recipe asks for them."""

from __future__ import annotations

from pathlib import Path

from trainer.drawings.drawing_source import SheetOptions
from trainer.drawings.drawn_pictures import DrawnPictures, draw_pictures
from trainer.drawings.sheet_layout import LayoutOptions
from trainer.errors import MeasurementError
from trainer.recipe.sampling import DrawnSheets


def draw_archives(folder: Path | None, side: int, seed: int) -> DrawnPictures:
    """Draws all archives of a folder, on all cores.

    Args:
        folder: with files of `render-lines`.
        side: of the pictures, in pixels.
        seed: of their styles.

    Raises:
        MeasurementError: no folder was named, or there is no archive in it.
    """
    paths = sorted(folder.glob("*.npz")) if folder is not None else []
    if not paths:
        raise MeasurementError(
            f"This recipe makes sheets of line archives; expected some in {folder or 'a folder'}, found none.",
            "Make them with `npm run studio -- render-lines` and name their folder with --lines; to train on pictures, "
            "take the recipe drawings-pictures.",
        )
    return draw_pictures(paths, side, seed, lambda _done, _total: None)


def sheet_options(sampler: DrawnSheets, batch: int) -> SheetOptions:
    """A recipe's sampler as the source takes it, for so many pictures in a batch."""
    layout = LayoutOptions(
        two_figures=sampler.two_figures,
        quarter_turn=sampler.quarter_turn,
        upside_down=sampler.upside_down,
        mirror=sampler.mirror,
        rotation_degrees=sampler.rotation_degrees,
        zoom=sampler.zoom,
        stretch=sampler.stretch,
        shift=sampler.shift,
        part=sampler.part,
    )
    return SheetOptions(
        batch // sampler.pictures, sampler.pictures, sampler.shared_style, sampler.marked, sampler.erased, layout
    )
