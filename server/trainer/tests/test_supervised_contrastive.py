import math

import torch

from trainer.losses.supervised_contrastive import SupervisedContrastive


def loop_twin(vectors: torch.Tensor, labels: list[int], temperature: float) -> float:
    rows = [[float(value) for value in row] for row in vectors]
    units = [[value / math.sqrt(sum(other**2 for other in row)) for value in row] for row in rows]
    scores = [
        [sum(a * b for a, b in zip(first, second, strict=True)) / temperature for second in units] for first in units
    ]
    losses: list[float] = []
    for query, label in enumerate(labels):
        others = [row for row in range(len(labels)) if row != query]
        positives = [row for row in others if labels[row] == label]
        if positives:
            whole = math.log(sum(math.exp(scores[query][row]) for row in others))
            losses.append(sum(whole - scores[query][row] for row in positives) / len(positives))
    return sum(losses) / len(losses)


def test_equals_the_formula_in_plain_loops() -> None:
    torch.manual_seed(3)
    vectors, labels = torch.randn(9, 4), [0, 0, 1, 1, 1, 2, 3, 3, 0]
    found = SupervisedContrastive(0.2)(vectors, torch.tensor(labels))
    assert abs(float(found) - loop_twin(vectors, labels, 0.2)) < 1e-5


def test_a_batch_without_positives_gives_zero_and_no_gradient() -> None:
    vectors = torch.randn(3, 4, requires_grad=True)
    loss = SupervisedContrastive()(vectors, torch.arange(3))
    loss.backward()
    assert float(loss) == 0.0
    assert vectors.grad is not None
    assert not vectors.grad.any()


def test_equal_vectors_at_a_low_temperature_stay_finite() -> None:
    vectors = torch.ones(6, 4, requires_grad=True)
    loss = SupervisedContrastive(0.01)(vectors, torch.tensor([0, 0, 1, 1, 2, 2]))
    loss.backward()
    assert vectors.grad is not None
    assert torch.isfinite(loss)
    assert torch.isfinite(vectors.grad).all()
