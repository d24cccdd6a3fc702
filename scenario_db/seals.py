"""The key under which the audit is chained, and the mark of its head, both kept outside the database.

Whoever can change every table still cannot make a line that fits: the key is not in there. Whoever takes away the last
lines is found by the head that was written down elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from scenario_db import settings
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError

NOTHING = ""
"""The hash before the first line."""


class SealError(RegisterError):
    """The key of the audit, or the mark of its head, cannot be read or written."""


class Head(NamedTuple):
    """The last line of the audit, as it can be printed and written down."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def key(db: Database) -> bytes:
    """The key of this register: the setting audit_key, else a file beside the database that nobody else may read."""
    given = settings.current().audit_key
    return given.encode() if given else _kept(_beside(db, "audit-key"))


def seal(secret: bytes, before: str, line: Sequence[object]) -> str:
    """The hash of a line, which holds that of the line before."""
    text = json.dumps([before, *line], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _beside(db: Database, what: str) -> Path | None:
    """A register in one file has them beside it; a shared one beside the program; what nobody keeps has none."""
    if db.file is not None:
        return db.file.with_name(f"{db.file.name}.{what}")
    return settings.HOME / "data" / f"shared.{what}" if db.engine == "postgres" else None


@lru_cache(maxsize=64)
def _kept(path: Path | None) -> bytes:
    if path is None:
        return secrets.token_bytes(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as unread:
        raise SealError(Problem("audit_key_unread")) from unread
    if len(text) < 32:
        raise SealError(Problem("audit_key_unread"))
    return text.encode()


def write_down(db: Database, head: Head) -> None:
    """Keeps the head of an embedded register outside of it; what is written down may lag behind, never run ahead."""
    if db.file is None:
        return
    path = _beside(db, "audit-head")
    assert path is not None  # noqa: S101 - a register with a file has a place beside it
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        new.touch(mode=0o600)
        new.write_text(str(head), encoding="ascii")
        new.replace(path)
    except OSError:  # what was done is done and told inside; the mark outside lags, which only makes it say less
        new.unlink(missing_ok=True)


def written_down(db: Database) -> Head | None:
    """The head that was kept outside, if any. Raises SealError where it cannot be read."""
    path = _beside(db, "audit-head") if db.file is not None else None
    if path is None or not path.exists():
        return None
    try:
        return read(path.read_text(encoding="ascii"))
    except (OSError, UnicodeError) as unread:
        raise SealError(Problem("audit_head_unread")) from unread


def has_key(db: Database) -> bool:
    """Whether the key is here; asking for it would make a new one."""
    path = _beside(db, "audit-key")
    return bool(settings.current().audit_key) or (path is not None and path.exists())


def carry(db: Database, other: Database) -> bool:
    """Puts the key beside another register that is to go on with this chain; whether it has the same key now."""
    here, there = _beside(db, "audit-key"), _beside(other, "audit-key")
    if settings.current().audit_key or here == there:
        return True
    if there is not None and not there.exists():
        secret = key(db).decode()
        try:
            there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            there.touch(mode=0o600)
            there.write_text(secret, encoding="ascii")
        except OSError as unwritten:
            raise SealError(Problem("audit_key_unread")) from unwritten
    return key(db) == key(other)


def put_head_aside(db: Database, name: str) -> Path | None:
    """Keeps the head of before under another name, since what was restored may be older; None where there is none."""
    path = _beside(db, "audit-head") if db.file is not None else None
    if path is None or not path.exists():
        return None
    kept = path.with_name(f"{path.name}.{name}")
    path.replace(kept)
    return kept


def file_of_key(db: Database) -> str:
    """The name of the file that the key stands in, where no setting gives it."""
    path = _beside(db, "audit-key")
    return path.name if path else ""


def read(text: str) -> Head:
    """A head as it was printed. Raises SealError."""
    number, _, found = text.strip().partition(":")
    if not number.isdecimal() or len(found) != (64 if int(number) else 0):
        raise SealError(Problem("audit_head_unread"))
    return Head(int(number), found)
