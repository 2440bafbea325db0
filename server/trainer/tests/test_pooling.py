import torch

from trainer.pooling import GEM_FLOOR, GeneralizedMean, generalized_mean


def test_power_one_is_the_average() -> None:
    features = torch.rand(2, 3, 4, 5, dtype=torch.float64) + 0.1
    torch.testing.assert_close(generalized_mean(features, 1.0), features.mean(dim=(2, 3)))


def test_a_large_power_comes_near_the_maximum() -> None:
    features = torch.rand(2, 3, 4, 5, dtype=torch.float64) + 0.1
    torch.testing.assert_close(generalized_mean(features, 400.0), features.amax(dim=(2, 3)), rtol=0.02, atol=0)


def test_a_channel_without_response_gives_the_floor_and_no_gradient() -> None:
    features = torch.full((1, 1, 2, 2), -1.0, dtype=torch.float64, requires_grad=True)
    pooled = GeneralizedMean().double()(features)
    pooled.sum().backward()
    torch.testing.assert_close(pooled.detach(), torch.full((1, 1), GEM_FLOOR, dtype=torch.float64))
    assert features.grad is not None
    assert features.grad.abs().sum() == 0


def test_scaling_the_map_scales_the_vector() -> None:
    features = torch.rand(1, 4, 3, 3, dtype=torch.float64) + 0.1
    torch.testing.assert_close(generalized_mean(features * 7, 3.0), generalized_mean(features, 3.0) * 7)
