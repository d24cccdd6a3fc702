"""A list of people as a workbook, as accounts to be made: a row, an account, or what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from importers import workbook
from importers.workbook import Cell, Sheet
from scenario_db import accounts, departments, keeping
from scenario_db.accounts import Account
from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.problems import Place, Problem
from scenario_db.wording import LANGUAGES, Words

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "login": ("登录名", "账号", "用户名", "login"),
    "name": ("姓名", "name"),
    "role": ("角色", "role"),
    "unit": ("单位", "部门", "department"),
    "group": ("专项工作组", "工作组", "working group"),
    "district": ("区县", "district"),
    "email": ("电子邮箱", "邮箱", "email", "e-mail"),
}
NEEDED = ("login", "name", "role")

MOST = 500
"""Accounts of one list: each costs a tenth of a second on purpose, for its first password."""

_LOOKED_AT = 20
"""Rows in which the headings are looked for."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What a list means: accounts to be made, those that are there already, and what is wrong, cell by cell."""

    new: tuple[Account, ...] = ()
    known: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(db: Database, data: bytes, file: str) -> Roll:
    """Reads a list; writes nothing."""
    found = workbook.read(data, file)
    if isinstance(found, Problem):
        return Roll(problems=(found,))
    for sheet in found.sheets:
        headed = _headed(sheet)
        if headed:
            return _Reading(db, sheet, *headed).roll()
    return Roll(problems=(Problem("staff_no_headings", Place(file)),))


def _headed(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and in which column stands what."""
    for number, row in enumerate(sheet.rows[:_LOOKED_AT], 1):
        told = [str(cell).strip().casefold() for cell in row]
        columns = {what: told.index(one) for what, names in HEADINGS.items() for one in names if one in told}
        if all(what in columns for what in NEEDED):
            return number, columns
    return None


class _Reading:
    """One sheet on its way to accounts."""

    def __init__(self, db: Database, sheet: Sheet, heading: int, columns: Mapping[str, int]) -> None:
        self.db, self.sheet, self.heading, self.columns = db, sheet, heading, columns
        self.there = {it.login for it in accounts.find(db)}
        self.groups = {name: id_ for id_, name in keeping.groups(db).items()}
        self.roles = {Words(language).code(role): role for language in LANGUAGES for role in Role}
        self.roles |= {str(role): role for role in Role}
        self.units = departments.resolve(db, {*self._column("unit"), *self._column("district")} - {""})

    def _column(self, what: str) -> Sequence[str]:
        return [self._text(row, what) for row in self.sheet.rows[self.heading :]]

    def _text(self, row: Sequence[Cell], what: str) -> str:
        return str(row[self.columns[what]]).strip() if what in self.columns else ""

    def roll(self) -> Roll:
        """Row by row; a login name that stands twice is told at its second place."""
        new: dict[str, Account] = {}
        known, problems = [], []
        for number, row in enumerate(self.sheet.rows[self.heading :], self.heading + 1):
            if not any(str(cell).strip() for cell in row):
                continue
            it = self._account(number, row)
            if isinstance(it, Problem):
                problems.append(it)
            elif it.login in self.there:
                known.append(it.login)
            elif it.login in new:
                problems.append(self._wrong(number, "login", "login_twice", login=it.login))
            else:
                new[it.login] = it
        if len(new) > MOST:
            problems.append(Problem("staff_too_many", facts={"count": len(new), "most": MOST}))
        return Roll(tuple(new.values()), tuple(known), tuple(problems))

    def _account(self, number: int, row: Sequence[Cell]) -> Account | Problem:
        role, unit = self.roles.get(self._text(row, "role")), self._text(row, "unit")
        group, district = self._text(row, "group"), self._text(row, "district")
        if role is None:
            return self._wrong(number, "role", "account_no_such_role", value=self._text(row, "role"))
        for what, text in (("unit", unit), ("district", district)):
            if text and not self.units[text]:
                return self._wrong(number, what, "account_no_such_unit", value=text)
        if group and group not in self.groups:
            return self._wrong(number, "group", "account_no_such_group", value=group)
        login = accounts.folded(self._text(row, "login"))
        places = (self.units.get(unit), self.groups.get(group), self.units.get(district))
        it = Account(login, self._text(row, "name"), role, *places, email=self._text(row, "email") or None)
        wrong = accounts.problem_with(self.db, it)
        if wrong:
            what = "email" if wrong.kind == "account_email_odd" else "login"
            return self._wrong(number, what, wrong.kind, **wrong.facts)
        return it

    def _wrong(self, number: int, what: str, kind: str, **facts: object) -> Problem:
        return Problem(kind, self.sheet.place(number, self.columns.get(what, 0)), facts)
