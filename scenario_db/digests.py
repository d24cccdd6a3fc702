"""One number for all that a batch did: worked out as it is written, and later by either engine from what is there.

A version counts with every field that is filled in, an ended version with its id and number, and the batch with what
it says of itself. Fields that a later schema adds are empty in older versions, and so change nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from scenario_db.changes import Change
from scenario_db.database import Database, Row
from scenario_db.engine import Columns
from scenario_db.kinds import KINDS, Kind

_OF_BATCH = ("id", "recorded_at", "source", "author", "author_role", "note", "file_hash", "undoes")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _row(kind: Kind) -> str:
    """A version as text: name and value of each field that is filled in."""
    listed = {column.name for column in kind.columns if column.listed}
    texts = {
        name: f"array_to_string({name}, chr(31))" if name in listed else f"cast({name} as text)" for name in kind.names
    }
    pieces = (f"coalesce('{name}=' || {text} || chr(30), '')" for name, text in texts.items())
    return " || ".join((*pieces, "cast(version as text)"))


@cache
def _begun(name: str) -> str:
    kind = KINDS[name]
    return f"""
        select batch, digest_of(string_agg(row_digest, '' order by row_digest))
        from (
            select batch, digest_of({_row(kind)}) as row_digest
            from {kind.table}
        ) as it
        group by batch
    """


@cache
def _ended(name: str) -> str:
    return f"""
        select superseded_by, digest_of(string_agg(row_digest, '' order by row_digest))
        from (
            select superseded_by, digest_of(id || '/' || cast(version as text)) as row_digest
            from {KINDS[name].table}
            where superseded_by is not null
        ) as it
        group by superseded_by
    """


def of_versions(kind: Kind, columns: Columns) -> str:
    """The digest of versions as they are about to be written; the same as that of what then stands there."""
    rows: list[list[str]] = [[] for _ in columns["id"][1]]
    for name in kind.names:
        sql_type, values = columns[name]
        for row, value in zip(rows, values, strict=True):
            if value is not None:
                row.append(f"{name}={_text(sql_type, value)}\x1e")
    for row, version in zip(rows, columns["version"][1], strict=True):
        row.append(str(version))
    return _digest("".join(sorted(_digest("".join(row)) for row in rows)))


def _text(sql_type: str, value: Any) -> str:
    """A value as the engines write it."""
    if sql_type.endswith("[]"):
        return "\x1f".join(map(str, value))
    if sql_type == "boolean":
        return "true" if value else "false"
    if sql_type.startswith("decimal"):
        return f"{value + 0:.4f}"  # no engine keeps a zero below zero
    return str(value)[:10] if sql_type == "date" else str(value)


def of_batch(written: Columns, begun: Mapping[str, str], by_kind: Mapping[str, Iterable[Change]]) -> str:
    """The digest of a batch from what was written of it, and what it began; the same as that of what then stands."""
    ended = {}
    for name, changes in by_kind.items():
        rows = sorted(_digest(f"{it.id}/{it.version}") for it in changes if it.before is not None)
        if rows:
            ended[name] = _digest("".join(rows))
    return _whole(tuple(written[name][1][0] for name in _OF_BATCH), begun, ended)


def of_all(db: Database) -> dict[int, str]:
    """The digest of every batch, as the register stands now."""
    begun: dict[int, dict[str, str]] = defaultdict(dict)
    ended: dict[int, dict[str, str]] = defaultdict(dict)
    for name in KINDS:
        for batch, found in db.rows(_begun(name)):
            begun[batch][name] = found
        for batch, found in db.rows(_ended(name)):
            ended[batch][name] = found
    told = {row[0]: row for row in db.rows(f"select {', '.join(_OF_BATCH)} from batch")}
    return {batch: _whole(row, begun[batch], ended[batch]) for batch, row in told.items()}


def _whole(told: Row, begun: Mapping[str, str], ended: Mapping[str, str]) -> str:
    parts: list[Any] = [
        [str(it) for it in told],
        sorted((name, it) for name, it in begun.items() if it),
        sorted(ended.items()),
    ]
    return _digest(json.dumps(parts, ensure_ascii=False))
