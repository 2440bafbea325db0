import numpy as np

from trainer.default_checkpoint import plain_manifest, round_to_half
from trainer.manifest import manifest_text, parse_manifest
from trainer.whitening import learn_pca, stored_vectors


def test_rounding_the_whitening_to_float16_hardly_turns_a_vector() -> None:
    embeddings = np.random.default_rng(0).standard_normal((200, 40)) * np.geomspace(1, 1e-3, 40)
    whitening = learn_pca(embeddings, 30, 0.25)
    exact, rounded = stored_vectors(embeddings, whitening), stored_vectors(embeddings, round_to_half(whitening))
    assert (exact * rounded).sum(axis=1).min() > 0.99999


def test_rounding_twice_is_rounding_once() -> None:
    once = round_to_half(learn_pca(np.random.default_rng(1).standard_normal((50, 8)), 5))
    np.testing.assert_array_equal(round_to_half(once).matrix, once.matrix)


def test_the_manifest_before_measuring_is_valid() -> None:
    manifest = plain_manifest()
    assert parse_manifest(manifest_text(manifest)) == manifest
