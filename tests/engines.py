"""Which databases the suite runs on: always DuckDB, and PostgreSQL where one answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

VARIABLE = "SCENARIO_TEST_POSTGRES"
HERE = ("postgresql://127.0.0.1:5432/test", "postgresql://postgres@127.0.0.1:5432/test")
MISSING = f"HALF OF THE SUITE DID NOT RUN: NO POSTGRESQL ANSWERS. START ONE, OR NAME ONE IN {VARIABLE}."


def find_postgres() -> str:
    """The URL of a PostgreSQL to test on, or nothing; kept in the environment, so that workers need not look again."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = next((url for url in HERE if _answers(url)), "")
    return os.environ[VARIABLE]


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
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("create schema {}").format(name))
        try:
            yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"
        finally:
            connection.execute(sql.SQL("drop schema {} cascade").format(name))
