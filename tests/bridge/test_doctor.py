"""What `flask doctor` learns of facts that are not in the database."""

import os
from pathlib import Path

import pytest

from bridge.doctor import examine_facts

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"1-a-000000001.jsonl": (0, 3600)}, "", id="an idle process"),
        pytest.param({"1-a-000000001.jsonl": (90, 2)}, "", id="just learnt"),
        pytest.param({"rejected": (0, 3600)}, "", id="none was refused"),
        pytest.param({"rejected": (90, 1)}, "refused some", id="refused"),
        pytest.param(
            {"1-a-000000001.jsonl": (90, 600), "1-a-000000002.jsonl": (10, 1)},
            "100 bytes in",
            id="waiting",
        ),
        pytest.param({"1-a-000000001.jsonl": (90, 600)}, "for 10 minutes", id="for long"),
    ],
)
def test_facts(tmp_path: Path, files: dict[str, tuple[int, int]], told: str) -> None:
    for name, (size, age) in files.items():
        (tmp_path / name).write_bytes(b"x" * size)
        os.utime(tmp_path / name, (NOW - age,) * 2)

    found = examine_facts(tmp_path, NOW)

    assert found.is_well is not bool(told)
    assert told in found.advice


def test_a_machine_without_calls(tmp_path: Path) -> None:
    assert examine_facts(tmp_path / "spool", NOW).is_well
