import numpy as np
import pytest

from trainer.errors import MeasurementError
from trainer.vectors import unit_rows
from trainer.whitening import Matrix, Projection, learn_by_parts, learn_pca, learn_svd, stored_vectors


def rows(count: int, width: int, seed: int) -> Matrix:
    random = np.random.default_rng(seed)
    return random.standard_normal((count, width)) @ random.standard_normal((width, width)) + random.standard_normal(
        width
    )


def test_stored_vector_of_a_hand_made_case() -> None:
    whitening = Projection(np.array([0.6, 0.0]), np.array([[0.0, 1.0], [2.0, 0.0]]))
    # L2(3, 4) = (0.6, 0.8); minus the mean (0, 0.8); projected (1.6, 0)
    np.testing.assert_allclose(stored_vectors(np.array([[3.0, 4.0]]), whitening), [[1, 0]], atol=1e-11)


def test_without_whitening_the_stored_vector_is_the_unit_vector() -> None:
    np.testing.assert_allclose(stored_vectors(np.array([[3.0, 4.0]]), None), [[0.6, 0.8]])


def test_a_zero_vector_stays_zero() -> None:
    assert unit_rows(np.zeros((1, 3))).tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("seed", range(4))
def test_full_whitening_gives_unit_covariance(seed: int) -> None:
    training = rows(50, 6, seed)
    np.testing.assert_allclose(np.cov(learn_pca(training, 6).apply(training).T), np.eye(6), atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_pca_agrees_with_the_eigenvectors_of_the_covariance(seed: int) -> None:
    training, other = rows(40, 5, seed), rows(7, 5, seed + 100)
    values, vectors = np.linalg.eigh(np.cov(training.T))
    twin = ((other - training.mean(axis=0)) @ vectors[:, ::-1][:, :3]) / values[::-1][:3] ** 0.25
    got = learn_pca(training, 3, power=0.25).apply(other)
    np.testing.assert_allclose(got @ got.T, twin @ twin.T, rtol=1e-9)


def test_rotation_alone_keeps_distances() -> None:
    training = rows(30, 4, 1)
    turned = learn_pca(training, 4, power=0).apply(training)
    want = np.linalg.norm(training[0] - training[1])
    np.testing.assert_allclose(np.linalg.norm(turned[0] - turned[1]), want)


def test_svd_is_not_centered() -> None:
    assert learn_svd(rows(30, 4, 2), 3).mean.tolist() == [0, 0, 0, 0]


def test_the_last_part_gets_the_dimensions_that_are_left() -> None:
    training = rows(40, 9, 3)
    fitted = learn_by_parts(training, [5, 4], 6, learn_pca)
    assert [part.matrix.shape[1] for part in fitted.projections] == [3, 3]
    assert fitted.apply(training).shape == (40, 6)


def test_too_few_vectors_are_named_with_their_number() -> None:
    with pytest.raises(MeasurementError, match="found 5 vectors of 8 dimensions"):
        learn_pca(rows(5, 8, 4), 6)
