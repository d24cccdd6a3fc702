"""The register in one DuckDB file, owned by one process."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from scenario_db.engine import Columns, Connection, Row, TakenError, UnavailableError, chosen, unavailable, with_marks
from scenario_db.problems import Problem

_HARDENED = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "lock_configuration": True,
}
"""No access to other files or the network, no extensions, and no way to change that by SQL."""

_READABLE_SINCE = {"storage_compatibility_version": "v1.5.0"}

_NOT_OPENED = (
    (("set lock on file", "different configuration"), "register_in_use"),
    (("Cannot open file", "Is a directory", "Permission denied", "No space left"), "register_no_place"),
)
"""What the engine says when it cannot open a file, as kinds of problem; anything else is a file it cannot read."""

_DAMAGED = ("Could not read enough bytes", "Corrupt database file", "computed checksum")
"""What it says of a file that is not whole, whenever it comes upon the missing part."""

_BROKEN = (duckdb.FatalException, duckdb.InternalException)
"""After these the engine answers nothing more, and whether the last commit holds is unknown."""

_WRITERS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
"""One lock a file, for all who opened it in this process."""


class _Connection:
    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
        found = self._run(sql, parameters)
        return [column[0] for column in found.description or ()], found.fetchall()

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> int:
        done = self._run(sql, parameters).fetchone()
        return int(done[0]) if done else 0

    def _run(self, sql: str, parameters: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        text, names = with_marks(sql, "$", "")
        return self.cursor.execute(text, chosen(names, parameters))

    def script(self, sql: str) -> None:
        self.cursor.execute(sql)

    def insert_many(self, table: str, columns: Columns) -> None:
        lists = ", ".join(f"unnest(cast(${name} as {kind}[]))" for name, (kind, _) in columns.items())
        values = {name: list(column) for name, (_, column) in columns.items()}
        self.cursor.execute(f"insert into {table} ({', '.join(columns)}) select {lists}", values)


class Duck:
    """One file, one process, one writer at a time. `:memory:` is a register that nobody keeps."""

    name = "duckdb"

    def __init__(self, path: str, *, memory: str, threads: int) -> None:
        kept = path != ":memory:"
        config: dict[str, Any] = {**_READABLE_SINCE, **_HARDENED, "memory_limit": memory}
        try:
            if kept:
                Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._root = duckdb.connect(path, config=config | ({"threads": threads} if threads else {}))
            if kept:
                Path(path).chmod(0o600)
        except (duckdb.Error, OSError) as refused:
            raise _not_opened(refused) from refused
        self._one_writer = _WRITERS[str(Path(path).resolve())] if kept else threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _telling("not_read", broken="register_stopped"):
            cursor = self._root.cursor()
            try:
                yield _Connection(cursor)
            finally:
                cursor.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._one_writer, _telling("not_saved", broken="outcome_unknown"), self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        cursor = self._root.cursor()
        try:
            cursor.execute("begin transaction")
            yield _Connection(cursor)
            cursor.execute("commit")
        except BaseException:
            with suppress(duckdb.Error):  # a COMMIT that failed has rolled back by itself
                cursor.execute("rollback")
            raise
        finally:
            cursor.close()

    def close(self) -> None:
        self._root.close()


@contextmanager
def _telling(kind: str, *, broken: str) -> Iterator[None]:
    """Turns what the engine cannot help into a refusal; a mistake in our SQL stays one."""
    try:
        yield
    except duckdb.ConstraintException as taken:
        raise TakenError(Problem("key_taken")) from taken
    except _BROKEN as failed:
        raise unavailable(broken) from failed
    except duckdb.Error as failed:
        if any(part in str(failed) for part in _DAMAGED):
            raise unavailable("register_damaged") from failed
        if isinstance(failed, duckdb.OperationalError):
            raise unavailable(kind) from failed
        raise


def _not_opened(refused: BaseException) -> UnavailableError:
    if isinstance(refused, OSError):
        return unavailable("register_no_place")
    said = str(refused)
    kinds = (kind for parts, kind in _NOT_OPENED if any(part in said for part in parts))
    return unavailable(next(kinds, "register_damaged"))


def set_aside(path: str, name: str) -> Path:
    """Gives a register's file, which nobody has open, another name beside its old place. Raises UnavailableError."""
    kept = Path(path).with_name(f"{name}.duckdb")
    if kept.exists() or not Path(path).exists():
        raise UnavailableError(Problem("register_no_place"))
    Path(path).rename(kept)
    log = Path(f"{path}.wal")
    if log.exists():
        log.rename(f"{kept}.wal")
    return kept
