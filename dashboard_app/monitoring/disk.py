"""This machine's disk: free space, and data waiting for the database or the recording store."""

import shutil
from dataclasses import dataclass
from pathlib import Path

WAITING = ("spool", "tapes")  # folders of DATA_DIR


@dataclass(frozen=True, slots=True)
class Disk:
    """Sizes in bytes. `waiting`: by folder, events not yet in the database and tapes not yet stored."""

    total: int
    free: int
    waiting: dict[str, int]

    @property
    def free_share(self) -> float:
        return self.free / self.total if self.total else 0.0


def read_disk(data_dir: Path) -> Disk | None:
    try:
        usage = shutil.disk_usage(data_dir)
    except OSError:
        return None
    return Disk(usage.total, usage.free, {name: size_of(data_dir / name) for name in WAITING})


def size_of(folder: Path) -> int:
    """Bytes of all files in the folder; skips files that are deleted meanwhile."""
    total = 0
    for file in folder.glob("**/*") if folder.is_dir() else ():
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total
