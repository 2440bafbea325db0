import json
import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from trainer import events
from trainer.events import EVENTS, Checkpoint, EventWriter, Heartbeat, Step, Stopped, Warned
from trainer.tests.test_manifest_contract import plain

CONTRACTS = Path(__file__).parents[3] / "src" / "contracts"
GOLDEN = (CONTRACTS / "golden" / "trainingEvents.jsonl").read_text(encoding="utf-8").splitlines()


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_events_are_the_contract_of_the_page() -> None:
    contract = json.loads((CONTRACTS / "trainingEvent.schema.json").read_text())
    ours = EVENTS.json_schema(mode="serialization")
    assert plain(ours, ours["$defs"]) == plain(contract, {})


@pytest.mark.parametrize("line", GOLDEN)
def test_every_golden_line_is_read_and_written_back(line: str) -> None:
    assert json.loads(EVENTS.validate_json(line).model_dump_json(by_alias=True)) == json.loads(line)


@pytest.mark.parametrize("line", ['{"kind":"paused","time":1}', '{"kind":"stopped","time":1,"step":-1}'])
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(ValidationError):
        EVENTS.validate_json(line)


def test_each_event_is_a_line_with_the_time(tmp_path: Path) -> None:
    path = tmp_path / "curves.jsonl"
    with EventWriter(path) as writer:
        writer.write(Warned(message="two\nlines, é", hint="-"))
        writer.write(Checkpoint(step=3, path="checkpoints/3", metrics={}))
    first, second = written(path)
    assert first["message"] == "two\nlines, é"
    assert second["step"] == 3
    assert 0 < second["time"] - first["time"] + 1e-6 < 60


def test_numbers_that_json_lacks_are_null(tmp_path: Path) -> None:
    path = tmp_path / "curves.jsonl"
    step = Step(
        step=1,
        epoch=0.5,
        learning_rate=0.1,
        losses={"total": math.inf},
        grad_norm=math.nan,
        images_per_second=1.0,
        memory_bytes=None,
    )
    with EventWriter(path) as writer:
        writer.write(step)
    assert written(path)[0]["losses"] == {"total": None}
    assert written(path)[0]["gradNorm"] is None


def test_a_line_that_was_cut_off_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "curves.jsonl"
    path.write_text('{"kind":"stopped","time":1,"step":1}\n{"kind":"st')
    with EventWriter(path) as writer:
        writer.write(Stopped(step=2))
    lines = path.read_text().splitlines()
    assert lines[1] == '{"kind":"st'
    assert json.loads(lines[2])["step"] == 2


def test_a_stage_is_told_at_its_start_and_then_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "curves.jsonl"
    now = 100.0
    monkeypatch.setattr(events.time, "monotonic", lambda: now)
    with EventWriter(path) as writer:
        for done in range(12):
            writer.beat("decoding", done, 12)
            now += 1
        writer.beat("validating")
    told = [Heartbeat.model_validate(event) for event in written(path)]
    assert [(event.stage, event.done) for event in told] == [
        ("decoding", 0),
        ("decoding", 5),
        ("decoding", 10),
        ("validating", 0),
    ]
