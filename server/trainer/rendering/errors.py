"""The faults a user can cause with a model, a package or an option of the renderer."""


class RenderingError(Exception):
    """An expected failure: the message holds what was expected and found, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class ModelFormatError(RenderingError):
    """A 3-D model cannot be read, or holds nothing that can be drawn."""


class PackageFormatError(RenderingError):
    """A folder given as the furniture package does not have the layout of one."""
