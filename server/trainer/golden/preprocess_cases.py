"""Writes `src/contracts/golden/preprocess.json`: small pictures, rules, and what the network must be fed.

    python -m trainer.golden.preprocess_cases FILE

The Python side is the definition (Pillow resizes); the page's twin and a later Pillow are tested against the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from trainer.manifest import InputRules
from trainer.pictures import Pixels, on_white, to_gray
from trainer.preprocessing import crop_by_rule, ink_box, normalize, resize_by_rule

Case = dict[str, Any]

IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}
LETTERBOX = {
    "height": 12,
    "width": 12,
    "resize": "letterbox",
    "filter": "bicubic",
    "fill": 255,
    "color": "gray-as-rgb",
    "ink": None,
}
INK = {"crop": {"kind": "ink", "margin": 0.05}}
WHOLE = {"crop": {"kind": "none"}}


def drawing(height: int, width: int, channels: int, seed: int) -> Pixels:
    """Black strokes and gray noise on white, with an empty border so that cropping matters: [H, W, C] uint8."""
    random = np.random.default_rng(seed)
    picture = np.full((height, width, channels), 255, np.uint8)
    top, left = height // 6, width // 5
    inner = picture[top : height - height // 4, left : width - width // 8]
    inner[::3] = random.integers(0, 120, inner[::3].shape)
    inner[:, ::4] = 0
    noise = random.random(inner.shape) < 0.15
    inner[noise] = random.integers(0, 256, int(noise.sum()))
    if channels == 4:
        picture[:, :, 3] = random.integers(0, 256, (height, width))
    return picture


def white(height: int, width: int) -> Pixels:
    """Paper without ink."""
    return np.full((height, width, 1), 255, np.uint8)


def threshold_steps() -> Pixels:
    """Levels just on and just beyond the ink threshold: only the middle ones count."""
    picture = white(9, 11)
    picture[1, 1] = 201
    picture[3, 4:7] = 200
    picture[5, 5] = 0
    picture[8, 10] = 254
    return picture


def pictures_and_rules() -> list[tuple[str, Pixels, dict[str, Any]]]:
    """Name, decoded picture, and the rules that differ from an ink-cropped bicubic letterbox."""
    return [
        ("gray_ink_letterbox_bicubic", drawing(30, 41, 1, 1), {}),
        ("tall_letterbox_lanczos", drawing(53, 22, 1, 2), {"filter": "lanczos"}),
        ("rgb_as_gray_bilinear", drawing(25, 33, 3, 3), {"filter": "bilinear"}),
        ("rgba_on_white", drawing(28, 28, 4, 4), {}),
        ("rgba_rgb_ink", drawing(21, 35, 4, 5), {"color": "rgb", **INK}),
        ("rgb_whole_squash", drawing(19, 27, 3, 6), {"color": "rgb", "resize": "squash", "width": 16, **WHOLE}),
        ("gray_to_rgb_color", drawing(14, 17, 1, 7), {"color": "rgb", **WHOLE}),
        ("no_ink_is_taken_whole", white(13, 29), {"fill": 0}),
        ("threshold_200_is_ink_201_is_not", threshold_steps(), {"crop": {"kind": "ink", "margin": 0.0}}),
        ("margin_half_pixel_rounds_up", drawing(24, 24, 1, 8), {"crop": {"kind": "ink", "margin": 0.5 / 16}}),
        ("margin_clipped_at_the_border", drawing(18, 26, 1, 9), {"crop": {"kind": "ink", "margin": 0.6}}),
        ("enlarged_nearest", drawing(7, 5, 1, 10), {"filter": "nearest", **WHOLE}),
        ("shrunk_box", drawing(40, 37, 1, 11), {"filter": "box", **WHOLE}),
        ("shrunk_hamming", drawing(40, 37, 1, 12), {"filter": "hamming", **WHOLE}),
        ("thin_strip_keeps_one_row", drawing(1, 60, 1, 13), {**WHOLE}),
        ("one_pixel", np.full((1, 1, 1), 90, np.uint8), {}),
        # 12 : 13.5 leaves one pixel over, whose half rounds to 0; 12 : 15 leaves three, whose half rounds to 2
        ("shorter_side_offset_half_rounds_to_0", drawing(24, 27, 1, 14), {"resize": "shorter-side", **WHOLE}),
        ("shorter_side_offset_one_and_half_rounds_to_2", drawing(25, 20, 3, 15), {"resize": "shorter-side", **WHOLE}),
        ("other_fill_and_statistics", drawing(16, 31, 1, 16), {"fill": 128, "mean": (0.5, 0.4, 0.3), "std": (1, 2, 4)}),
    ]


def solve(name: str, pixels: Pixels, changes: dict[str, Any]) -> Case:
    """One case of the file."""
    rules = InputRules.model_validate({**LETTERBOX, **IMAGENET, **INK, **changes})
    height, width = pixels.shape[:2]
    box = (0, 0, width, height) if rules.crop.kind == "none" else ink_box(to_gray(on_white(pixels)), rules.crop.margin)
    resized = resize_by_rule(crop_by_rule(pixels, rules), rules)
    tensor = normalize(resized, rules)
    points = [(row, column) for row in (0, rules.height // 2, -1) for column in (0, rules.width // 2, -1)]
    normalized = [[float(f"{tensor[channel, row, column]:.9g}") for row, column in points] for channel in range(3)]
    return {
        "name": name,
        "inputs": {"image_hwc_uint8": as_array(pixels)},
        "params": rules.model_dump(mode="json", by_alias=True),
        "outputs": {"crop_box": box, "resized_hwc_uint8": as_array(resized), "normalized_points": normalized},
    }


def as_array(pixels: Pixels) -> dict[str, list[int]]:
    """An array as golden files hold it."""
    return {"shape": list(pixels.shape), "data": pixels.ravel().tolist()}


def golden_text() -> str:
    """The whole file."""
    head = {
        "schema": 1,
        "source": "trainer/preprocessing.py on Pillow",
        "note": "image_hwc_uint8 is the decoded picture (1 gray, 3 RGB, 4 RGB with straight alpha). crop_box is left, "
        "top, right, bottom. resized_hwc_uint8 is the input in 8 bits, one channel for gray-as-rgb. normalized_points "
        "is [channel][point], the float32 input made from exactly resized_hwc_uint8, at the nine points (row, column) "
        "with row in (0, H // 2, H - 1), column in (0, W // 2, W - 1), rows first.",
        "tolerance": {"resized_hwc_uint8": 1, "normalized_points": 1e-6},
    }
    cases = [json.dumps(solve(*case)) for case in pictures_and_rules()]
    return json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n  ' + ",\n  ".join(cases) + "\n ]\n}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(golden_text())
