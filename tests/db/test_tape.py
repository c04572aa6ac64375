"""The tape's format: what was written is read again, and a torn end hides nothing that was whole."""

import io
from pathlib import Path

import pytest

from db.sound.tape import (
    AGENT,
    CALLER,
    ENDED,
    Entry,
    Label,
    TapeError,
    read_entries,
    read_label,
    tape_folder,
    tapes_of,
)
from tests.workers.sound.tapes import LABEL, read, written

ENTRIES = [Entry(CALLER, float(at), b'{"a"\n:1}' * at) for at in range(25)] + [
    Entry(AGENT, 26.5, b"abc="),
    Entry(ENDED, 30, b""),
]


def test_what_was_written_is_read() -> None:
    file = io.BytesIO(written(ENTRIES))
    label = read_label(file)

    assert label == LABEL
    found = list(read_entries(file, label))
    assert [(entry.kind, entry.body) for entry in found] == [(entry.kind, entry.body) for entry in ENTRIES]
    assert [entry.at_ms for entry in found] == pytest.approx([entry.at_ms for entry in ENTRIES])


def test_a_tape_cut_anywhere_keeps_its_whole_blocks() -> None:
    whole = written(ENTRIES)
    start = len(LABEL.to_line())
    counts = [len(read(whole[:end])) for end in range(start, len(whole) + 1)]

    assert counts == sorted(counts)
    assert set(counts) == {0, 10, 20, 27}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}\n",
        b"nothing\n",
        b'{"version": 9}\n',
        b"[1]\n",
        b'{"version": 1, "call_sid": "x"}\n',
        b"\xff\n",
    ],
)
def test_what_is_no_tape_is_told(line: bytes) -> None:
    with pytest.raises(TapeError):
        Label.from_line(line)


def test_a_tape_that_is_deleted_while_they_are_listed_is_skipped(tmp_path: Path) -> None:
    """A link without a target is listed, and cannot be looked at, like a file that another process deletes in between."""
    folder = tape_folder(tmp_path)
    folder.mkdir()
    (folder / "CA1.MZ1.tape").symlink_to(folder / "gone")
    (folder / "CA1.MZ2.tape").touch()

    assert [path.name for path in tapes_of(tmp_path, "CA1")] == ["CA1.MZ2.tape"]
