"""The register in one DuckDB file, owned by one process."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from scenario_db.engine import (
    Columns,
    Connection,
    Row,
    Standing,
    TakenError,
    UnavailableError,
    chosen,
    unavailable,
    with_marks,
)
from scenario_db.problems import Problem

if TYPE_CHECKING:
    import pyarrow as pa

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
"""After these the engine answers nothing until it is opened anew; whether a commit that met one holds is unknown."""

_AT_ONCE = 20_000
"""So many rows are handed to the engine in one piece: it makes an object of its own of each value."""

_WRITERS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
"""One lock a file, for all who opened it in this process."""

_STANDING: defaultdict[str, Standing] = defaultdict(Standing)
"""What stands until one of them writes."""


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
        size = max(len(column) for _, column in columns.values())
        for first in range(0, size, _AT_ONCE):
            values = {name: list(column[first : first + _AT_ONCE]) for name, (_, column) in columns.items()}
            self.cursor.execute(f"insert into {table} ({', '.join(columns)}) select {lists}", values)

    def batches(self, sql: str, parameters: Mapping[str, Any], size: int) -> Iterator[pa.RecordBatch]:
        text, names = with_marks(sql, "$", "")
        yield from self.cursor.sql(text, params=chosen(names, parameters)).to_arrow_reader(size)

    def load(self, table: str, columns: Sequence[str], file: Path) -> None:
        """Only in a register that was opened to be filled: every other may read no file."""
        names = ", ".join(columns)
        self.cursor.execute(
            f"insert into {table} ({names}) select {names} from read_parquet($file)", {"file": str(file)}
        )


class Duck:
    """One file, one process, one writer at a time. `:memory:` is a register that nobody keeps."""

    name = "duckdb"

    def __init__(self, path: str, *, memory: str, threads: int, filling: bool = False) -> None:
        self._path, self._kept = path, path != ":memory:"
        self.file = Path(path) if self._kept else None
        self._config: dict[str, Any] = {**_READABLE_SINCE, **_HARDENED, "memory_limit": memory}
        self._config |= {"enable_external_access": True} if filling else {}
        self._config |= {"threads": threads} if threads else {}
        self._one_writer = _WRITERS[str(Path(path).resolve())] if self._kept else threading.Lock()
        self.standing: Standing | None = _STANDING[str(Path(path).resolve())] if self._kept else Standing()
        self._lock = threading.Lock()
        self._broken, self._users = False, 0
        try:
            self._root = self._opened()
        except (duckdb.Error, OSError) as refused:
            raise _not_opened(refused) from refused

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self._kept:
            Path(self._path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        root = duckdb.connect(self._path, config=self._config)
        if self.standing:
            self.standing.fall()  # another file may have come to this place, or another process have written
        if self._kept:
            Path(self._path).chmod(0o600)
        return root

    @contextmanager
    def _using(self, kind: str, *, broken: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """The instance, opened anew where it broke; tells what it refuses, and remembers when it breaks."""
        with self._lock:
            if self._broken and self._kept:  # one that is not kept would be lost: it stays as it is
                self._reopen(broken)
            self._users += 1
        try:
            with _telling(kind, broken=broken), self._noticing():
                yield self._root
        finally:
            with self._lock:
                self._users -= 1

    def _reopen(self, refusal: str) -> None:
        """Only once the last user has left: when the broken instance ends, this process loses its lock on the file."""
        if self._users:
            raise unavailable(refusal)
        self._root.close()
        try:
            self._root = self._opened()
            self._root.execute("select count(*) from schema_step")
        except (duckdb.Error, OSError) as refused:
            raise unavailable(refusal) from refused
        self._broken = False

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN:
            self._broken = True
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._using("not_read", broken="register_stopped") as root, closing(root.cursor()) as cursor:
            yield _Connection(cursor)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._one_writer, self._using("not_saved", broken="not_saved") as root, closing(root.cursor()) as cursor:
            try:
                cursor.execute("begin transaction")
                yield _Connection(cursor)
                with _telling("not_saved", broken="outcome_unknown"), self._noticing():
                    cursor.execute("commit")
            except BaseException:
                with suppress(duckdb.Error):  # a COMMIT that failed has rolled back by itself
                    cursor.execute("rollback")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        with self._using("not_read", broken="register_stopped") as root, closing(root.cursor()) as cursor:
            cursor.execute("begin transaction")
            try:
                yield _Connection(cursor)
            finally:
                with suppress(duckdb.Error):  # nothing was written; an engine that broke has told so already
                    cursor.execute("rollback")

    def size(self) -> int:
        files = (Path(self._path), Path(f"{self._path}.wal"))
        return sum(file.stat().st_size for file in files if self._kept and file.exists())

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


@contextmanager
def replacing(path: str, name: str, *, memory: str, threads: int) -> Iterator[Duck]:
    """A blank register that takes that one's place once all is done; what stood there is kept under the name."""
    new = Path(f"{path}.filling")
    discard(new)
    try:
        filled = Duck(str(new), memory=memory, threads=threads, filling=True)
        with closing(filled):
            yield filled
        if Path(path).exists():
            set_aside(path, name)
        new.rename(path)
    finally:
        discard(new)


def discard(path: Path) -> None:
    """Takes away a register that was never in use, or not to the end."""
    path.unlink(missing_ok=True)
    Path(f"{path}.wal").unlink(missing_ok=True)
