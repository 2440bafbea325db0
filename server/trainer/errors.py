"""Failures that a user can do something about. A bug is a plain exception and keeps its traceback."""

from __future__ import annotations


class TrainerError(Exception):
    """An expected failure: the message says what was expected and what was found, with the values.

    Attributes:
        hint: what the user can do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class ItemTableError(TrainerError):
    """An item table that does not follow the format; the message lists every fault with its line."""


class PictureError(TrainerError):
    """A picture that cannot be opened."""


class CheckpointError(TrainerError):
    """A checkpoint folder that is incomplete, altered, or of another schema."""


class ExportError(TrainerError):
    """An exported network that does not compute what the original computes."""


class MeasurementError(TrainerError):
    """Data from which the asked-for quantity cannot be computed."""


class GoldenFileError(TrainerError):
    """A golden file or a pattern that cannot be used."""


class AugmentationError(TrainerError):
    """An augmentation that does not exist, or an option outside its range."""


class RecipeError(TrainerError):
    """A recipe that breaks the format, or asks for what cannot be."""


class StartWeightsError(TrainerError):
    """Weights to start from are not at hand, or belong to another network."""
