"""What the register holds, table by table, and one number for it that both engines work out alike.

A row counts with every field that is filled in, whatever the order of rows and columns, so a copy on the other engine,
or of a later schema whose new fields are empty, has the same number. It tells accidents: whoever changes a register on
purpose is found by the audit, whose seal has a key.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from scenario_db.database import Row

LEFT_OUT = ("schema_step", "schema_reading", "account_session", "year_of_returns", "year_of_targets")
"""What a program makes of itself; and who is signed in just now: after a restore everybody signs in again."""

_BYTES = ("BLOB", "bytea")


class Asked(Protocol):
    """A snapshot or a transaction: all answers are of one moment."""

    def rows(self, sql: str, **parameters: Any) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Field:
    """A column, and whether it holds a list or bytes."""

    name: str
    listed: bool = False
    bytes: bool = False

    @property
    def text(self) -> str:
        """How its value counts: under its name, nothing where it is empty."""
        value = f'cast("{self.name}" as text)'
        if self.listed:
            value = f'array_to_string("{self.name}", chr(31)) || \'/\' || cast(cardinality("{self.name}") as text)'
        if self.bytes:
            value = f'md5("{self.name}")'
        return f"coalesce('{self.name}=' || {value} || chr(30), '')"


@dataclass(frozen=True)
class Table:
    """A table with its columns in the order of their names, and those that are its key."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @cached_property
    def columns(self) -> list[str]:
        """The columns as they are named in a statement."""
        return [f'"{field.name}"' for field in self.fields]

    @cached_property
    def heavy(self) -> bool:
        """Whether its rows are files, of which only one should stand in memory at a time."""
        return any(field.bytes for field in self.fields) and bool(self.key)

    @cached_property
    def digest(self) -> str:
        """The number of one row."""
        return f"md5({' || '.join(field.text for field in self.fields)})"


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows a table has, and their number."""

    rows: int
    digest: str


def tables(asked: Asked) -> list[Table]:
    """The tables that make up the register, as it stands at its schema."""
    sql = """
        select c.table_name, c.column_name, c.data_type
        from information_schema.columns as c
        join information_schema.tables as t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = current_schema()
          and t.table_type = 'BASE TABLE'
          and strpos(t.table_name, '_version_') = 0 -- the parts of a table that PostgreSQL keeps in two
        order by 1, 2
    """
    found: dict[str, list[Field]] = defaultdict(list)
    for table, column, kind in asked.rows(sql):
        found[table].append(Field(column, kind == "ARRAY" or kind.endswith("[]"), kind in _BYTES))
    keys = _keys(asked)
    return [Table(name, tuple(found[name]), tuple(keys[name])) for name in sorted(found) if name not in LEFT_OUT]


def _keys(asked: Asked) -> defaultdict[str, list[str]]:
    sql = """
        select k.table_name, k.column_name
        from information_schema.key_column_usage as k
        join information_schema.table_constraints as c
          on c.constraint_name = k.constraint_name and c.table_name = k.table_name and c.table_schema = k.table_schema
        where k.table_schema = current_schema()
          and c.constraint_type = 'PRIMARY KEY'
        order by k.table_name, k.ordinal_position
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for table, column in asked.rows(sql):
        found[table].append(column)
    return found


def questions(asked: Asked, table: Table, wanted: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The statements, with their parameters, that give that of all rows: one, or for files one a row."""
    if not table.heavy:
        yield f"select {wanted} from {table.name}", {}
        return
    names = ", ".join(f'"{name}"' for name in table.key)
    where = " and ".join(f'"{name}" = :k{at}' for at, name in enumerate(table.key))
    for row in asked.rows(f"select {names} from {table.name} order by {names}"):
        yield f"select {wanted} from {table.name} where {where}", {f"k{at}": it for at, it in enumerate(row)}


def of(asked: Asked, found: Sequence[Table]) -> dict[str, Content]:
    """The content of each table."""
    return {table.name: _of_table(asked, table) for table in found}


def sums(asked: Asked, found: Sequence[Table]) -> dict[str, Content]:
    """The same told in a fifteenth of the time, by a hash of DuckDB's own: for two registers on one release of it."""
    return {table.name: _of_table(asked, table) if table.heavy else _sum(asked, table) for table in found}


def _sum(asked: Asked, table: Table) -> Content:
    [(rows, digest)] = asked.rows(f"select count(*), sum(hash({', '.join(table.columns)})) from {table.name}")
    return Content(rows, str(digest))


def _of_table(asked: Asked, table: Table) -> Content:
    if table.heavy:
        digests = [asked.rows(sql, **given)[0][0] for sql, given in questions(asked, table, table.digest)]
        parts: list[Row] = [("files", len(digests), hashlib.sha256("".join(sorted(digests)).encode()).hexdigest())]
    else:
        sql = f"""
            select substr(digest, 1, 2), count(*), md5(string_agg(digest, '' order by digest))
            from (select {table.digest} as digest from {table.name}) as it
            group by substr(digest, 1, 2)
            order by 1
        """
        parts = asked.rows(sql)
    text = "|".join(f"{part}:{count}:{digest}" for part, count, digest in parts)
    return Content(sum(int(count) for _, count, _ in parts), hashlib.sha256(text.encode()).hexdigest())


def whole(found: dict[str, Content]) -> str:
    """One number for all tables."""
    text = "|".join(f"{name}:{it.rows}:{it.digest}" for name, it in sorted(found.items()) if it.rows)
    return hashlib.sha256(text.encode()).hexdigest()
