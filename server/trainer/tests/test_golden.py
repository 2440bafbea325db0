import json
from pathlib import Path

import pytest

from trainer.__main__ import main
from trainer.golden.adapters import ADAPTERS
from trainer.golden.command import REFERENCE, check_file


@pytest.mark.parametrize("file", sorted(ADAPTERS))
def test_reference_vectors_are_reproduced(file: str) -> None:
    result = check_file(REFERENCE / f"{file}.json")
    assert result.failures == []
    assert result.total > 0


def test_a_wrong_value_fails_its_case_and_no_other(tmp_path: Path) -> None:
    content = json.loads((REFERENCE / "layer_gem.json").read_text())
    content["cases"][1]["outputs"]["y"]["data"][-1] += 0.01
    (tmp_path / "layer_gem.json").write_text(json.dumps(content))
    result = check_file(tmp_path / "layer_gem.json")
    assert [failure.case for failure in result.failures] == [content["cases"][1]["name"]]
    assert "y[1, 2, 0, 0]: expected" in result.failures[0].message


def test_a_file_without_implementation_is_left_to_other_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["golden", "--only", "taobao_matching,layer_gem", "--json"]) == 0
    assert [result["file"] for result in json.loads(capsys.readouterr().out)] == ["layer_gem"]


def test_a_pattern_that_fits_no_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["golden", "--only", "layer_gem,nothing_*"]) == 1
    assert "nothing_*" in capsys.readouterr().err
