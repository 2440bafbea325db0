"""Kills a training at random moments until it is done, and looks for what was lost.

`python -m trainer.benchmarks.killed_trainings [--kills 20]`. After each kill: every checkpoint that was announced opens
with its hashes; at the end the losses, resumed runs overwriting what they do again, equal those of a training that was
left alone.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from trainer.benchmarks.drawn_items import TINY, draw_items
from trainer.checkpoints import open_checkpoint

_SETS = ("length.epochs=0", "length.iterations=400", "validation.everyEpochs=0", "validation.everyIterations=20")
_PATIENCE = 120.0


def start(folder: Path, table: Path, *, resumes: bool) -> subprocess.Popen[bytes]:
    """A training process; the same from its start or from where it stopped."""
    command = [sys.executable, "-m", "trainer", "train", "--out", str(folder)]
    if resumes:
        command.append("--resume")
    else:
        sets = [part for override in (*TINY, *_SETS) for part in ("--set", override)]
        command += ["--recipe", "drawings-pictures", "--items", str(table), "--device", "cpu", *sets]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def read_events(folder: Path) -> list[dict[str, Any]]:
    """Whole lines of the run's events."""
    path = folder / "curves.jsonl"
    lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
    return [event for event in map(_event, lines) if event is not None]


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None  # what a killed trainer did not end


def losses(folder: Path) -> dict[int, float]:
    """Total loss by step; what was told before a resume and lies behind it does not count."""
    kept: dict[int, float] = {}
    for event in read_events(folder):
        if event["kind"] == "resumed":
            kept = {step: loss for step, loss in kept.items() if step <= event["step"]}
        elif event["kind"] == "step":
            kept[event["step"]] = event["losses"]["total"]
    return kept


def check_announced(folder: Path) -> int:
    """Opens every announced checkpoint; returns how many there are."""
    announced = {event["path"] for event in read_events(folder) if event["kind"] == "checkpoint"}
    for path in announced:
        open_checkpoint(folder / path)
    return len(announced)


def main() -> int:
    """Exit status 0 where nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as scratch:
        table = draw_items(Path(scratch))
        alone, killed = Path(scratch) / "alone", Path(scratch) / "killed"
        start(alone, table, resumes=False).wait()
        process = start(killed, table, resumes=False)
        kills = 0
        while kills < arguments.kills and process.poll() is None:
            begun = len(read_events(killed))
            deadline = time.monotonic() + _PATIENCE
            # Somewhere within the next steps, validation, export or writing of states.
            while len(read_events(killed)) <= begun and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(chance.uniform(0.0, 4.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            count = check_announced(killed)
            print(f"kill {kills}: step {max(losses(killed), default=0)}, {count} checkpoints whole", flush=True)
            process = start(killed, table, resumes=bool(read_events(killed)))
        status = process.wait()
        check_announced(killed)
        is_same = losses(alone) == losses(killed)
        print(f"{kills} kills; the last training ended with {status}; losses {'equal' if is_same else 'DIFFER'}")
        return 0 if is_same and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
