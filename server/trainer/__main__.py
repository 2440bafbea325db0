"""`python -m trainer COMMAND`: parse, call, exit code."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence

from trainer.errors import TrainerError

COMMANDS = {
    "train": ("trainer.train_command", "train a recipe on an item table"),
    "convert": ("trainer.convert_command", "turn an author's released weights into a checkpoint folder"),
    "add-views": ("trainer.add_views_command", "make a checkpoint that adds up several views of each picture"),
    "embed": ("trainer.embed_command", "embed the pictures of an item table"),
    "evaluate": ("trainer.evaluation", "rank queries against a gallery and measure the rankings"),
    "render": ("trainer.rendering.command", "draw 3-D models as line drawings in several views"),
    "render-lines": ("trainer.rendering.lines_command", "draw 3-D models as lines that a training makes sheets of"),
    "sample-gallery": ("trainer.rendering.sample_gallery", "render the gallery that ships with the studio"),
    "embed-sample": ("trainer.sample_embeddings", "embed that gallery with the checkpoint that ships"),
    "export-default": ("trainer.default_checkpoint", "export the checkpoint that ships with the studio"),
    "golden": ("trainer.golden.command", "check the trainer against golden files"),
}
"""Name to (module with `add_arguments` and `run`, one line of help)."""


def main(arguments: Sequence[str]) -> int:
    """Runs one command; only its own module is imported, so that `--help` does not wait for torch.

    A failure that the user can do something about ends standard error with one JSON line
    `{"kind": "failed", "name", "message", "hint"}`, after the same in words.
    """
    parser = argparse.ArgumentParser(prog="studio", description="Commands of Retrieval Studio's trainer.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = next((argument for argument in arguments if argument in COMMANDS), None)
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:
            importlib.import_module(module).add_arguments(command)
    parsed = parser.parse_args(arguments)
    try:
        return importlib.import_module(COMMANDS[parsed.command][0]).run(parsed)
    except (TrainerError, OSError) as error:
        hint = error.hint if isinstance(error, TrainerError) else "Check that the path exists and can be used."
        print(f"{parsed.command}: {error}\n  {hint}", file=sys.stderr)
        failed = {"kind": "failed", "name": type(error).__name__, "message": str(error), "hint": hint}
        print(json.dumps(failed, ensure_ascii=False), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # what a shell reports for Ctrl+C


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
