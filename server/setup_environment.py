"""Makes the trainer's Python environment, or that of another lock, or finds it ready. Standard library only.

    python3 setup_environment.py [--lock FILE]

The environment lies outside the checkout, in `$RETRIEVAL_STUDIO_CACHE` (default `~/.cache/retrieval-studio`), in a
folder named after the hash of the lock, so that two checkouts with the same lock share one environment and a changed
lock gets a new one.

Contract with the caller:
- progress goes to standard output, a line at a time; the LAST line is the path of the environment's Python;
- exit status 0 says the environment is complete; a second call then takes a few milliseconds;
- on failure the exit status is 1 and standard error ends with one JSON line
  `{"kind": "failed", "name", "message", "hint"}`;
- an interrupted call leaves no marker file, and the next call builds that environment anew;
- two calls at once: the second waits for the first.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

OLDEST_PYTHON = (3, 10)
NEEDED_BYTES = 8 * 2**30  # torch with its CUDA libraries unpacks to just under 6 GiB
NEEDED_BYTES_ELSEWHERE = 2**30
MARKER = "complete.json"


class SetupError(Exception):
    """The environment cannot be made.

    Attributes:
        hint: what the user can do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def environment_folder(lock: Path) -> Path:
    """The folder that belongs to this lock and this Python, whether it exists or not."""
    cache = Path(os.environ.get("RETRIEVAL_STUDIO_CACHE") or Path.home() / ".cache" / "retrieval-studio")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()
    return cache / f"{purpose_of(lock)}-{digest[:12]}"


def purpose_of(lock: Path) -> str:
    """What an environment is for: `trainer` for requirements.lock, the lock's own name for all others."""
    return "trainer" if lock.stem == "requirements" else lock.stem


def python_of(folder: Path) -> Path:
    """The interpreter inside an environment."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def is_complete(folder: Path) -> bool:
    """Whether an earlier call finished this environment; the marker is written last."""
    return (folder / MARKER).is_file() and python_of(folder).exists()


def check_preconditions(folder: Path) -> None:
    """Says what is missing before anything is downloaded.

    Raises:
        SetupError: Python is too old, cannot make virtual environments, or the disk is too full.
    """
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"The trainer needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; {sys.executable} is {found}.",
            "Install a newer Python and put it first on the PATH.",
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"{sys.executable} cannot make virtual environments: its module venv or ensurepip is missing.",
            "On Debian or Ubuntu: apt-get install python3-venv.",
        )
    free = shutil.disk_usage(folder.parent).free
    needed = NEEDED_BYTES if folder.name.startswith("trainer-") else NEEDED_BYTES_ELSEWHERE
    if free < needed:
        raise SetupError(
            f"The trainer's environment needs {needed / 2**30:.0f} GiB in {folder.parent}; "
            f"{free / 2**30:.1f} GiB are free.",
            "Free some space, or set RETRIEVAL_STUDIO_CACHE to a folder on a larger disk.",
        )


@contextlib.contextmanager
def only_builder(folder: Path) -> Generator[None]:
    """Holds a lock that the system releases by itself when the process dies."""
    with folder.with_suffix(".lock").open("w") as handle:
        try:
            import fcntl
        except ImportError:  # Windows: two simultaneous first calls are not guarded against each other
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run_quietly(command: list[str], hint: str) -> None:
    """Runs an installer, relays its lines, and raises with its last ones.

    Raises:
        SetupError: the command ended with another status than 0.
    """
    tail: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            if not line.startswith("Ignoring "):  # pip's word for pins of other systems
                print(line.rstrip(), flush=True)
            tail = [*tail[-7:], line.strip()]
    if process.returncode != 0:
        shown = " ".join(command[:4])
        raise SetupError(f"`{shown} …` ended with status {process.returncode}: {' | '.join(tail)}", hint)


def build(folder: Path, lock: Path) -> None:
    """Makes the environment from nothing and marks it complete."""
    if folder.exists():
        print(f"Removing an unfinished environment in {folder}", flush=True)
        shutil.rmtree(folder)
    print(f"Making the trainer's environment in {folder}", flush=True)
    started = time.monotonic()
    run_quietly([sys.executable, "-m", "venv", str(folder)], "Try `python3 -m venv` by hand in an empty folder.")
    python = str(python_of(folder))
    uv = shutil.which("uv")
    installer = [uv, "pip"] if uv else [python, "-m", "pip", "--disable-pip-version-check"]
    target = ["--python", python] if uv else ["--progress-bar=off"]
    # The lock is the full closure, so no installer has to resolve anything.
    run_quietly(
        [*installer, "install", *target, "--no-deps", "-r", str(lock)],
        "Check the network and the free disk space, then run the same command again; finished downloads are kept.",
    )
    seconds = round(time.monotonic() - started, 1)
    partial = folder / f"{MARKER}.partial"
    partial.write_text(json.dumps({"schema": 1, "lock": lock.name, "seconds": seconds}) + "\n")
    partial.replace(folder / MARKER)
    print(f"The trainer's environment is ready after {seconds:.0f} s", flush=True)
    for other in folder.parent.glob(f"{purpose_of(lock)}-*/{MARKER}"):
        if other.parent != folder:  # another checkout may still use it
            print(f"An environment of another version lies in {other.parent}; delete it if nothing uses it", flush=True)


def ensure_environment(lock: Path) -> Path:
    """Returns the Python of a complete environment for the lock, building it where needed.

    Raises:
        SetupError: see `check_preconditions`; or an installer failed.
    """
    folder = environment_folder(lock)
    if not is_complete(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        check_preconditions(folder)
        with only_builder(folder):
            if not is_complete(folder):  # another call may have built it while this one waited
                build(folder, lock)
    return python_of(folder)


def main() -> int:
    """Parses, calls, turns a failure into one JSON line."""
    parser = argparse.ArgumentParser(description="Make or find the trainer's Python environment.")
    parser.add_argument("--lock", type=Path, default=Path(__file__).with_name("requirements.lock"))
    lock: Path = parser.parse_args().lock
    try:
        print(ensure_environment(lock))
    except (SetupError, OSError) as error:
        hint = error.hint if isinstance(error, SetupError) else "Check the permissions and the free disk space."
        failed = {"kind": "failed", "name": "EnvironmentSetupError", "message": str(error), "hint": hint}
        print(json.dumps(failed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
