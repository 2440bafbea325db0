"""Which items come together in a batch."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trainer.recipe.section import Count, NotNegative, Section, Share, Size


class RandomSampler(Section):
    """Every item once an epoch, in random order.

    Attributes:
        views: pictures made of each item; see the recipe's `labels`.
        negatives: items of the reference set that join each of the batch's items, each an identity of its own, not
            augmented.
    """

    kind: Literal["random"] = "random"
    views: Size = 1
    negatives: Count = 0


class IdentitySampler(Section):
    """Identities times pictures.

    Attributes:
        pictures: K of each identity.
        draw: `balanced` takes a random picture and K − 1 others, every identity once a round (fast-reid); `naive`
            uses an identity's pictures up before it takes one again (strong baseline); `once` draws every identity
            once an epoch with replacement (DIGIX's second place).
        negatives: items of the reference set that join the batch, each an identity of its own; they count in its size.
    """

    kind: Literal["identities"] = "identities"
    pictures: Annotated[int, Field(ge=2)] = 4
    draw: Literal["balanced", "naive", "once"] = "balanced"
    negatives: Count = 0


class Shape(Section):
    """Height and width of pictures, in pixels."""

    height: Size
    width: Size


class AspectSampler(Section):
    """Random batches of items with a similar width over height.

    Attributes:
        groups: of equal size that items are sorted into, where no shapes are named.
        shapes: of the training pictures: an item belongs to the one whose width over height is nearest to its own, and
            a batch has the shape of its items.
    """

    kind: Literal["aspect"] = "aspect"
    groups: Size = 5
    shapes: tuple[Shape, ...] = ()


class LongTailSampler(Section):
    """Identities times pictures, in two stages: all items first, then no identity with more than so many.

    Attributes:
        pictures: K of each identity.
        second_stage: from this part of the epochs on.
        most: items of an identity in the second stage.
    """

    kind: Literal["long-tail"] = "long-tail"
    pictures: Annotated[int, Field(ge=2)] = 4
    second_stage: Share = 0.5
    most: Size = 20


class TupleSampler(Section):
    """A query, its hardest positive and hard negatives, mined with the network as it stands.

    Attributes:
        negatives: of each query.
        pool: items that are embedded for mining.
        queries: of each epoch; 0 for all.
        among: one of a query's so many hardest triplets is drawn, which needs one negative; 1 takes the hardest.
        margin: triplets that lose nothing at it are passed over; null takes them too.
    """

    kind: Literal["mined-tuples"] = "mined-tuples"
    negatives: Size = 1
    pool: Size = 20000
    queries: Count = 2000
    among: Size = 1
    margin: NotNegative | None = None

    @model_validator(mode="after")
    def _draws_triplets_only(self) -> TupleSampler:
        if self.negatives > 1 and (self.among > 1 or self.margin is not None):
            raise ValueError(f"among and margin need 1 negative of each query, found {self.negatives}")
        return self


class DrawnSheets(Section):
    """Sheets made on the device from line drawings: identities times pictures, each in a style of its own.

    Attributes:
        pictures: K of each identity.
        shared_style: probability that the pictures of an identity share stroke width and ink.
        marked: probability of labels, numerals or specks.
        erased: probability of a blank rectangle.
        two_figures: probability of a second figure on the sheet.
        quarter_turn: probability of a sheet turned sideways.
        upside_down: probability of a sheet on its head.
        mirror: probability of a mirrored sheet.
        rotation_degrees: standard deviation of a figure's turn.
        zoom: standard deviation of the logarithm of its size.
        stretch: standard deviation of the logarithm of width over height.
        shift: standard deviation of its place, as part of the side.
        part: probability of a crop to a part of the figure.
        side: of the pictures as they are drawn, in pixels.
    """

    kind: Literal["drawn-sheets"] = "drawn-sheets"
    pictures: Annotated[int, Field(ge=2)] = 4
    shared_style: Share = 0.5
    marked: Share = 0.35
    erased: Share = 0.2
    two_figures: Share = 0.15
    quarter_turn: Share = 0.15
    upside_down: Share = 0.03
    mirror: Share = 0.15
    rotation_degrees: NotNegative = 4.0
    zoom: NotNegative = 0.08
    stretch: NotNegative = 0.06
    shift: NotNegative = 0.02
    part: Share = 0.08
    side: Size = 288


Sampler = Annotated[
    RandomSampler | IdentitySampler | AspectSampler | LongTailSampler | TupleSampler | DrawnSheets,
    Field(discriminator="kind"),
]
