"""From a recipe's losses to modules."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from trainer.losses.center_loss import CenterLoss
from trainer.losses.contrastive import Contrastive, CrossBatchMemory, Gather
from trainer.losses.curricular_face import CurricularFace
from trainer.losses.embedding_queue import EmbeddingQueue
from trainer.losses.listwise_average_precision import ListwiseAveragePrecision
from trainer.losses.margin_softmax import MarginSoftmax
from trainer.losses.pairwise import PairwiseCircle, PairwiseCosFace
from trainer.losses.supervised_contrastive import SupervisedContrastive
from trainer.losses.triplet import Triplet
from trainer.losses.tuples import TupleTriplet
from trainer.losses.weighted_loss import WeightedLoss
from trainer.recipe import losses as described
from trainer.recipe.recipe import Recipe
from trainer.recipe.sampling import TupleSampler


@dataclass(frozen=True)
class LossSizes:
    """What losses must know to make their weights.

    Attributes:
        classes: C, identities.
        feature: D' of the pooled feature.
        embedding: D of the embedding.
        gather: joins vectors across processes; None for one process.
    """

    classes: int
    feature: int
    embedding: int
    gather: Gather | None = None


def build_losses(recipe: Recipe, sizes: LossSizes) -> list[WeightedLoss]:
    """The losses of a recipe, named by their kind, numbered where a kind comes twice."""
    built: list[WeightedLoss] = []
    kinds = [loss.kind for loss in recipe.losses]
    for place, loss in enumerate(recipe.losses):
        before = kinds[:place].count(loss.kind)
        name = loss.kind if before == 0 else f"{loss.kind}-{before + 1}"
        module = _build(loss, recipe, sizes)
        built.append(WeightedLoss(name, loss.weight, loss.on, module, loss.starts_at_step, loss.ends_at_step))
    return built


def _build(loss: described.Loss, recipe: Recipe, sizes: LossSizes) -> nn.Module:
    dimension = sizes.feature if loss.on == "feature" else sizes.embedding
    if isinstance(loss, described.SoftmaxLoss):
        return _softmax(loss, (sizes.classes, dimension))
    if isinstance(loss, described.CurricularLoss):
        return CurricularFace((sizes.classes, dimension), loss.scale, loss.margin)
    if isinstance(loss, described.CenterLossSection):
        return CenterLoss(sizes.classes, dimension)
    if isinstance(loss, described.ContrastiveLoss):
        pairs = Contrastive(loss.positive_margin, loss.negative_margin)
        return pairs if loss.memory == 0 else CrossBatchMemory(pairs, loss.memory, dimension, sizes.gather)
    if isinstance(loss, described.TupleLoss):
        negatives = recipe.sampler.negatives if isinstance(recipe.sampler, TupleSampler) else 1
        return TupleTriplet(negatives + 2, loss.margin)
    return _without_weights(loss)


def _without_weights(loss: described.Loss) -> nn.Module:
    if isinstance(loss, described.TripletLoss):
        return Triplet(loss.margin, loss.mining, loss.distance)
    if isinstance(loss, described.SupervisedContrastiveLoss):
        return SupervisedContrastive(loss.temperature)
    if isinstance(loss, described.PairwiseCircleLoss):
        return PairwiseCircle(loss.margin, loss.scale)
    if isinstance(loss, described.PairwiseCosFaceLoss):
        return PairwiseCosFace(loss.margin, loss.scale)
    assert isinstance(loss, described.ListwiseLoss)
    return ListwiseAveragePrecision(loss.bins)


def _softmax(loss: described.SoftmaxLoss, size: tuple[int, int]) -> nn.Module:
    module = MarginSoftmax(size, loss.margin_kind, loss.scale, loss.margin, loss.deviation)
    module.epsilon, module.smoothing, module.focal_gamma = loss.smoothing, loss.smoothing_form, loss.focal_gamma
    return module if loss.queue == 0 else EmbeddingQueue(module, loss.queue, size[1])
