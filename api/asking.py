"""One request as those who answer it are given it, their answer, and the refusal that tells all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Person
from scenario_db.tokens import Token
from scenario_db.wording import Words

Placed = tuple[str, Problem]
"""Trouble with its place in the request, such as body/returns/0/period."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let in: the register, who asks, in which language, and what was given, checked."""

    db: Database
    token: Token
    person: Person
    say: Words
    today: date
    zone: ZoneInfo
    given: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    digest: str = ""

    @property
    def lead(self) -> str:
        """The department whose scenarios alone are told; nothing for all."""
        return self.token.department_id or ""

    @property
    def commit_key(self) -> str:
        """The caller's key of this commit, so that a second try writes nothing twice; keys of others are others."""
        return f"api/{self.token.id}/{self.given['Idempotency-Key']}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: facts, and for a list its rows."""

    facts: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] | None = None


class RefusedError(RegisterError):
    """The request cannot be carried out; `placed` is all that is wrong with it."""

    def __init__(self, status: int, placed: Sequence[Placed], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(placed[0][1])
        self.status, self.placed, self.headers = status, tuple(placed), headers or {}


def refuse(status: int, place: str, kind: str, /, **facts: object) -> RefusedError:
    """A refusal for one reason."""
    return RefusedError(status, [(place, Problem(kind, facts=facts))])
