"""What whoever runs the machine does with accounts and the audit by command; each gives the sentences to print."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from scenario_db import accounts, audit, credentials, days, departments, passwords, proofs, seals, standins
from scenario_db.accounts import Account, AccountError
from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.problems import Problem
from scenario_db.roles import Person
from scenario_db.wording import Words

Sentences = list[str]


def _need(given: Namespace, *names: str) -> None:
    missing = [f"--{name}" if name != "login" else "LOGIN" for name in names if not getattr(given, name)]
    if missing:
        raise AccountError(Problem("user_lacks", facts={"what": " ".join(missing)}))


def _add(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    _need(given, "login", "name", "role")
    unit = unit_of(db, given.department) if given.department else None
    group = _group(db, given.group) if given.group else None
    district = unit_of(db, given.district) if given.district else None
    it = Account(given.login, given.name, Role(given.role), unit, group, district, email=given.email)
    password = None if given.no_password else passwords.first()
    made = accounts.add(db, it, password, by=by)
    if password is None:
        return [say("command.user_added_bare", login=made.login)]
    return [say("command.user_added", login=made.login, password=password)]


def unit_of(db: Database, text: str) -> str:
    """The id of the unit of that name. Raises AccountError where it means none, or several."""
    found = departments.resolve(db, [text])[text]
    if not found:
        raise AccountError(Problem("account_no_such_unit", facts={"value": text}))
    return found


def groups(db: Database) -> dict[str, str]:
    """The working groups by id."""
    sql = "select id, name from code_item where list = 'working_group' order by position, name"
    return dict(db.rows(sql))


def _group(db: Database, text: str) -> str:
    found = next((id_ for id_, name in groups(db).items() if name == text.strip()), None)
    if found is None:
        raise AccountError(Problem("account_no_such_group", facts={"value": text}))
    return found


def _list(db: Database, say: Words, _given: Namespace, _by: Person) -> Sentences:
    units = departments.names_on(db) | groups(db)
    return [_line(say, it, units) for it in accounts.find(db)] or [say("command.user_none")]


def _line(say: Words, it: Account, units: Mapping[str, str]) -> str:
    whose = units.get(it.department_id or it.working_group_id or it.district_id or "", "")
    state = say("people.disabled") if it.disabled else ""
    return "\t".join((it.login, it.name, say.code(it.role), whose, state)).rstrip()


def _known(db: Database, given: Namespace) -> Account:
    _need(given, "login")
    return accounts.known(db, given.login)


def _switch(db: Database, say: Words, given: Namespace, by: Person, *, disabled: bool) -> Sentences:
    found = _known(db, given)
    accounts.change(db, replace(found, disabled=disabled), by=by)
    done = say("command.user_disabled" if disabled else "command.user_enabled")
    return [say("command.user_changed", login=found.login, done=done)]


def _disable(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    return _switch(db, say, given, by, disabled=True)


def _enable(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    return _switch(db, say, given, by, disabled=False)


def _password(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    found, password = _known(db, given), passwords.first()
    credentials.reset(db, found.login, password, by=by)
    return [say("command.user_password", login=found.login, password=password)]


def _stand_in(db: Database, say: Words, given: Namespace, by: Person) -> Sentences:
    _need(given, "login", "for", "until")
    last = days.typed(given.until)
    first = days.typed(given.first) if given.first else given.today
    other = getattr(given, "for")
    standins.add(db, given.login, other, first, last, by=by)
    return [say("command.user_stands_in", login=given.login, other=other, first=first, last=last)]


USER: Mapping[str, Callable[[Database, Words, Namespace, Person], Sentences]] = {
    "add": _add,
    "list": _list,
    "disable": _disable,
    "enable": _enable,
    "password": _password,
    "stand-in": _stand_in,
}
"""What can be done with accounts by command."""

ARGUMENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("do", "user_do", {"choices": list(USER)}),
    ("login", "user_login", {"nargs": "?", "metavar": "LOGIN"}),
    ("--name", "user_name", {"metavar": "NAME"}),
    ("--role", "user_role", {"choices": [str(role) for role in Role]}),
    ("--department", "user_department", {"metavar": "NAME"}),
    ("--group", "user_group", {"metavar": "NAME"}),
    ("--district", "user_district", {"metavar": "NAME"}),
    ("--email", "user_email", {"metavar": "ADDRESS"}),
    ("--no-password", "user_no_password", {"action": "store_true"}),
    ("--for", "user_for", {"metavar": "LOGIN"}),
    ("--from", "user_from", {"metavar": "DAY", "dest": "first"}),
    ("--until", "user_until", {"metavar": "DAY"}),
)
"""What the command takes, with the names of its explanations."""


def checked(db: Database, say: Words, heads: Iterable[str]) -> tuple[Sentences, int]:
    """The whole chain looked over, against heads that were kept elsewhere; and how many problems there are."""
    found = proofs.found(db, [seals.read(text) for text in heads])
    facts = {"count": audit.count(db, audit.Search()), "head": str(audit.head(db)), "problems": len(found)}
    return [*map(say.problem, found), say("command.audit_done", **facts)], len(found)
