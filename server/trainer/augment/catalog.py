"""Every augmentation by its kind, and the description that the page reads."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, cast

from trainer.augment.augmentation import Augmentation, Option
from trainer.augment.auto_augment import AutoAugment
from trainer.augment.colors import (
    Blur,
    ChannelShuffle,
    ColorJitter,
    EdgeEnhance,
    Grayscale,
    Jpeg,
    Pixelize,
    ShufflePixels,
)
from trainer.augment.drawing_styles import Dashes, FiguresOnSheet, Hatching, Labels, LineWidth, PartCrop, ScanNoise
from trainer.augment.flips import HorizontalFlip, QuarterTurn, SheetTurn, VerticalFlip
from trainer.augment.framing import PadCrop, RandomResizedCrop, RescalePad, Resize
from trainer.augment.geometry import Letterbox, Perspective, Rotation, ShiftScaleRotate
from trainer.augment.overlays import DeGaussian, DePepper, EmojiOverlay, OverlayOrCrop, RandomPatch, TextOverlay
from trainer.augment.random_erasing import Cutout, RandomErasing

AUGMENTATIONS: tuple[type[Augmentation], ...] = (
    Resize,
    RescalePad,
    PadCrop,
    RandomResizedCrop,
    HorizontalFlip,
    VerticalFlip,
    QuarterTurn,
    RandomErasing,
    Cutout,
    Letterbox,
    Rotation,
    ShiftScaleRotate,
    Perspective,
    AutoAugment,
    ColorJitter,
    Grayscale,
    ChannelShuffle,
    Blur,
    EdgeEnhance,
    Jpeg,
    Pixelize,
    ShufflePixels,
    TextOverlay,
    EmojiOverlay,
    OverlayOrCrop,
    RandomPatch,
    DeGaussian,
    DePepper,
    SheetTurn,
    LineWidth,
    Dashes,
    Hatching,
    Labels,
    FiguresOnSheet,
    ScanNoise,
    PartCrop,
)
BY_KIND = {augmentation.kind: augmentation for augmentation in AUGMENTATIONS}


def describe() -> dict[str, Any]:
    """What `src/contracts/augmentations.json` holds."""
    return {"schema": 1, "augmentations": [_describe(augmentation) for augmentation in AUGMENTATIONS]}


def _describe(augmentation: type[Augmentation]) -> dict[str, Any]:
    return {
        "name": augmentation.kind,
        "label": augmentation.label,
        "help": augmentation.help,
        "domain": augmentation.domain,
        "level": augmentation.level,
        "options": [_option(entry.name, entry.default, entry.metadata["option"]) for entry in fields(augmentation)],
    }


def _option(name: str, default: object, option: Option) -> dict[str, Any]:
    described: dict[str, Any] = {"name": camel_case(name), "label": option.label}
    if option.choices is not None:
        return {**described, "type": "choice", "choices": list(option.choices), "default": default}
    if isinstance(default, tuple):
        described |= {"type": "range", "default": list(cast("tuple[float, float]", default))}
    else:
        kind = "boolean" if isinstance(default, bool) else "integer" if isinstance(default, int) else "number"
        described |= {"type": kind, "default": default}
    return described if option.within is None else {**described, "within": list(option.within)}


def camel_case(name: str) -> str:
    """An option's name in JSON."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
