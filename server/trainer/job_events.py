"""What a job tells the companion that started it: one JSON object a line, on standard output."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable

LEAST_SECONDS = 0.2


def report_events(stage: str) -> Callable[[int, int], None]:
    """A progress callback that prints events, at most five a second."""
    reported = 0.0

    def report(done: int, total: int) -> None:
        nonlocal reported
        now = time.monotonic()
        if now - reported >= LEAST_SECONDS or done == total:
            reported = now
            print_event(stage, done, total)

    return report


def print_event(stage: str, done: int, total: int | None) -> None:
    """Tells what is done now, and how far it is."""
    print(json.dumps({"kind": "progress", "stage": stage, "done": done, "total": total}), flush=True)


def end_with_parent() -> None:
    """Ends this process when standard input closes: the companion holds its other end, however it dies."""

    def wait() -> None:
        while os.read(0, 4096):  # not `sys.stdin`, whose lock a thread would still hold at a normal end
            pass
        os._exit(130)  # what a shell reports for Ctrl+C; nothing is half written, as results are renamed

    threading.Thread(target=wait, daemon=True).start()
