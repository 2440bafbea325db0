"""`add-views`: a checkpoint folder of the same weights that adds up several views of each picture."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from trainer.checkpoints import NETWORK_FILE, WHITENING_FILE, open_checkpoint, write_checkpoint
from trainer.derived_views import VIEWS_HELP, views_of_text, with_views
from trainer.embedding_views import check_view_sizes, view_count
from trainer.sessions import start_session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `add-views`."""
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint folder")
    parser.add_argument("--views", type=views_of_text, required=True, metavar="VIEWS", help=VIEWS_HELP)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint folder to write")


def run(arguments: argparse.Namespace) -> int:
    """Writes the derived checkpoint after checking that the network takes all sizes."""
    checkpoint = open_checkpoint(arguments.checkpoint)
    manifest = with_views(checkpoint.manifest, arguments.views, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    check_view_sizes(start_session(checkpoint.network), manifest)
    kept = {NETWORK_FILE, WHITENING_FILE}
    extras = {
        file.path: (checkpoint.folder / file.path).read_bytes() for file in manifest.files if file.path not in kept
    }
    write_checkpoint(arguments.out, manifest, checkpoint.network, checkpoint.whitening, extras)
    views = view_count(manifest.views)
    print(f"wrote {arguments.out}: {manifest.id}, {views} views, so that embedding takes about {views} times as long")
    return 0
