"""What the two engines have in common: what they offer, how they refuse, and the parameters of their SQL."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from scenario_db.problems import Problem, RegisterError

if TYPE_CHECKING:
    import pyarrow as pa

Row = tuple[Any, ...]
Columns = Mapping[str, tuple[str, Sequence[Any]]]
"""Many rows at once: for each column its SQL type and its values."""

_PARAMETER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|(?<![:\w]):([a-z_]\w*)")
"""What may hold a colon and is no parameter stands first: a text between quotes, a comment."""


class TakenError(RegisterError):
    """A key that is to be written stands already: somebody else was faster."""


class UnavailableError(RegisterError):
    """The register cannot be reached or cannot be written."""


def unavailable(kind: str) -> UnavailableError:
    """The refusal of that kind; what the engine itself said stays with its cause, for it names paths and servers."""
    return UnavailableError(Problem(kind))


class Connection(Protocol):
    """What an engine offers to a reader or a writer."""

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> tuple[list[str], list[Row]]: ...
    def execute(self, sql: str, parameters: Mapping[str, Any]) -> int: ...
    def script(self, sql: str) -> None: ...
    def insert_many(self, table: str, columns: Columns) -> None: ...
    def batches(self, sql: str, parameters: Mapping[str, Any], size: int) -> Iterator[pa.RecordBatch]: ...
    def load(self, table: str, columns: Sequence[str], file: Path) -> None: ...


class Standing:
    """What small questions were answered, until this process writes: good where no other process can.

    An answer that was on its way while somebody wrote is not kept.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answers: dict[Hashable, Any] = {}
        self._written = 0

    def find(self, asked: Hashable, ask: Callable[[], Any]) -> Any:
        """The kept answer to what is asked, or the one that `ask` gives."""
        with self._guard:
            if asked in self._answers:
                return self._answers[asked]
            written = self._written
        answer = ask()
        with self._guard:
            if self._written == written:
                self._answers[asked] = answer
        return answer

    def fall(self) -> None:
        """Something was written, or may have been."""
        with self._guard:
            self._written += 1
            self._answers.clear()


class Engine(Protocol):
    """One kind of database behind the register; `standing` only where no other process writes."""

    name: str
    file: Path | None
    standing: Standing | None

    def reading(self) -> AbstractContextManager[Connection]: ...
    def writing(self) -> AbstractContextManager[Connection]: ...
    def snapshot(self) -> AbstractContextManager[Connection]: ...
    def size(self) -> int: ...
    def close(self) -> None: ...


@lru_cache(maxsize=1024)
def with_marks(sql: str, before: str, after: str) -> tuple[str, tuple[str, ...]]:
    """The SQL with each `:name` between the engine's own marks, and the names in their order."""
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        if not match[1]:
            return match[0]
        found.append(match[1])
        return f"{before}{match[1]}{after}"

    return _PARAMETER.sub(mark, sql), tuple(found)


def chosen(names: Sequence[str], parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parameters that the SQL names, as plain values; None where it names none."""
    return {name: plain(parameters[name]) for name in names} or None


def plain(value: Any) -> Any:
    """A list's member as its stored text, everything else as it is: engines know no StrEnum."""
    if isinstance(value, str):
        return str(value)
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value
