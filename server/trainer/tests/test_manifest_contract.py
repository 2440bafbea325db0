import json
from pathlib import Path
from typing import Any, cast

from trainer.manifest import Manifest, parse_manifest

ROOT = Path(__file__).parents[3]
SILENT = {
    "title",
    "propertyNames",
    "description",
    "default",
    "discriminator",
    "additionalProperties",
    "$schema",
    "$defs",
}
LARGEST_EXACT = 2**53 - 1


def plain(schema: Any, definitions: dict[str, Any]) -> Any:
    """A JSON Schema in one spelling: references resolved, notes left out, bounds of integers inclusive."""
    if isinstance(schema, list):
        parts = cast("list[Any]", schema)
        return sorted((plain(part, definitions) for part in parts), key=lambda part: json.dumps(part, sort_keys=True))
    if not isinstance(schema, dict):
        return schema
    keywords = cast("dict[str, Any]", schema)
    if "$ref" in keywords:
        return plain(definitions[keywords["$ref"].rsplit("/", 1)[1]], definitions)
    spelled = {key: value for key, value in keywords.items() if key not in SILENT}
    if "properties" in spelled:
        # A property may be called like a keyword, so names are not filtered.
        spelled["properties"] = {name: plain(part, definitions) for name, part in spelled["properties"].items()}
    if spelled.get("type") == "integer":
        if "exclusiveMinimum" in spelled:
            spelled["minimum"] = spelled.pop("exclusiveMinimum") + 1
        if spelled.get("maximum") == LARGEST_EXACT:
            del spelled["maximum"]
    if "const" in spelled or "enum" in spelled:
        spelled.pop("type", None)
    if isinstance(spelled.get("type"), list):
        spelled["anyOf"] = [{"type": kind} for kind in spelled.pop("type")]
    if "oneOf" in spelled:
        spelled["anyOf"] = spelled.pop("oneOf")
    if "prefixItems" in spelled:
        spelled.pop("items", None)
    return {key: value if key == "properties" else plain(value, definitions) for key, value in spelled.items()}


def test_the_manifest_is_the_contract_of_the_page() -> None:
    contract = json.loads((ROOT / "src" / "contracts" / "checkpoint.schema.json").read_text())
    ours = Manifest.model_json_schema(mode="serialization")
    assert plain(ours, ours["$defs"]) == plain(contract, {})


def test_the_checkpoint_that_ships_follows_it() -> None:
    manifest = parse_manifest((ROOT / "public" / "models" / "default" / "checkpoint.json").read_text())
    assert manifest.embedding.dimension == 512
    assert manifest.input.height == manifest.input.width
