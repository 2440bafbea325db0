"""`checkpoint.json`: what a checkpoint says about itself, parsed once at the border."""

from __future__ import annotations

import json
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from trainer.errors import CheckpointError

SCHEMA = 1

Filter = Literal["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
PositiveInteger = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Text = Annotated[str, Field(min_length=1)]
CheckpointId = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Triple = tuple[float, float, float]


class Part(BaseModel):
    """Frozen; camelCase outside and snake_case inside; unknown keys are passed over, as the page does."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,  # what has a default here is written all the same
    )


class NoCrop(Part):
    """The picture is taken whole."""

    kind: Literal["none"] = "none"


class InkCrop(Part):
    """Crop to the bounding box of the ink; `margin` is a fraction of the longer side of that box."""

    kind: Literal["ink"] = "ink"
    margin: Annotated[float, Field(ge=0, le=1)]


class InkRule(Part):
    """Normalization of stroke width and resolution, in pixels of the normalized picture."""

    method: str
    stroke_width_pixels: Annotated[float, Field(gt=0)]
    long_side_pixels: PositiveInteger


class InputRules(Part):
    """How a decoded picture becomes the network's input; `trainer.preprocessing` carries it out."""

    height: PositiveInteger
    width: PositiveInteger
    resize: Literal["letterbox", "squash", "shorter-side"]
    filter: Filter
    fill: Annotated[int, Field(ge=0, le=255)]
    color: Literal["gray-as-rgb", "rgb"]
    mean: Triple
    std: Triple
    crop: Annotated[NoCrop | InkCrop, Field(discriminator="kind")]
    ink: InkRule | None

    @model_validator(mode="after")
    def _sides_fit_rule(self) -> InputRules:
        if self.resize != "squash" and self.height != self.width:
            raise ValueError(f"resize {self.resize} needs a square input, found {self.height} x {self.width}")
        if min(self.std) <= 0:
            raise ValueError(f"std must be positive, found {self.std}")
        return self


class EmbeddingRules(Part):
    """What comes out: `dimension` is that of the stored vector, after any whitening."""

    dimension: PositiveInteger
    pooling: str
    neck: str


class EmbeddingViews(Part):
    """How a picture is looked at: the vectors of several views of it are added up.

    At every size the picture stands upright, then once for each flip and once for each rotation. The page's
    `embeddingViews.ts` says more.
    """

    scales: Annotated[tuple[Annotated[float, Field(ge=0.25, le=4)], ...], Field(min_length=1, max_length=8)] = (1.0,)
    flips: Annotated[tuple[Literal["horizontal", "vertical"], ...], Field(max_length=2)] = ()
    rotations: Annotated[tuple[Literal[90, 180, 270], ...], Field(max_length=3)] = ()
    denoise: Literal["none", "median", "bilateral", "by-type"] = "none"
    pool: Literal["sum", "gem"] = "sum"


PLAIN_VIEWS = EmbeddingViews()


class Credits(Part):
    """Whose work the weights stand on."""

    training_data: tuple[str, ...]
    start_weights: tuple[str, ...]


class Metric(Part):
    """One measured value on a named data set."""

    dataset: str
    name: str
    value: float


class CheckpointFile(Part):
    """A file of the folder, relative path with `/`."""

    path: Text
    bytes: Count
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Manifest(Part):
    """The whole of `checkpoint.json`."""

    schema_number: Annotated[Literal[1], Field(alias="schema")] = SCHEMA
    id: CheckpointId
    name: Text
    recipe: Text
    parent: CheckpointId | None
    created_at: str
    input: InputRules
    embedding: EmbeddingRules
    credits: Credits
    metrics: tuple[Metric, ...]
    identities: Count
    files: tuple[CheckpointFile, ...]
    views: Annotated[EmbeddingViews, Field(exclude_if=PLAIN_VIEWS.__eq__)] = PLAIN_VIEWS


def parse_manifest(text: str) -> Manifest:
    """Parses the text of a `checkpoint.json`.

    Raises:
        CheckpointError: no JSON, another schema number, or fields that break the format; all of them are named.
    """
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise CheckpointError(f"checkpoint.json is not JSON: {error}.", "Copy the checkpoint folder again.") from error
    found = cast("dict[str, object]", value).get("schema") if isinstance(value, dict) else None
    if found != SCHEMA:
        raise CheckpointError(
            f"checkpoint.json has schema {found!r}, this version reads schema {SCHEMA}.",
            "Use the version of Retrieval Studio that wrote the checkpoint, or export it again.",
        )
    try:
        return Manifest.model_validate(value)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        message = f"checkpoint.json breaks the format: {faults}."
        raise CheckpointError(message, "Export the checkpoint again.") from error


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is written to disk, keys in the order of the format."""
    return json.dumps(manifest.model_dump(mode="json", by_alias=True), indent=2, ensure_ascii=False) + "\n"
