import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainer.checkpoints import open_checkpoint
from trainer.derived_views import views_of_text, with_views
from trainer.embedding import PictureFolder, embed_readable
from trainer.embedding_views import orientations, pool_views, upright_views
from trainer.errors import CheckpointError
from trainer.golden.view_cases import golden_text
from trainer.item_table import read_item_table
from trainer.manifest import PLAIN_VIEWS, EmbeddingViews, manifest_text, parse_manifest
from trainer.pictures import open_picture
from trainer.sessions import embed_batch, start_session
from trainer.vectors import unit_rows
from trainer.whitening import stored_vectors

GOLDEN = Path(__file__).parents[3] / "src" / "contracts" / "golden" / "views.json"


def test_golden_file_is_what_the_code_computes() -> None:
    stored, computed = json.loads(GOLDEN.read_text()), json.loads(golden_text())
    assert computed["noises"] == stored["noises"]
    for want, got in zip(stored["filters"], computed["filters"], strict=True):
        assert {**got, "bilateral": None} == {**want, "bilateral": None}
        difference = np.subtract(got["bilateral"]["data"], want["bilateral"]["data"])
        assert np.abs(difference).max() <= stored["tolerance"]["bilateral"]
    for want, got in zip(stored["views"], computed["views"], strict=True):
        loose = {"inputs": None, "pooled": None}
        assert {**got, **loose} == {**want, **loose}
        np.testing.assert_allclose(got["pooled"], want["pooled"], atol=1e-6)
        for one, other in zip(got["inputs"], want["inputs"], strict=True):
            assert one["shape"] == other["shape"]
            np.testing.assert_allclose(one["weighted"], other["weighted"], rtol=1e-5, atol=1e-2)


def test_a_turn_is_clockwise_and_four_of_them_are_none() -> None:
    image = np.arange(6, dtype=np.float32).reshape(1, 1, 2, 3)
    _, once = orientations(image, EmbeddingViews(rotations=(90,)))
    assert once[0, 0].tolist() == [[3, 0], [4, 1], [5, 2]]
    back = image
    for _ in range(4):
        back = orientations(back, EmbeddingViews(rotations=(90,)))[1]
    np.testing.assert_array_equal(back, image)


def test_views_of_a_long_vector_count_no_more_than_others() -> None:
    pooled = pool_views([np.array([[100.0, 0]]), np.array([[0, 1.0]])], EmbeddingViews(flips=("horizontal",)))
    np.testing.assert_allclose(pooled, [[1, 1]])


def test_the_stored_vector_is_the_sum_of_the_views_before_whitening(tiny_checkpoint: Path, drawings: Path) -> None:
    opened = open_checkpoint(tiny_checkpoint)
    views = EmbeddingViews(flips=("horizontal",), rotations=(90,))
    checkpoint = replace(opened, manifest=with_views(opened.manifest, views, "2026-01-02T00:00:00Z"))
    items = read_item_table(drawings)
    session = start_session(checkpoint.network)
    embedded = embed_readable(PictureFolder(drawings.parent), items, checkpoint, session, lambda _done, _total: None)
    picture = open_picture(drawings.parent / items[0].path, 0)
    (upright,) = upright_views(picture, opened.manifest.input, views)
    looks = [upright, upright[:, :, ::-1], np.rot90(upright, -1, axes=(1, 2))]
    units = [unit_rows(embed_batch(session, np.ascontiguousarray(look)[None]).astype(np.float64)) for look in looks]
    expected = stored_vectors(np.sum(units, axis=0), opened.whitening)
    np.testing.assert_allclose(embedded.vectors[0], expected[0], atol=1e-6)


def test_a_size_that_the_network_does_not_take_is_named(tiny_checkpoint: Path, drawings: Path) -> None:
    opened = open_checkpoint(tiny_checkpoint)
    checkpoint = replace(opened, manifest=with_views(opened.manifest, EmbeddingViews(scales=(1.1,)), ""))
    with pytest.raises(CheckpointError, match=r"35 x 35, for views at 1\.1 times 32 x 32; found one for 32 x 32 alone"):
        embed_readable(
            PictureFolder(drawings.parent),
            [],
            checkpoint,
            start_session(checkpoint.network),
            lambda _done, _total: None,
        )


def test_a_checkpoint_with_views_is_another_one_of_the_same_weights(tiny_checkpoint: Path) -> None:
    manifest = open_checkpoint(tiny_checkpoint).manifest
    assert "views" not in json.loads(manifest_text(manifest))
    derived = with_views(manifest, views_of_text("flip,rotate=90+270,denoise"), "2026-01-02T00:00:00Z")
    assert (derived.id, derived.parent, derived.files) == ("tiny.views-fh-r90-r270-by-type", "tiny", manifest.files)
    assert derived.name == "Tiny, mirrored, turned 90° 270°, denoised by type"
    assert parse_manifest(manifest_text(derived)) == derived
    assert with_views(manifest, PLAIN_VIEWS, "") is manifest
    with pytest.raises(CheckpointError, match="has views already"):
        with_views(derived, views_of_text("gem"), "")


def test_views_are_read_from_words_and_what_is_no_view_is_named() -> None:
    assert views_of_text("flip, flip-vertical,rotate,scale=0.7+1,bilateral,gem") == EmbeddingViews(
        scales=(0.7, 1), flips=("horizontal", "vertical"), rotations=(90, 180, 270), denoise="bilateral", pool="gem"
    )
    for text, named in (("turn", "'turn'"), ("rotate=45", "rotations"), ("scale=x", "scales"), ("flip=1", "'flip=1'")):
        with pytest.raises(argparse.ArgumentTypeError, match=named):
            views_of_text(text)
