"""What is minimized: losses, each with its weight, the vectors it sees and the steps in which it counts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trainer.recipe.section import Count, NotNegative, Positive, Section, Share, Size


class _Loss(Section):
    """Attributes of every loss.

    Attributes:
        weight: in the sum.
        on: `feature` is the pooled vector, `embedding` what the neck makes of it.
        starts_at_step: it counts nothing before.
        ends_at_step: nor from here on.
    """

    weight: NotNegative = 1.0
    on: Literal["feature", "embedding"] = "embedding"
    starts_at_step: Count = 0
    ends_at_step: Count | None = None


class SoftmaxLoss(_Loss):
    """Classification over identities by scalar products or cosines, with a margin.

    Attributes:
        margin_kind: `linear` and `plain` have none (scalar product, cosine); `arcface-guarded` falls back to a linear
            penalty past 180°, `arcface-easy` where the angle is obtuse; `circle` is fast-reid's classification form.
        scale: of the cosines.
        margin: of the right identity.
        smoothing: of the targets, ε.
        smoothing_form: how ε is shared: `fast-reid` over all but the right identity, `strong-baseline` over all.
        focal_gamma: 0 for none.
        deviation: of the classifier's weights at the start.
        rate: factor of the learning rate for the classifier.
        queue: embeddings of earlier batches that are classified too; 0 for none. The batch itself is put in first, and
            so counts twice, as in the Taobao code.
    """

    kind: Literal["softmax"] = "softmax"
    margin_kind: Literal["linear", "plain", "cosface", "arcface", "arcface-guarded", "arcface-easy", "circle"] = (
        "linear"
    )
    scale: Positive = 1.0
    margin: NotNegative = 0.0
    smoothing: Share = 0.0
    smoothing_form: Literal["fast-reid", "strong-baseline"] = "fast-reid"
    focal_gamma: NotNegative = 0.0
    deviation: Positive = 0.01
    rate: Positive = 1.0
    queue: Count = 0


class CurricularLoss(_Loss):
    """CurricularFace: hard identities count more as training goes on."""

    kind: Literal["curricular"] = "curricular"
    scale: Positive = 35.0
    margin: NotNegative = 0.3


class TripletLoss(_Loss):
    """Hardest or weighted triplets of the batch; margin 0 is the soft margin."""

    kind: Literal["triplet"] = "triplet"
    margin: NotNegative = 0.3
    mining: Literal["hard", "weighted"] = "hard"
    distance: Literal["euclidean", "euclidean-unit", "squared-unit"] = "euclidean"


class CenterLossSection(_Loss):
    """Distance to the identity's center; centers have an SGD of their own.

    Attributes:
        center_rate: learning rate of the centers, on gradients divided by the loss's weight.
    """

    kind: Literal["center"] = "center"
    center_rate: Positive = 0.5


class ContrastiveLoss(_Loss):
    """Pairs of unit vectors by their distance.

    Attributes:
        positive_margin: distances of pairs up to it cost nothing.
        negative_margin: distances from it on cost nothing.
        memory: embeddings remembered from earlier batches; 0 for none.
    """

    kind: Literal["contrastive"] = "contrastive"
    positive_margin: NotNegative = 0.0
    negative_margin: NotNegative = 1.0
    memory: Count = 0


class SupervisedContrastiveLoss(_Loss):
    """Softmax over the batch's pairs (Khosla et al.)."""

    kind: Literal["supervised-contrastive"] = "supervised-contrastive"
    temperature: Positive = 0.07


class PairwiseCircleLoss(_Loss):
    """Circle loss over pairs."""

    kind: Literal["pairwise-circle"] = "pairwise-circle"
    margin: NotNegative = 0.25
    scale: Positive = 128.0


class PairwiseCosFaceLoss(_Loss):
    """CosFace over pairs."""

    kind: Literal["pairwise-cosface"] = "pairwise-cosface"
    margin: NotNegative = 0.25
    scale: Positive = 64.0


class ListwiseLoss(_Loss):
    """Listwise average precision, quantized."""

    kind: Literal["listwise-ap"] = "listwise-ap"
    bins: Size = 20


class TupleLoss(_Loss):
    """Triplets that were mined before: query, positive, negatives."""

    kind: Literal["tuple-triplet"] = "tuple-triplet"
    margin: NotNegative = 0.1


Loss = Annotated[
    SoftmaxLoss
    | CurricularLoss
    | TripletLoss
    | CenterLossSection
    | ContrastiveLoss
    | SupervisedContrastiveLoss
    | PairwiseCircleLoss
    | PairwiseCosFaceLoss
    | ListwiseLoss
    | TupleLoss,
    Field(discriminator="kind"),
]
