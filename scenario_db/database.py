"""The opener of the register, on one of two engines, and what readers and writers may ask of it.

The rest of the house writes one SQL for both, with parameters as `:name`. Reads take a connection of their own
each time, writes go one after the other: the first statement of every batch moves the ledger's mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from scenario_db import duck, migrations
from scenario_db.duck import Duck
from scenario_db.engine import Columns, Connection, Engine, Row, TakenError, UnavailableError
from scenario_db.postgres import Postgres
from scenario_db.problems import Problem

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Database", "Row", "Snapshot", "TakenError", "Transaction", "UnavailableError", "connect", "open_database"]


class Snapshot:
    """What the register says at one moment, whatever is written meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a question."""
        return self._connection.rows(sql, parameters)[1]

    def batches(self, sql: str, size: int, parameters: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
        """The rows of a question in parts, so that a large table need not stand in memory."""
        return self._connection.batches(sql, parameters, size)


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

    def insert_many(self, table: str, columns: Columns) -> None:
        """Puts many rows in at once: for each column its SQL type and its values. All-null columns cost nothing."""
        filled = {name: it for name, it in columns.items() if any(value is not None for value in it[1])}
        if filled:
            self._connection.insert_many(table, filled)

    def load(self, table: str, columns: Sequence[str], file: Path) -> None:
        """Puts all rows of a Parquet file in; the register must have been opened by `replacing`."""
        self._connection.load(table, columns, file)


class Database:
    """The register: questions are asked of it, and `writing` opens the one transaction that changes it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.engine = engine.name
        self.file = engine.file

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a question."""
        with self._engine.reading() as connection:
            return connection.rows(sql, parameters)[1]

    def value(self, sql: str, **parameters: Any) -> Any:
        """The first field of the first row; None where there is no row."""
        found = self.rows(sql, **parameters)
        return found[0][0] if found else None

    def until_written(self, sql: str, **parameters: Any) -> Any:
        """The same for what every run asks; where no other process writes, it is asked once until this one does."""
        standing, ask = self._engine.standing, partial(self.value, sql, **parameters)
        return standing.find((sql, *parameters.items()), ask) if standing else ask()

    def frame(self, sql: str, **parameters: Any) -> pd.DataFrame:
        """The rows of a question as a frame, for a screen; a page of rows or an aggregate, never a whole table."""
        with self._engine.reading() as connection:
            names, found = connection.rows(sql, parameters)
        return pd.DataFrame.from_records(found, columns=names)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction. Raises TakenError for a key that stands already, UnavailableError where nothing was saved."""
        try:
            with self._engine.writing() as connection:
                yield Transaction(connection)
        finally:
            if self._engine.standing:
                self._engine.standing.fall()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """All answers inside are of one moment, that of the first. Raises UnavailableError."""
        with self._engine.snapshot() as connection:
            yield Snapshot(connection)

    def size(self) -> int:
        """How many bytes it takes on its disk, roughly."""
        return self._engine.size()

    def close(self) -> None:
        """Lets go of the file or the connections."""
        self._engine.close()


def connect(url: str, *, memory: str = "4GB", threads: int = 0) -> Database:
    """Reaches the register at a URL, as it is. Raises UnavailableError."""
    if url.startswith("duckdb:///"):
        return Database(Duck(url.removeprefix("duckdb:///"), memory=memory, threads=threads))
    return Database(Postgres(url))


def open_database(url: str, *, memory: str = "4GB", threads: int = 0) -> Database:
    """Reaches the register at a URL and brings it to this program's schema.

    Raises UnavailableError, NewerRegisterError, and ForeignRegisterError where the tables of others stand there.
    """
    db = connect(url, memory=memory, threads=threads)
    try:
        migrations.bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def set_aside(url: str, name: str) -> Path:
    """Puts an embedded register aside, whole, under a name beside it; a shared one is its keeper's to move."""
    if not url.startswith("duckdb:///"):
        raise UnavailableError(Problem("register_shared"))
    return duck.set_aside(url.removeprefix("duckdb:///"), name)


@contextmanager
def replacing(url: str, name: str, *, memory: str = "4GB", threads: int = 0) -> Iterator[Database]:
    """A blank place to be filled that becomes the register at a URL once all is done.

    An embedded register that stood there is kept under the name beside it; the tables of a shared one are taken away
    first, so whoever asks for this has seen that they are empty.
    """
    if url.startswith("duckdb:///"):
        with duck.replacing(url.removeprefix("duckdb:///"), name, memory=memory, threads=threads) as filled:
            yield Database(filled)
        return
    with closing(connect(url)) as db:
        migrations.take_down(db)
        yield db
