import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trainer.errors import CheckpointError, PictureError
from trainer.golden.preprocess_cases import golden_text
from trainer.manifest import InputRules
from trainer.pictures import on_white, open_picture, to_gray
from trainer.preprocessing import ink_box, preprocess, resize_by_rule

GOLDEN = Path(__file__).parents[3] / "src" / "contracts" / "golden" / "preprocess.json"


def rules(**changes: object) -> InputRules:
    plain = {
        "height": 8,
        "width": 8,
        "resize": "letterbox",
        "filter": "bilinear",
        "fill": 255,
        "color": "gray-as-rgb",
        "mean": (0, 0, 0),
        "std": (1, 1, 1),
        "crop": {"kind": "none"},
        "ink": None,
    }
    return InputRules.model_validate({**plain, **changes})


def test_golden_file_is_what_the_code_computes() -> None:
    stored = json.loads(GOLDEN.read_text())
    computed = json.loads(golden_text())
    assert [case["name"] for case in stored["cases"]] == [case["name"] for case in computed["cases"]]
    for want, got in zip(stored["cases"], computed["cases"], strict=True):
        assert got["inputs"] == want["inputs"]
        assert got["outputs"]["crop_box"] == want["outputs"]["crop_box"]
        difference = np.subtract(
            got["outputs"]["resized_hwc_uint8"]["data"], want["outputs"]["resized_hwc_uint8"]["data"]
        )
        assert np.abs(difference).max() <= stored["tolerance"]["resized_hwc_uint8"], want["name"]


def test_letterbox_centers_and_fills() -> None:
    resized = resize_by_rule(np.zeros((2, 8, 1), np.uint8), rules())
    assert resized[:, 0, 0].tolist() == [255, 255, 255, 0, 0, 255, 255, 255]


def test_letterbox_keeps_a_strip_of_one_pixel() -> None:
    assert (resize_by_rule(np.zeros((1, 1000, 1), np.uint8), rules())[:, 0, 0] == 0).sum() == 1


def test_ink_box_without_ink_is_the_whole_picture() -> None:
    assert ink_box(np.full((5, 7), 201, np.uint8), 0.1) == (0, 0, 7, 5)


def test_ink_box_margin_is_clipped_to_the_picture() -> None:
    gray = np.full((10, 10), 255, np.uint8)
    gray[1:5, 6:9] = 0
    assert ink_box(gray, 0.5) == (4, 0, 10, 7)


def test_transparent_black_becomes_white_paper() -> None:
    pixels = np.zeros((1, 3, 4), np.uint8)
    pixels[0, :, 3] = (0, 128, 255)
    assert on_white(pixels)[0, :, 0].tolist() == [255, 127, 0]


def test_gray_equals_pillow_for_every_shade_on_a_grid() -> None:
    levels = np.arange(0, 256, 15, dtype=np.uint8)
    pixels = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(len(levels), -1, 3)
    assert (to_gray(pixels) == np.asarray(Image.fromarray(pixels).convert("L"))).all()


def test_white_paper_normalizes_to_one_minus_mean_over_std() -> None:
    tensor = preprocess(np.full((4, 4, 1), 255, np.uint8), rules(mean=(0.5, 0.4, 0.2), std=(0.5, 0.3, 0.1)))
    assert tensor.dtype == np.float32
    assert tensor.shape == (3, 8, 8)
    np.testing.assert_allclose(tensor[:, 3, 3], [1, 2, 8], rtol=1e-6)


def test_stroke_normalization_is_refused_by_name() -> None:
    ink = {"method": "skeleton", "strokeWidthPixels": 2, "longSidePixels": 512}
    with pytest.raises(CheckpointError, match="skeleton"):
        preprocess(np.zeros((4, 4, 1), np.uint8), rules(ink=ink))


def test_letterbox_refuses_an_oblong_input() -> None:
    with pytest.raises(ValueError, match="8 x 9"):
        rules(width=9)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "LAB", "RGBA", "LA", "I;16"])
def test_every_mode_opens_as_the_same_dark_square(mode: str, tmp_path: Path) -> None:
    gray = Image.fromarray(np.pad(np.zeros((6, 6), np.uint8), 3, constant_values=255))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(gray).astype(np.uint16) * 257)
    else:
        image = gray.convert("RGB").convert(mode)
    path = tmp_path / ("picture.tif" if mode in {"CMYK", "LAB"} else "picture.png")
    image.save(path)
    opened = to_gray(on_white(open_picture(path)))
    assert opened.shape == (12, 12)
    assert np.abs(opened.astype(int) - np.asarray(gray)).max() <= 1


def test_exif_orientation_is_applied(tmp_path: Path) -> None:
    image = Image.new("L", (20, 10), 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    image.save(tmp_path / "turned.jpg", exif=exif)
    assert open_picture(tmp_path / "turned.jpg").shape[:2] == (20, 10)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_file_that_is_no_picture_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"bad\.png"):
        open_picture(path)


def test_a_truncated_picture_is_an_error_and_not_half_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "half.png"
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(PictureError, match=r"half\.png"):
        open_picture(path)
