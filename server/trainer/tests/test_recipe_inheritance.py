import json
from pathlib import Path
from typing import Any

import pytest

from trainer.recipe.reading import merge

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "src/contracts/golden/recipeInheritance.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_recipes_are_merged_as_the_companion_merges_them(case: dict[str, Any]) -> None:
    assert merge(case["base"], case["change"]) == case["merged"]
