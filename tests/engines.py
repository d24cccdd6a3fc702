"""Which databases the suite runs on: always DuckDB, and PostgreSQL where one answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from psycopg import sql

ALL = ("duckdb", "postgres")
both = pytest.mark.engines(*ALL)
"""For a test of a page that has more to do with the engine than to ask it."""

VARIABLE = "SCENARIO_TEST_POSTGRES"
HERE = ("postgresql://127.0.0.1:5432/test", "postgresql://postgres@127.0.0.1:5432/test")
_HASTY = "synchronous_commit=off"
"""What a test writes need not outlive a power cut, so no commit waits for the disk."""

MISSING = f"HALF OF THE SUITE DID NOT RUN: NO POSTGRESQL ANSWERS. START ONE, OR NAME ONE IN {VARIABLE}."


def find_postgres() -> str:
    """The URL of a PostgreSQL to test on, or nothing; kept in the environment, so that workers need not look again."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = next((url for url in HERE if _answers(url)), "")
    return os.environ[VARIABLE]


def swept(url: str) -> None:
    """Clears away what schemas of earlier runs left in PostgreSQL's own tables: full of it, a run takes twice as long.

    Where somebody else holds them, or they are not ours to clear, the run is only slower.
    """
    with (
        suppress(
            psycopg.errors.LockNotAvailable, psycopg.errors.InsufficientPrivilege, psycopg.errors.DeadlockDetected
        ),
        psycopg.connect(url, autocommit=True, connect_timeout=5) as connection,
    ):
        connection.execute("set lock_timeout = '2s'")
        for (table,) in connection.execute(_BLOATED).fetchall():
            connection.execute(sql.SQL("vacuum (full, analyze) pg_catalog.{}").format(sql.Identifier(table)))


_IN_THE_WAY = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.DeadlockDetected,
)

_BLOATED = """
    select relname
    from pg_class
    where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r' and not relisshared
      and pg_total_relation_size(oid) > 8000000
"""


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def schema_of_its_own(url: str) -> Iterator[str]:
    """A URL that leads into a fresh schema, which is gone afterwards."""
    schema = f"test_{uuid.uuid4().hex[:12]}"
    name = sql.Identifier(schema)
    with psycopg.connect(url, autocommit=True, options=f"-c{_HASTY}") as connection:
        connection.execute(sql.SQL("create schema {}").format(name))
        try:
            hasty = _HASTY.replace("=", "%3D")
            yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}%20-c{hasty}"
        finally:
            connection.execute(sql.SQL("drop schema {} cascade").format(name))


_TABLES = """
    select table_name
    from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' and strpos(table_name, '_version_') = 0
      and table_name not in ('schema_step', 'schema_reading', 'ledger_mark', 'counter', 'audit_head')
"""


def emptied(url: str) -> None:
    """Takes out what a test wrote, so that the next one finds an empty register; to make one anew takes a second."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.execute("set local lock_timeout = '5s'")
        tables = [table for (table,) in connection.execute(_TABLES)]
        deletes = sql.SQL(";").join(sql.SQL("delete from {}").format(sql.Identifier(table)) for table in tables)
        connection.execute(deletes + sql.SQL(_AS_AT_FIRST))


_AS_AT_FIRST = """;
    update audit_head set number = 0, hash = '', first_number = 0, first_hash = '';
    update ledger_mark set mark = 0, moved_at = '2000-01-01';
    delete from counter where name <> 'id';
    update counter set value = 0
"""
