import numpy as np

from trainer.benchmarks.faiss_peer import brute_force
from trainer.benchmarks.search_vectors import (
    ROWS_PER_IDENTITY,
    Embedded,
    Vectors,
    draw_gallery,
    draw_queries,
    within_identity_scatter,
)


def unit(rng: np.random.Generator, rows: int, dimension: int) -> Vectors:
    vectors = rng.standard_normal((rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_scatter_is_a_root_of_the_covariance_around_each_identitys_mean() -> None:
    vectors = np.array([[1, 0], [3, 0], [0, 5], [0, 9]], np.float32)
    scatter = within_identity_scatter(vectors, ["a", "a", "b", "b"])
    # Residuals are (-1, 0), (1, 0), (0, -2), (0, 2); four rows less two identities leave two degrees of freedom.
    np.testing.assert_allclose(scatter.T @ scatter, [[1, 0], [0, 4]], atol=1e-6)


def test_rows_are_unit_vectors_and_the_same_for_one_seed() -> None:
    rng = np.random.default_rng(1)
    real = Embedded(unit(rng, 20, 6), 0.1 * np.eye(6, dtype=np.float32), "made up")
    first = draw_gallery(real, 1003, np.random.default_rng(7))
    again = draw_gallery(real, 1003, np.random.default_rng(7))
    assert first.shape == (1003, 6)
    assert first.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(first, again)


def test_rows_of_an_identity_stand_side_by_side_around_one_real_row() -> None:
    rng = np.random.default_rng(2)
    real = Embedded(unit(rng, 50, 32), np.zeros((32, 32), np.float32), "made up")
    drawn = draw_gallery(real, 100 * ROWS_PER_IDENTITY, rng)
    nearest = (drawn @ real.vectors.T).max(axis=1)
    is_near = nearest > 0.999
    assert 0.85 < is_near.mean() < 0.95
    origin = (drawn @ real.vectors.T).argmax(axis=1).reshape(-1, ROWS_PER_IDENTITY)
    for identity, near in zip(origin, is_near.reshape(-1, ROWS_PER_IDENTITY), strict=True):
        assert len(set(identity[near])) <= 1


def test_queries_never_repeat() -> None:
    rng = np.random.default_rng(3)
    real = Embedded(unit(rng, 2, 8), 0.1 * np.eye(8, dtype=np.float32), "made up")
    queries = draw_queries(real, 200, rng)
    assert len(np.unique(queries, axis=0)) == 200


def test_brute_force_ranks_ties_by_the_lower_row() -> None:
    gallery = np.array([[1, 0], [0, 1], [1, 0], [2, 0], [1, 0]], np.float32)
    ranked = brute_force(gallery, np.array([[1, 0]], np.float32), 3)
    assert ranked.tolist() == [[3, 0, 2]]
