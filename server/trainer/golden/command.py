"""`golden`: runs golden files against the trainer's implementations.

A file that nothing here implements is left out of the JSON: whether another language has it is for the caller to know.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from trainer.golden.adapters import ADAPTERS
from trainer.golden.files import GoldenCase, find_files, read_cases

REFERENCE = Path(__file__).parents[3] / "src" / "contracts" / "golden" / "reference"


@dataclass(frozen=True)
class Failure:
    """A case that failed, and how."""

    case: str
    message: str


@dataclass(frozen=True)
class FileResult:
    """One golden file against one implementation."""

    file: str
    implementation: str
    passed: int
    total: int
    failures: list[Failure] = field(default_factory=list[Failure])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `golden`."""
    parser.add_argument("--dir", type=Path, default=REFERENCE, help="folder of golden files")
    parser.add_argument("--only", default="*", help="file names without .json, with *, separated by commas")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Prints `file  implementation  passed/total` for every file; exit status 1 where a case failed."""
    folder: Path = arguments.dir
    only: str = arguments.only
    paths = find_files(folder, only.split(","))
    results = [check_file(path) for path in paths if path.stem in ADAPTERS]
    if arguments.json:
        print(json.dumps([asdict(result) for result in results]))
        return 0 if all(result.passed == result.total for result in results) else 1
    for path in paths:
        if path.stem not in ADAPTERS:
            print(f"{path.stem}  not implemented in Python")
    for result in results:
        print(f"{result.file}  {result.implementation}  {result.passed}/{result.total}")
        for failure in result.failures:
            print(f"  {failure.case}: {failure.message}")
    return 0 if all(result.passed == result.total for result in results) else 1


def check_file(path: Path) -> FileResult:
    """Every case of a file against the implementation that the registry names; the file must be in it."""
    cases = read_cases(path)
    module, _ = ADAPTERS[path.stem]
    failures = [failure for case in cases if (failure := check_case(path.stem, case)) is not None]
    return FileResult(path.stem, f"python:{module}", len(cases) - len(failures), len(cases), failures)


def check_case(file: str, case: GoldenCase) -> Failure | None:
    """The first way in which a case fails, or None; an exception counts as one, and no other case is lost by it."""
    _, adapter = ADAPTERS[file]
    try:
        results = adapter(case)
        messages = [case.mismatch(output, value) for output, value in results.items()]
        messages += [] if results else ["no output was compared"]
    except Exception as error:  # whatever an implementation raises is this case's failure
        messages = [f"{type(error).__name__}: {error}"]
    message = next((message for message in messages if message is not None), None)
    return None if message is None else Failure(case.name, message)
