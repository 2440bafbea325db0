"""Writes `src/contracts/golden/views.json`: small pictures, and what the trainer makes of their views.

    python -m trainer.golden.view_cases FILE

The Python side is the definition (OpenCV filters); the page's twin and a later OpenCV are tested against the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.denoising import bilateral_filter, guess_noise, median_filter
from trainer.derived_views import views_slug, views_words
from trainer.embedding_views import orientations, pool_views, scaled_rules, upright_views, view_count
from trainer.golden.preprocess_cases import IMAGENET, INK, LETTERBOX, as_array, drawing
from trainer.manifest import EmbeddingViews, InputRules
from trainer.pictures import Pixels

Case = dict[str, Any]


def shades(height: int, width: int) -> Pixels:
    """A smooth ramp with a step: [H, W, 1] uint8."""
    ramp = np.add.outer(np.linspace(40, 150, height), np.linspace(0, 60, width))
    ramp[:, width // 2 :] += 30
    return ramp.astype(np.uint8)[:, :, None]


def peppered(picture: Pixels, share: float, seed: int) -> Pixels:
    """Black and white pixels strewn over a picture."""
    random = np.random.default_rng(seed)
    strewn = random.random(picture.shape[:2]) < share
    noisy = picture.copy()
    noisy[strewn] = random.choice([0, 255], (int(strewn.sum()), 1))
    return noisy


def grained(picture: Pixels, deviation: float, seed: int) -> Pixels:
    """A picture under Gaussian noise."""
    noise = np.random.default_rng(seed).normal(0, deviation, picture.shape)
    return np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)


def lines() -> Pixels:
    """Thin lines on paper, which are no noise: [32, 40, 1] uint8."""
    picture = np.full((32, 40, 1), 255, np.uint8)
    picture[5::6, 3:37] = 0
    picture[4:30, 7::9] = 20
    picture[np.arange(32), np.arange(32)] = 0
    return picture


def filter_cases() -> list[Case]:
    """Median and bilateral filters."""
    pictures = [
        ("gray", drawing(13, 17, 1, 21)),
        ("rgb", drawing(11, 9, 3, 22)),
        ("shades", grained(shades(24, 20), 12, 23)),
        ("smaller than the window", drawing(2, 3, 1, 24)),
        ("one pixel", np.full((1, 1, 1), 77, np.uint8)),
    ]
    return [
        {
            "name": name,
            "picture": as_array(picture),
            "median3": as_array(median_filter(picture, 3)),
            "median5": as_array(median_filter(picture, 5)),
            "bilateral": as_array(bilateral_filter(picture, 60, 2)),
        }
        for name, picture in pictures
    ]


def noise_cases() -> list[Case]:
    """Guesses of the noise."""
    pictures = [
        ("smooth shades", shades(32, 40)),
        ("thin lines", lines()),
        ("lines with pepper", peppered(lines(), 0.1, 31)),
        ("shades with pepper", peppered(shades(32, 40), 0.1, 32)),
        ("shades under grain", grained(shades(32, 40), 20, 33)),
        ("shades under strong grain", grained(shades(32, 40), 45, 34)),
        ("shades under grain, then pepper", peppered(grained(shades(32, 40), 15, 35), 0.08, 36)),
        ("two pixels wide", peppered(shades(9, 2), 0.2, 37)),
    ]
    return [
        {"name": name, "picture": as_array(picture), "noise": guess_noise(picture[:, :, 0])}
        for name, picture in pictures
    ]


def view_cases() -> list[Case]:
    """Inputs of every view, and the vector that embeddings of these views come to."""
    every = {"flips": ["horizontal", "vertical"], "rotations": [90, 180, 270]}
    cases: list[tuple[str, Pixels, Case, Case]] = [
        ("plain", drawing(18, 25, 1, 41), {}, {}),
        ("mirrored", drawing(18, 25, 1, 42), {}, {"flips": ["horizontal"]}),
        ("five views at 1.1", drawing(30, 22, 3, 43), {}, {**every, "rotations": [90, 270], "scales": [1.1]}),
        ("three sizes, power mean", drawing(21, 21, 1, 44), {}, {"scales": [0.7071, 1, 1.4142], "pool": "gem"}),
        ("not square", drawing(16, 29, 3, 45), {"resize": "squash", "width": 16, "color": "rgb"}, every),
        ("denoised", peppered(drawing(26, 26, 3, 46), 0.1, 47), {}, {"denoise": "median", "flips": ["vertical"]}),
        ("by type", peppered(shades(25, 30), 0.1, 48), {"color": "rgb"}, {"denoise": "by-type"}),
    ]
    return [_solve(*case) for case in cases]


def _solve(name: str, picture: Pixels, changes: Case, asked: Case) -> Case:
    rules = InputRules.model_validate({**LETTERBOX, **IMAGENET, **INK, **changes})
    views = EmbeddingViews.model_validate(asked)
    uprights = upright_views(picture, rules, views)
    looks = [look[0] for upright in uprights for look in orientations(upright[None], views)]
    embeddings = np.random.default_rng(len(name)).normal(0, 1, (view_count(views), 6)).astype(np.float32)
    pooled = pool_views([embedding[None].astype(np.float64) for embedding in embeddings], views)[0]
    return {
        "name": name,
        "picture": as_array(picture),
        "rules": rules.model_dump(mode="json", by_alias=True),
        "views": views.model_dump(mode="json", by_alias=True),
        "count": view_count(views),
        "slug": views_slug(views),
        "words": views_words(views),
        "sizes": [[sized.height, sized.width] for sized in (scaled_rules(rules, scale) for scale in views.scales)],
        "inputs": [_fingerprint(look) for look in looks],
        "embeddings": [[float(f"{value:.9g}") for value in embedding] for embedding in embeddings],
        "pooled": [float(f"{value:.9g}") for value in pooled],
    }


def _fingerprint(look: NDArray[np.float32]) -> Case:
    """Shape, and sums that tell every arrangement of the values from every other."""
    _, height, width = look.shape
    values = look.astype(np.float64)
    rows = np.arange(1, height + 1, dtype=np.float64)
    columns = np.arange(1, width + 1, dtype=np.float64) ** 2
    weighted = [float(rows @ plane @ columns) for plane in values]
    return {"shape": [height, width], "corner": float(values[0, 0, -1]), "weighted": weighted}


def golden_text() -> str:
    """The whole file."""
    head = {
        "schema": 1,
        "source": "trainer/embedding_views.py and trainer/denoising.py on OpenCV",
        "note": "Pictures are [H, W, C] uint8. bilateral has sigmas 60 (color) and 2 (space). inputs are those of all "
        "views, sizes outermost; weighted is the sum over y, x of (y + 1) (x + 1)^2 input[channel, y, x].",
        "tolerance": {"median": 0, "bilateral": 1, "corner": 1e-6, "weighted": 1e-4, "pooled": 1e-6},
    }
    parts = {"filters": filter_cases(), "noises": noise_cases(), "views": view_cases()}
    lists = [
        f' "{name}": [\n  ' + ",\n  ".join(json.dumps(case) for case in cases) + "\n ]" for name, cases in parts.items()
    ]
    return json.dumps(head, indent=1)[:-2] + ",\n" + ",\n".join(lists) + "\n}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(golden_text())
