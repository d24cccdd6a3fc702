"""The opener of the register, and the only place that knows an engine: DuckDB in one file, or PostgreSQL.

The rest of the house writes one SQL for both, with parameters as `:name`. Reads take a connection of their own
each time, writes go one after the other: the first statement of every batch moves the ledger's mark.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd
import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from scenario_db import migrations
from scenario_db.problems import Problem, RegisterError

Row = tuple[Any, ...]
_PARAMETER = re.compile(r"'(?:[^']|'')*'|(?<![:\w]):([a-z_]\w*)")


class TakenError(RegisterError):
    """A key that is to be written stands already: somebody else was faster."""


class UnavailableError(RegisterError):
    """The register cannot be reached or cannot be written."""


class Connection(Protocol):
    """What an engine offers to a reader or a writer."""

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> tuple[list[str], list[Row]]: ...
    def execute(self, sql: str, parameters: Mapping[str, Any]) -> int: ...
    def script(self, sql: str) -> None: ...
    def insert_many(self, table: str, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> None: ...


class Engine(Protocol):
    """One kind of database behind the register."""

    name: str

    def reading(self) -> AbstractContextManager[Connection]: ...
    def writing(self) -> AbstractContextManager[Connection]: ...
    def close(self) -> None: ...


@lru_cache(maxsize=1024)
def _with_marks(sql: str, before: str, after: str, percent: str) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        if not match[1]:
            return match[0]
        found.append(match[1])
        return f"{before}{match[1]}{after}"

    return _PARAMETER.sub(mark, sql.replace("%", percent)), tuple(found)


def _plain(value: Any) -> Any:
    """A list's member as its stored text, everything else as it is: engines know no StrEnum."""
    if isinstance(value, str):
        return str(value)
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _chosen(names: Sequence[str], parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(parameters[name]) for name in names}


class _DuckConnection:
    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
        text, names = _with_marks(sql, "$", "", "%")
        found = self.cursor.execute(text, _chosen(names, parameters) or None)
        return [column[0] for column in found.description or ()], found.fetchall()

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> int:
        text, names = _with_marks(sql, "$", "", "%")
        done = self.cursor.execute(text, _chosen(names, parameters) or None).fetchone()
        return int(done[0]) if done else 0

    def script(self, sql: str) -> None:
        self.cursor.execute(sql)

    def insert_many(self, table: str, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> None:
        lists = ", ".join(f"unnest(cast(${name} as {kind}[]))" for name, (kind, _) in columns.items())
        values = {name: list(column) for name, (_, column) in columns.items()}
        self.cursor.execute(f"insert into {table} ({', '.join(columns)}) select {lists}", values)


class _Duck:
    """One file, one process. Hardened: no access to other files or the network, no extensions, settings locked."""

    name = "duckdb"
    _LOCKED = (
        "set enable_external_access = false",
        "set lock_configuration = true",
    )

    def __init__(self, path: str, *, memory: str, threads: int) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        config: dict[str, Any] = {
            "storage_compatibility_version": "v1.5.0",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
            "memory_limit": memory,
        } | ({"threads": threads} if threads else {})
        try:
            self._root = duckdb.connect(path, config=config)
        except duckdb.Error as refused:
            raise UnavailableError(Problem("register_not_opened", facts={"why": _first_line(refused)})) from refused
        for statement in self._LOCKED:
            self._root.execute(statement)
        if path != ":memory:":
            os.chmod(path, 0o600)
        self._one_writer = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        cursor = self._root.cursor()
        try:
            yield _DuckConnection(cursor)
        finally:
            cursor.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._one_writer, self.reading() as connection:
            connection.script("begin transaction")
            try:
                yield connection
                connection.script("commit")
            except duckdb.ConstraintException as taken:
                self._roll_back(connection)
                raise TakenError(Problem("key_taken")) from taken
            except duckdb.IOException as failed:
                self._roll_back(connection)
                raise UnavailableError(Problem("not_saved", facts={"why": _first_line(failed)})) from failed
            except BaseException:
                self._roll_back(connection)
                raise

    @staticmethod
    def _roll_back(connection: Connection) -> None:
        try:
            connection.script("rollback")
        except duckdb.TransactionException:
            return  # a COMMIT that failed has rolled back by itself

    def close(self) -> None:
        self._root.close()


class _PostgresConnection:
    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
        done = self._run(sql, parameters)
        return [column.name for column in done.description or ()], done.fetchall()

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> int:
        return self._run(sql, parameters).rowcount

    def _run(self, sql: str, parameters: Mapping[str, Any]) -> psycopg.Cursor[Row]:
        text, names = _with_marks(sql, "%(", ")s", "%%" if parameters else "%")
        return self.connection.execute(text, _chosen(names, parameters) or None)

    def script(self, sql: str) -> None:
        self.connection.execute(sql)

    def insert_many(self, table: str, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> None:
        copy = f"copy {table} ({', '.join(columns)}) from stdin"
        with self.connection.cursor() as cursor, cursor.copy(copy) as stream:
            for row in zip(*(column for _, column in columns.values()), strict=True):
                stream.write_row([list(value) if isinstance(value, tuple) else value for value in row])


class _Postgres:
    """Many processes may share it. Read committed is enough: the ledger's mark lets one writer in at a time."""

    name = "postgres"

    def __init__(self, url: str) -> None:
        self._pool = ConnectionPool(url, min_size=1, max_size=16, open=False, timeout=10, configure=self._in_utc)
        try:
            self._pool.open(wait=True, timeout=10)
        except PoolTimeout as refused:
            self._pool.close()
            raise UnavailableError(Problem("register_not_opened", facts={"why": url.split("@")[-1]})) from refused

    @staticmethod
    def _in_utc(connection: psycopg.Connection[Row]) -> None:
        connection.execute("set time zone 'UTC'")
        connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.writing() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        try:
            with self._pool.connection() as connection:
                yield _PostgresConnection(connection)
        except psycopg.errors.UniqueViolation as taken:
            raise TakenError(Problem("key_taken")) from taken
        except (psycopg.OperationalError, PoolTimeout) as failed:
            raise UnavailableError(Problem("not_saved", facts={"why": _first_line(failed)})) from failed

    def close(self) -> None:
        self._pool.close()


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


class Transaction:
    """What a writer may do between begin and commit; an exception rolls all of it back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a question."""
        return self._connection.rows(sql, parameters)[1]

    def value(self, sql: str, **parameters: Any) -> Any:
        """The first field of the first row; None where there is no row."""
        found = self.rows(sql, **parameters)
        return found[0][0] if found else None

    def execute(self, sql: str, **parameters: Any) -> int:
        """Changes rows; gives how many."""
        return self._connection.execute(sql, parameters)

    def script(self, sql: str) -> None:
        """Runs several statements that take no parameters."""
        self._connection.script(sql)

    def insert_many(self, table: str, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> None:
        """Puts many rows in at once: for each column its SQL type and its values. All-null columns cost nothing."""
        filled = {name: it for name, it in columns.items() if any(value is not None for value in it[1])}
        if filled:
            self._connection.insert_many(table, filled)


class Database:
    """The register: questions are asked of it, and `writing` opens the one transaction that changes it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.engine = engine.name

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a question."""
        with self._engine.reading() as connection:
            return connection.rows(sql, parameters)[1]

    def value(self, sql: str, **parameters: Any) -> Any:
        """The first field of the first row; None where there is no row."""
        found = self.rows(sql, **parameters)
        return found[0][0] if found else None

    def frame(self, sql: str, **parameters: Any) -> pd.DataFrame:
        """The rows of a question as a frame, for a screen; a page of rows or an aggregate, never a whole table."""
        with self._engine.reading() as connection:
            names, found = connection.rows(sql, parameters)
        return pd.DataFrame.from_records(found, columns=names)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction. Raises TakenError for a key that stands already, UnavailableError where nothing was saved."""
        with self._engine.writing() as connection:
            yield Transaction(connection)

    def close(self) -> None:
        """Lets go of the file or the connections."""
        self._engine.close()


def connect(url: str, *, memory: str = "4GB", threads: int = 0) -> Database:
    """Reaches the register at a URL, as it is. Raises UnavailableError."""
    if url.startswith("duckdb:///"):
        return Database(_Duck(url.removeprefix("duckdb:///"), memory=memory, threads=threads))
    return Database(_Postgres(url))


def open_database(url: str, *, memory: str = "4GB", threads: int = 0) -> Database:
    """Reaches the register at a URL and brings it to this program's schema. Raises UnavailableError, NewerRegisterError."""
    db = connect(url, memory=memory, threads=threads)
    migrations.bring_up_to_date(db)
    return db
