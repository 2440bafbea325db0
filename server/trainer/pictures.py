"""Opening a picture: from a file of any kind to 8-bit gray or RGB on white."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from trainer.errors import PictureError

Pixels = NDArray[np.uint8]

MOST_PIXELS = 200_000_000
"""A 14,000 x 14,000 sheet still opens; a decompression bomb does not."""


TIFF_SUBFILE_TYPE = 254
"""Tag whose bits 0 and 2 mark a directory as a reduced copy or a mask of another, and so as no page."""


def open_picture(path: Path, page: int = 0) -> Pixels:
    """Opens a picture upright, 8 bits a channel; the first frame where there are several.

    16-bit gray is scaled by 1/257, CMYK and palettes become RGB, and an EXIF orientation is applied.

    Args:
        path: a file of any kind that Pillow knows.
        page: of a TIFF, counted from 0 over the directories that are pages; 0 for every other kind.

    Returns:
        [H, W, C] uint8; C is 1 (gray), 3 (RGB) or 4 (RGB with straight alpha).

    Raises:
        PictureError: missing, not an image, truncated, of more than `MOST_PIXELS` pixels, or without that page.
    """
    try:
        with Image.open(path) as image:
            _seek_page(image, page, path)
            if image.width * image.height > MOST_PIXELS:
                raise PictureError(
                    f"{path} has {image.width} x {image.height} pixels, more than {MOST_PIXELS:,}.",
                    "Make it smaller first.",
                )
            return _eight_bits(ImageOps.exif_transpose(image))
    except UnidentifiedImageError as error:
        raise _unidentified(path) from error
    except Image.DecompressionBombError as error:
        raise PictureError(f"{path} is too large to open: {error}", "Make it smaller first.") from error
    except (OSError, SyntaxError, ValueError) as error:  # Pillow reports damaged files with all three
        raise PictureError(f"{path} cannot be read: {error}.", "Check that the file exists and is complete.") from error


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture as it is stored, read from its header.

    Raises:
        PictureError: missing, or not an image.
    """
    try:
        with Image.open(path) as image:
            return image.size
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(f"{path} cannot be read: {error}.", "Check that the file exists and is complete.") from error


def _seek_page(image: Image.Image, page: int, path: Path) -> None:
    if image.format != "TIFF":
        frames = 1
    else:
        frames = 0
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            tags = cast("TiffImageFile", image).tag_v2
            if int(tags.get(TIFF_SUBFILE_TYPE, 0)) & 0b101 == 0:
                if frames == page:
                    return
                frames += 1
    if page >= frames:
        raise PictureError(
            f"{path}: expected a page {page + 1}, found {frames}.", "Import the folder again: the file has changed."
        )


def _unidentified(path: Path) -> PictureError:
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if is_pdf:
        return PictureError(
            f"{path} is a PDF. Its sheets are drawn and embedded in the page only.",
            "Embed the items that are left over in the page.",
        )
    return PictureError(f"{path} is not an image that can be read.", "Convert it to PNG, JPEG or WebP.")


def _eight_bits(image: Image.Image) -> Pixels:
    if image.mode.startswith("I;16") or image.mode == "I":
        values = np.asarray(image).astype(np.float64)
        return np.floor(np.clip(values, 0, 65535) / 257 + 0.5).astype(np.uint8)[:, :, None]
    if image.mode in ("1", "L") and "transparency" not in image.info:
        return np.asarray(image.convert("L"))[:, :, None]
    if image.has_transparency_data:
        return np.asarray(image.convert("RGBA"))
    return np.asarray(image.convert("RGB"))


def on_white(pixels: Pixels) -> Pixels:
    """Lays a transparent picture on white; others are returned as they are.

    Args:
        pixels: [H, W, C] uint8; with C = 4 the last channel is straight alpha.

    Returns:
        [H, W, 1 or 3] uint8: round(c a / 255 + 255 (1 - a / 255)), which never meets a tie since 255 is odd.
    """
    if pixels.shape[2] != 4:
        return pixels
    alpha = pixels[:, :, 3:].astype(np.uint32)
    color = pixels[:, :, :3].astype(np.uint32)
    return ((color * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def to_gray(pixels: Pixels) -> Pixels:
    """Luma by ITU-R 601 in Pillow's fixed point: (19595 R + 38470 G + 7471 B + 2^15) / 2^16.

    Args:
        pixels: [H, W, 1 or 3] uint8, opaque.

    Returns:
        [H, W] uint8.
    """
    if pixels.shape[2] == 1:
        return pixels[:, :, 0]
    red, green, blue = (pixels[:, :, channel].astype(np.uint32) for channel in range(3))
    return ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16).astype(np.uint8)


def to_color(pixels: Pixels, color: Literal["gray-as-rgb", "rgb"]) -> Pixels:
    """The channels that a checkpoint resizes: [H, W, 1] for gray-as-rgb, [H, W, 3] for rgb."""
    opaque = on_white(pixels)
    if color == "gray-as-rgb":
        return to_gray(opaque)[:, :, None]
    return opaque if opaque.shape[2] == 3 else np.repeat(opaque, 3, axis=2)
