"""Where finished recordings are stored: any fsspec location, from a folder to an object store."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import fsspec

from db.environment import ConfigurationError, Environment, text


def recordings_url(env: Environment) -> str:
    return text(env, "RECORDINGS_URL", str(Path(text(env, "DATA_DIR", ".data")) / "recordings"))


@dataclass(frozen=True, slots=True)
class RecordingStore:
    """Keys are relative paths. Methods raise OSError; FileNotFoundError if there is no such recording."""

    filesystem: Any
    root: str

    @classmethod
    def from_environment(cls, env: Environment) -> "RecordingStore":
        return cls.at(recordings_url(env))

    @classmethod
    def at(cls, url: str) -> "RecordingStore":
        try:
            filesystem, root = fsspec.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise ConfigurationError(
                f"RECORDINGS_URL must be a path or a URL that fsspec knows, not {url!r}: {error}"
            ) from None
        return cls(filesystem, root.rstrip("/"))

    def put(self, key: str, data: bytes) -> None:
        """Writes atomically: readers never see a partial file, and a failed write leaves none."""
        path = self._path(key)
        draft = f"{path}.new"
        self.filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        try:
            self.filesystem.pipe_file(draft, data)
            self.filesystem.mv(draft, path)
        except OSError:
            with contextlib.suppress(OSError):
                self.filesystem.rm_file(draft)
            raise

    def get(self, key: str) -> bytes:
        data: bytes = self.filesystem.cat_file(self._path(key))
        return data

    def open(self, key: str) -> IO[bytes]:
        """A seekable file; reads ahead 256 KiB, about what a player needs."""
        file: IO[bytes] = self.filesystem.open(self._path(key), "rb", block_size=1 << 18)
        return file

    def keys(self) -> list[str]:
        """Of all files, whoever's they are."""
        root = self._path("")
        return [path.removeprefix(root) for path in self.filesystem.find(self.root)]

    def exists(self, key: str) -> bool:
        return bool(self.filesystem.exists(self._path(key)))

    def delete(self, key: str) -> None:
        """Has no effect if it is gone already."""
        try:
            self.filesystem.rm_file(self._path(key))
        except FileNotFoundError:
            return

    def _path(self, key: str) -> str:
        return f"{self.root}/{key}"
