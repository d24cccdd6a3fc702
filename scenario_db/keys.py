"""What whoever runs the machine does with tokens by command; each gives the sentences to print."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any

from scenario_db import days, departments, keeping, tokens
from scenario_db.codes import TokenScope
from scenario_db.database import Database
from scenario_db.roles import Person
from scenario_db.tokens import Token
from scenario_db.wording import Words

Sentences = list[str]


def _add(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    scopes = tuple(TokenScope(it) for it in dict.fromkeys(given.scope or ()))
    last = days.typed(given.until) if given.until else None
    unit = keeping.unit_of(db, given.department) if given.department else None
    wanted = Token("", given.name or "", scopes, unit, last)
    made = tokens.add(db, wanted, by=by)
    return [say("command.token_added", name=wanted.name), made]


def _list(db: Database, say: Words, _given: Namespace, _by: Person) -> Sentences:
    units = departments.names_on(db)
    return [_line(say, it, units) for it in tokens.find(db)] or [say("command.token_none")]


def _line(say: Words, it: Token, units: Mapping[str, str]) -> str:
    whose = units.get(it.department_id or "", say("command.token_all"))
    used = f"{it.used_at:%Y-%m-%d %H:%M}Z" if it.used_at else say("command.token_unused")
    state = say("command.token_is_over") if it.ended_at else str(it.last_day or "")
    return "\t".join((it.id, it.name, " ".join(map(say.code, it.scopes)), whose, used, state)).rstrip()


def _end(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    tokens.end(db, given.id or "", by=by)
    return [say("command.token_ended", id=given.id)]


TOKEN: Mapping[str, Callable[[Database, Words, Namespace, Person], Sentences]] = {
    "add": _add,
    "list": _list,
    "end": _end,
}
"""What can be done with tokens by command."""

ARGUMENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("do", "token_do", {"choices": list(TOKEN)}),
    ("id", "token_id", {"nargs": "?", "metavar": "ID"}),
    ("--name", "token_name", {"metavar": "NAME"}),
    ("--scope", "token_scope", {"action": "append", "choices": [str(it) for it in TokenScope]}),
    ("--department", "token_department", {"metavar": "NAME"}),
    ("--until", "token_until", {"metavar": "DAY"}),
)
"""What the command takes, with the names of its explanations."""
