import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

import setup_environment
from setup_environment import SetupError, environment_folder, is_complete, python_of

SCRIPT = Path(setup_environment.__file__)


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RETRIEVAL_STUDIO_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "requirements.lock"
    path.write_text("")
    return path


def call(lock: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--lock", str(lock)], capture_output=True, text=True, check=False
    )


def finish(folder: Path) -> None:
    python_of(folder).parent.mkdir(parents=True)
    python_of(folder).touch()
    (folder / setup_environment.MARKER).write_text("{}")


def test_a_complete_environment_is_found_at_once(lock: Path) -> None:
    folder = environment_folder(lock)
    finish(folder)
    started = time.monotonic()
    done = call(lock)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == str(python_of(folder))
    assert time.monotonic() - started < 3  # about 0.1 s; the bound leaves room for a busy machine


def test_another_lock_gets_another_environment(lock: Path) -> None:
    before = environment_folder(lock)
    lock.write_text("numpy==2.0.0\n")
    assert environment_folder(lock) != before


def test_an_environment_without_marker_is_not_complete(lock: Path) -> None:
    folder = environment_folder(lock)
    finish(folder)
    (folder / setup_environment.MARKER).unlink()
    assert not is_complete(folder)


def test_a_failed_installation_is_one_json_line_and_leaves_no_marker(lock: Path) -> None:
    lock.write_text("-r no-such-file.txt\n")
    done = call(lock)
    assert done.returncode == 1
    failed = json.loads(done.stderr.splitlines()[-1])
    assert failed["kind"] == "failed"
    assert "no-such-file.txt" in failed["message"]
    assert not is_complete(environment_folder(lock))


def test_a_full_disk_is_said_before_anything_is_downloaded(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_environment, "NEEDED_BYTES", 2**60)
    with pytest.raises(SetupError, match="GiB are free") as caught:
        setup_environment.ensure_environment(lock)
    assert "RETRIEVAL_STUDIO_CACHE" in caught.value.hint
