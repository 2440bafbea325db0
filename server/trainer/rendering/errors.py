"""The faults a user can cause with a model, a package or an option of the renderer."""

from trainer.errors import TrainerError


class ModelFormatError(TrainerError):
    """A 3-D model cannot be read, or holds nothing that can be drawn."""


class PackageFormatError(TrainerError):
    """A folder given as the furniture package does not have the layout of one."""
