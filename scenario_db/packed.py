"""A backup as a file: an ordinary zip of one Parquet file a table with a manifest, and a seal over every byte.

The last 64 characters of the file, which are the zip's comment, are the SHA-256 of all before them. So a cut, a flipped
bit or a changed manifest is seen before anything is read, and any other program opens it all the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from scenario_db.contents import Content
from scenario_db.problems import Problem, RegisterError

FORMAT = 1
PROGRAM = "0.1.0"
"""The version in pyproject.toml; a test holds them together."""

_MANIFEST = "manifest.json"
_SEAL = 64
_AT_ONCE = 1 << 20


class BackupError(RegisterError):
    """A backup cannot be made, or a file is no backup that can be trusted."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: made when (UTC), of which mark, schema and program, with what content."""

    made_at: datetime
    mark: int
    moved_at: datetime
    schema: int
    engine: str
    audit_head: str
    tables: Mapping[str, Content]
    content: str
    program: str = PROGRAM
    format: int = FORMAT


@contextmanager
def new(path: Path) -> Iterator[zipfile.ZipFile]:
    """A file of nobody else's to be filled, sealed at the end; not there where it could not be finished."""
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as parcel:
                parcel.comment = b"0" * _SEAL
                yield parcel
            _seal(file)
            os.fsync(file.fileno())
    except BaseException as failed:
        path.unlink(missing_ok=True)
        if isinstance(failed, OSError):
            raise BackupError(Problem("backup_not_written", facts={"file": path.parent.name})) from failed
        raise


def _seal(file: IO[bytes]) -> None:
    file.flush()
    size = file.seek(0, os.SEEK_END)
    seal = _digest(file, size - _SEAL)
    file.seek(size - _SEAL)
    file.write(seal)
    file.flush()


def _digest(file: IO[bytes], size: int) -> bytes:
    found = hashlib.sha256()
    file.seek(0)
    while size > 0 and (part := file.read(min(size, _AT_ONCE))):
        found.update(part)
        size -= len(part)
    return found.hexdigest().encode()


def describe(parcel: zipfile.ZipFile, manifest: Manifest) -> None:
    """Puts the manifest in."""
    parcel.writestr(_MANIFEST, json.dumps(asdict(manifest), default=_plain, ensure_ascii=False, indent=1))


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(value)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup that is whole, with its manifest. Raises BackupError for every other file."""
    try:
        file = path.open("rb")
    except OSError as unread:
        raise BackupError(Problem("file_not_read", facts={"file": path.name})) from unread
    with file:
        size = file.seek(0, os.SEEK_END)
        seal = _digest(file, size - _SEAL)
        if size <= _SEAL or file.read() != seal:
            raise damaged(path)
        try:
            with zipfile.ZipFile(file) as parcel:
                yield parcel, _read(path, json.loads(parcel.read(_MANIFEST)))
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as strange:
            raise damaged(path) from strange


def damaged(path: Path) -> BackupError:
    """The refusal of a file that is not as it was written."""
    return BackupError(Problem("backup_damaged", facts={"file": path.name}))


def _read(path: Path, said: dict[str, Any]) -> Manifest:
    if said["format"] > FORMAT:
        raise BackupError(Problem("backup_newer", facts={"file": path.name, "program": said["program"]}))
    moments = {name: datetime.fromisoformat(said[name]) for name in ("made_at", "moved_at")}
    return Manifest(**{**said, **moments, "tables": {name: Content(**it) for name, it in said["tables"].items()}})
