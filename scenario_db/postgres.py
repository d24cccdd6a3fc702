"""The register on PostgreSQL, which many processes may share."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg_pool import ConnectionPool

from scenario_db.engine import Columns, Connection, Row, Standing, TakenError, chosen, plain, unavailable, with_marks
from scenario_db.problems import Problem

if TYPE_CHECKING:
    import pyarrow as pa

_SECONDS_TO_ANSWER = 10
_MANY = 5_000
"""Rows that came in at once from which a table is looked at anew, so that the planner does not go by old sizes."""

_FAILED = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)


class _Connection:
    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection
        self.grown: set[str] = set()

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
        done = self._run(sql, parameters)
        return [column.name for column in done.description or ()], done.fetchall()

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> int:
        return self._run(sql, parameters).rowcount

    def _run(self, sql: str, parameters: Mapping[str, Any]) -> psycopg.Cursor[Row]:
        doubled, names = with_marks(sql.replace("%", "%%"), "%(", ")s")
        return self.connection.execute(doubled if names else sql, chosen(names, parameters))

    def script(self, sql: str) -> None:
        self.connection.execute(sql)

    def insert_many(self, table: str, columns: Columns) -> None:
        """One row goes by a plain statement: COPY asks the server twice."""
        if len(next(iter(columns.values()))[1]) == 1:
            self._insert_one(table, columns)
            return
        copy = f"copy {table} ({', '.join(columns)}) from stdin"
        if len(next(iter(columns.values()))[1]) >= _MANY:
            self.grown.add(table)
        lists = [map(_list, column) if kind.endswith("[]") else column for kind, column in columns.values()]
        with self.connection.cursor() as cursor, cursor.copy(copy) as stream:
            for row in zip(*lists, strict=True):
                stream.write_row(row)

    def _insert_one(self, table: str, columns: Columns) -> None:
        values = ", ".join(f"cast(%s as {kind})" for kind, _ in columns.values())
        row = [plain(_list(it[0]) if kind.endswith("[]") else it[0]) for kind, it in columns.values()]
        self.connection.execute(f"insert into {table} ({', '.join(columns)}) values ({values})", row)

    def batches(self, sql: str, parameters: Mapping[str, Any], size: int) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa  # noqa: PLC0415 - half a second that only a backup needs

        doubled, names = with_marks(sql.replace("%", "%%"), "%(", ")s")
        with self.connection.cursor(name="in_parts") as cursor:
            cursor.execute(doubled if names else sql, chosen(names, parameters))
            while rows := cursor.fetchmany(size):
                fields = [pa.field(it.name, _arrow(pa, it.type_code)) for it in cursor.description or ()]
                lists = (
                    pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), fields, strict=True)
                )
                yield pa.record_batch(list(lists), schema=pa.schema(fields))

    def load(self, table: str, columns: Sequence[str], file: Path) -> None:
        import pyarrow as pa  # noqa: PLC0415 - as above
        import pyarrow.parquet as pq  # noqa: PLC0415 - as above

        self.grown.add(table)
        copy = f"copy {table} ({', '.join(columns)}) from stdin"
        with pq.ParquetFile(file) as kept, self.connection.cursor() as cursor, cursor.copy(copy) as stream:
            files = any(field.type == pa.binary() for field in kept.schema_arrow)
            for part in kept.iter_batches(1 if files else _MANY, columns=[name.strip('"') for name in columns]):
                for row in zip(*(column.to_pylist() for column in part.columns), strict=True):
                    stream.write_row(row)


def _arrow(pa: Any, type_code: int) -> pa.DataType:
    """The open format's type for one of ours; a type that the schema does not use is a mistake there."""
    texts = pa.string()
    types = {16: pa.bool_(), 17: pa.binary(), 20: pa.int64(), 25: texts, 1009: pa.list_(texts), 1082: pa.date32()}
    return (types | {1114: pa.timestamp("us"), 1700: pa.decimal128(18, 4)})[type_code]


def _list(value: Any) -> list[Any] | None:
    return None if value is None else list(value)


class Postgres:
    """Read committed is enough: the ledger's mark lets one writer in at a time, whatever the process."""

    name = "postgres"
    file: Path | None = None
    standing: Standing | None = None

    def __init__(self, url: str) -> None:
        try:
            psycopg.connect(url, connect_timeout=_SECONDS_TO_ANSWER).close()
        except psycopg.Error as refused:
            raise unavailable("register_no_answer") from refused
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=16,
            timeout=_SECONDS_TO_ANSWER,
            configure=_set_up,
            check=_check,
            open=True,
        )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For questions by themselves: without begin and commit each asks the server once instead of three times."""
        try:
            with self._pool.connection() as connection, _by_itself(connection):
                yield _Connection(connection)
        except _FAILED as failed:
            raise unavailable("not_read") from failed

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        try:
            with self._pool.connection() as connection, connection.transaction():
                connection.execute("set transaction isolation level repeatable read read only")
                yield _Connection(connection)
        except _FAILED as failed:
            raise unavailable("not_read") from failed

    def size(self) -> int:
        sql = """
            select coalesce(sum(pg_total_relation_size(oid)), 0)
            from pg_class
            where relkind = 'r' and relnamespace = to_regnamespace(current_schema())
        """
        with self.reading() as connection:
            return int(connection.rows(sql, {})[1][0][0])

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        outcome = "not_saved"
        try:
            with self._pool.connection() as connection:
                written = _Connection(connection)
                yield written
                outcome = "outcome_unknown"
                connection.commit()
                outcome = "not_read"
                for table in written.grown:
                    connection.execute(f"analyze {table}")
        except psycopg.errors.UniqueViolation as taken:
            raise TakenError(Problem("key_taken")) from taken
        except _FAILED as failed:
            raise unavailable(outcome) from failed

    def close(self) -> None:
        self._pool.close()


@contextmanager
def _by_itself(connection: psycopg.Connection[Row]) -> Iterator[None]:
    connection.autocommit = True
    try:
        yield
    finally:
        if not connection.broken:
            connection.autocommit = False


_SECONDS_TRUSTED = 1.0


def _check(connection: psycopg.Connection[Row]) -> None:
    """Whether the server is still there; not asked of a connection that was in use a moment ago."""
    now = time.monotonic()
    if now - getattr(connection, "checked_at", 0.0) > _SECONDS_TRUSTED:
        ConnectionPool.check_connection(connection)
    connection.checked_at = now  # type: ignore[attr-defined]


_AS_DELIVERED = "4MB"
_TO_SORT_IN = "64MB"

_SET_UP = f"""
    set time zone 'UTC';
    set jit = off;
    set plan_cache_mode = force_custom_plan;
    select set_config('work_mem', '{_TO_SORT_IN}', false) where current_setting('work_mem') = '{_AS_DELIVERED}'
"""
"""In UTC. Without compiling queries: the planner takes joins of intermediate results for far too large. Planned anew
each time: only with the moment at hand it knows that today needs no history. With room to sort and group in, unless
whoever keeps the server has chosen how much."""


def _set_up(connection: psycopg.Connection[Row]) -> None:
    connection.execute(_SET_UP)
    connection.commit()
