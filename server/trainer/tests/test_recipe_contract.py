import json
from typing import Any, cast

import pytest

from trainer.recipe.reading import load_recipe, merge
from trainer.recipe.recipe import Recipe
from trainer.tests.test_manifest_contract import ROOT, plain

CONTRACTS = ROOT / "src" / "contracts"
KEPT = ("default", "additionalProperties")


def spelled(schema: Any) -> Any:
    """Keywords that `plain` passes over, under names that it keeps: here they must agree too."""
    if isinstance(schema, list):
        return [spelled(part) for part in cast("list[Any]", schema)]
    if isinstance(schema, float):
        return int(schema) if schema.is_integer() else schema
    if not isinstance(schema, dict):
        return schema
    found = {key: spelled(value) for key, value in cast("dict[str, Any]", schema).items()}
    for key in KEPT:
        # Defaults of whole sections are spelled out by one side only; their fields' defaults are compared instead.
        if key in found and "const" not in found and not isinstance(found[key], dict) and found[key] is not True:
            found[f"kept-{key}"] = found[key]
    if "enum" in found:
        found.pop("type", None)
    if isinstance(found.get("properties"), dict):
        # What tells the kinds apart is never left out, whatever the schema says.
        fields = cast("dict[str, Any]", found["properties"])
        marks = [name for name, entry in fields.items() if "const" in entry]
        found["required"] = sorted({*found.get("required", []), *marks})
    return found


def test_the_recipe_is_the_contract_of_the_page() -> None:
    contract = spelled(json.loads((CONTRACTS / "recipe.schema.json").read_text(encoding="utf-8")))
    ours = spelled(Recipe.model_json_schema(by_alias=True))
    assert plain(ours, ours["$defs"]) == plain(contract, {})


@pytest.mark.parametrize(
    "case",
    json.loads((CONTRACTS / "golden" / "recipeInheritance.json").read_text(encoding="utf-8")),
    ids=lambda case: case["what"],
)
def test_recipes_inherit_as_on_the_page(case: dict[str, Any]) -> None:
    assert merge(case["base"], case["change"]) == case["merged"]


def test_every_default_is_written_into_a_run() -> None:
    """A run's recipe says all, so that another version with other defaults repeats it."""
    written = load_recipe("reid-bot").model_dump(mode="json", by_alias=True)
    assert set(written) == {field.alias or name for name, field in Recipe.model_fields.items()}
