"""Recipes from their files: inheritance, overrides, and errors that help."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from trainer.errors import RecipeError
from trainer.recipe.recipe import Recipe

RECIPES = Path(__file__).parents[1] / "recipes"
"""The folder of the recipes that come with the studio."""

Content = dict[str, Any]


def recipe_names() -> list[str]:
    """Names of the recipes that come with the studio, in order."""
    return sorted(path.stem for path in RECIPES.glob("*.json"))


def load_recipe(name: str, overrides: Iterable[str] = ()) -> Recipe:
    """A recipe that comes with the studio.

    Args:
        name: of it.
        overrides: `key.sub=value`, values as JSON or as plain text.

    Raises:
        RecipeError: no such recipe, a circle of inheritance, an unknown key (the nearest is offered), a wrong value.
    """
    content = _inherited(name, ())
    for override in overrides:
        _override(content, override)
    return parse_recipe(content, name)


def parse_recipe(content: Mapping[str, Any], what: str) -> Recipe:
    """A recipe with nothing left to inherit, as it lies in a run's folder.

    Args:
        content: parsed JSON.
        what: is read, for the message.

    Raises:
        RecipeError: every field that is wrong is named, with what was found.
    """
    try:
        return Recipe.model_validate({key: value for key, value in content.items() if key != "inherits"})
    except ValidationError as error:
        faults = "; ".join(_fault(dict(fault)) for fault in error.errors())
        raise RecipeError(f"Recipe {what}: {faults}.", _advice([dict(fault) for fault in error.errors()])) from error


def read_recipe_file(path: Path) -> Recipe:
    """The recipe of a run's folder.

    Raises:
        RecipeError: no JSON, or not a recipe.
    """
    return parse_recipe(_read(path), path.name)


def recipe_text(recipe: Recipe) -> str:
    """The recipe as JSON."""
    return json.dumps(recipe.model_dump(mode="json", by_alias=True), indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> Content:
    try:
        value: object = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise RecipeError(f"{path.name} is not JSON: {error}.", "Correct it, or start the run anew.") from error
    if not isinstance(value, dict):
        raise RecipeError(f"{path.name}: expected an object, found {type(value).__name__}.", "Correct it.")
    return cast("Content", value)


def _inherited(name: str, below: tuple[str, ...]) -> Content:
    path = RECIPES / f"{name}.json"
    if not path.is_file():
        near = difflib.get_close_matches(name, recipe_names(), 1, 0)
        raise RecipeError(f"There is no recipe {name!r}.", f"Is {near[0]!r} meant?" if near else "Write one.")
    if name in below:
        raise RecipeError(f"Recipes inherit in a circle: {' → '.join((*below, name))}.", "Break it.")
    content = _read(path)
    parent = content.pop("inherits", None)
    if parent is None:
        return content
    return merge(_inherited(str(parent), (*below, name)), content)


def merge(base: Content, change: Mapping[str, Any]) -> Content:
    """`base` with the keys of `change`: objects are merged, unless their `kind` changes; all else is replaced."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            before, after = cast("Content", old), cast("Content", value)
            is_other = "kind" in after and after["kind"] != before.get("kind")
            merged[key] = after if is_other else merge(before, after)
        else:
            merged[key] = value
    return merged


def _override(content: Content, override: str) -> None:
    path, separator, text = override.partition("=")
    if not separator or not path:
        raise RecipeError(f"--set {override}: expected key=value.", "Write --set batch.size=64, for example.")
    try:
        value: Any = json.loads(text)
    except json.JSONDecodeError:
        value = text
    keys = path.split(".")
    place: Any = content
    for key in keys[:-1]:
        place = _step_into(place, key, override)
    if isinstance(place, list):
        place[_index(cast("list[Any]", place), keys[-1], override)] = value
    else:
        _check_key(place, keys, override)
        if keys[-1] == "kind" and place.get("kind") != value:
            # As an heir's section of another kind, this one takes nothing over.
            place.clear()
        place[keys[-1]] = value


def _step_into(place: Any, key: str, override: str) -> Any:
    if isinstance(place, list):
        entries = cast("list[Any]", place)
        return entries[_index(entries, key, override)]
    sections = cast("Content", place)
    if not isinstance(sections.get(key), dict | list):
        sections[key] = {}
    return sections[key]


def _index(place: list[Any], key: str, override: str) -> int:
    if not key.isdigit() or int(key) >= len(place):
        raise RecipeError(
            f"--set {override}: expected a place from 0 to {len(place) - 1}, found {key!r}.", "Correct it."
        )
    return int(key)


def _check_key(_place: Content, keys: list[str], override: str) -> None:
    if len(keys) == 1 and keys[0] not in known_keys(Recipe):
        near = difflib.get_close_matches(keys[0], known_keys(Recipe), 1, 0)
        raise RecipeError(f"--set {override}: a recipe has no key {keys[0]!r}.", f"Is {near[0]!r} meant?")


def known_keys(section: type[BaseModel]) -> list[str]:
    """Names of a section's fields in JSON."""
    return [field.alias or name for name, field in section.model_fields.items()]


def _fault(fault: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in fault["loc"]) or "as a whole"
    if fault["type"] == "extra_forbidden":
        return f"{place}: there is no such key"
    found = "" if fault["type"] in {"missing", "value_error"} else f", found {_short(fault['input'])}"
    return f"{place}: {fault['msg']}{found}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _advice(faults: list[dict[str, Any]]) -> str:
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            wrong = str(fault["loc"][-1])
            near = difflib.get_close_matches(wrong, [key for key in _all_keys() if key != wrong], 1, 0)
            return f"Is {near[0]!r} meant?"
    return "Correct the fields named."


def _all_keys() -> list[str]:
    """The keys of all sections."""
    found: set[str] = set()

    def collect(schema: object) -> None:
        if isinstance(schema, dict):
            entries = cast("Content", schema)
            found.update(cast("Content", entries.get("properties", {})))
            for value in entries.values():
                collect(value)
        elif isinstance(schema, list):
            for value in cast("list[object]", schema):
                collect(value)

    collect(Recipe.model_json_schema(by_alias=True))
    return sorted(found)
