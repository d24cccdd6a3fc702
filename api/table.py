"""Every path of the interface in one table: from it requests are routed and checked, and the document is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api import reading, schemas, writing
from api.asking import Answer, Call
from api.schemas import Schema
from scenario_db.codes import TokenScope

BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be given beside the body; an array is given by repeating its name."""

    name: str
    schema: Schema
    where: str = "query"

    @property
    def required(self) -> bool:
        """Paths and keys are no paths and keys without them."""
        return self.where != "query"


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """One path: which scope it asks for, what may be given, who answers, and how the answer looks."""

    name: str
    method: str
    path: str
    scope: TokenScope
    act: Callable[[Call], Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Schema | None = None
    answer: Schema | None = None
    row: Schema | None = None

    @property
    def url(self) -> str:
        """Its whole path."""
        return f"{BASE}{self.path}"

    def given(self, where: str) -> tuple[Parameter, ...]:
        """What may be given there."""
        return tuple(it for it in self.parameters if it.where == where)


def _asked(**given: Schema) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, schema) for name, schema in given.items())


_OF_LISTS = _asked(limit=schemas.LIMIT, format=schemas.FORMAT)
_KEY = (Parameter("Idempotency-Key", schemas.KEY, "header"),)
_CODE = (Parameter("code", schemas.CODE, "path"),)
_CHOICE = _asked(day=schemas.DAY, tier=schemas.TIERS, domain=schemas.DOMAINS, lead=schemas.LEADS, q=schemas.text(100))

ENDPOINTS = (
    Endpoint(
        "scenarios",
        "GET",
        "/scenarios",
        TokenScope.READ,
        reading.scenarios,
        (*_CHOICE, *_asked(sort=schemas.SORT, offset=schemas.OFFSET), *_OF_LISTS),
        row=schemas.SCENARIO_ROW,
    ),
    Endpoint(
        "scenario",
        "GET",
        "/scenarios/{code}",
        TokenScope.READ,
        reading.scenario,
        (*_CODE, *_asked(day=schemas.DAY)),
        answer=schemas.ONE_SCENARIO,
    ),
    Endpoint(
        "changes",
        "GET",
        "/changes",
        TokenScope.READ,
        reading.changes,
        (*_asked(since=schemas.SINCE, kind=schemas.KIND), *_OF_LISTS),
        row=schemas.CHANGE_ROW,
    ),
    Endpoint(
        "owed",
        "GET",
        "/returns",
        TokenScope.RETURNS,
        reading.owed,
        (*_asked(offset=schemas.OFFSET), *_OF_LISTS),
        row=schemas.OWED_ROW,
    ),
    Endpoint(
        "returns",
        "POST",
        "/returns",
        TokenScope.RETURNS,
        writing.returns,
        _KEY,
        body=schemas.RETURNS,
        answer=schemas.RECEIPT,
    ),
    Endpoint(
        "moves",
        "POST",
        "/moves",
        TokenScope.MOVES,
        writing.moves,
        _KEY,
        body=schemas.MOVE,
        answer=schemas.RECEIPT,
    ),
)

LISTS: Mapping[str, str] = MappingProxyType({"csv": "text/csv", "arrow": "application/vnd.apache.arrow.stream"})
"""What a list may come as besides JSON."""
