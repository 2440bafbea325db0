from pathlib import Path

import pytest
import torch
from torch import nn

from trainer.training.resume_state import ResumeStateError, read_state, write_state
from trainer.training.weight_average import WeightAverage


def network() -> nn.Module:
    torch.manual_seed(2)
    return nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))


def trained(model: nn.Module, steps: int) -> list[dict[str, torch.Tensor]]:
    """Weights after each step."""
    found: list[dict[str, torch.Tensor]] = []
    for step in range(steps):
        with torch.no_grad():
            for place, parameter in enumerate(model.parameters()):
                parameter.add_(0.1 * (step + 1) - 0.05 * place)
        model(torch.randn(4, 3))
        found.append({name: value.clone() for name, value in model.state_dict().items()})
    return found


def test_the_average_is_that_of_a_plain_loop() -> None:
    model = network()
    average = WeightAverage(model, 0.7)
    expected = {name: value.clone() for name, value in model.state_dict().items()}
    for update in range(1, 41):
        state = trained(model, 1)[0]
        average.update(model)
        decay = min(0.7, (1 + update) / (10 + update))
        for name, value in state.items():
            if value.is_floating_point():
                expected[name] = decay * expected[name] + (1 - decay) * value
            else:
                expected[name] = value
    found = average.weights()
    assert all(torch.allclose(found[name], expected[name], atol=1e-5) for name in expected)
    assert int(found["1.num_batches_tracked"]) == 40


def test_the_network_itself_is_left_alone() -> None:
    model = network()
    average = WeightAverage(model, 0.9)
    before = trained(model, 1)[0]
    average.update(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_an_average_of_weights_that_stay_is_these_weights() -> None:
    model = network()
    average = WeightAverage(model, 0.99)
    for _ in range(5):
        average.update(model)
    assert all(torch.equal(value, average.weights()[name]) for name, value in model.state_dict().items())


def test_a_resumed_average_goes_on_to_the_last_bit(tmp_path: Path) -> None:
    model = network()
    whole, first = WeightAverage(model, 0.9), WeightAverage(model, 0.9)
    for step in range(6):
        trained(model, 1)
        whole.update(model)
        if step < 3:
            first.update(model)
        if step == 2:
            write_state(tmp_path, {"average": first.state(), "betas": (0.9, 0.999), "optimizer": {3: None}})
            state = read_state(tmp_path)
            assert state["betas"] == [0.9, 0.999]
            assert state["optimizer"] == {3: None}
            first = WeightAverage(network(), 0.9)
            first.restore(state["average"])
        if step >= 3:
            first.update(model)
    assert all(torch.equal(value, first.weights()[name]) for name, value in whole.weights().items())


def test_a_state_that_was_not_written_whole_is_refused(tmp_path: Path) -> None:
    write_state(tmp_path, {"step": 1})
    (tmp_path / "resume.json").unlink()
    with pytest.raises(ResumeStateError, match=r"expected resume\.json"):
        read_state(tmp_path)
    (tmp_path / "resume.json").write_text('{"schema": 9}')
    with pytest.raises(ResumeStateError, match="expected schema 1, found 9"):
        read_state(tmp_path)
