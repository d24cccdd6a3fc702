"""Departments: who they are, what they are called on a day, and whom a written name means.

A name leads to a department when it is its short name, its full name or one of its aliases; names that held
once still lead to it, also those that only its history knows. Likeness only ever proposes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property
from typing import cast

from scenario_db import days, names, settings
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Department

_KIND = KINDS["department"]


class Claim(IntEnum):
    """How good a claim a name gives to being meant; where the best claim is shared, nobody is meant."""

    SHORT = 0
    FULL = 1
    ALIAS = 2
    OUTDATED = 3
    HISTORIC = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A name that leads to a department, as somebody wrote it into the register."""

    name: str
    department_id: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Proposal:
    """A department that an unknown name may mean: through which known name, and how alike the two are (0 to 1)."""

    department_id: str
    name: str
    likeness: float


@dataclass(frozen=True)
class Directory:
    """All names of a day, read once, for as many written names as there are."""

    known: tuple[Known, ...]

    def resolve(self, written: Iterable[str]) -> dict[str, str | None]:
        """For each written name the id of the department that it means; None where it means none, or several."""
        return {name: self._meant(name) for name in written}

    def near(self, written: str, *, limit: int = 3, least: float = 0.5) -> list[Proposal]:
        """The departments with the most alike names, the most alike first; for a person to choose from."""
        traits = names.traits(written)
        shared = Counter(one for trait in traits for one in self._by_trait.get(trait, ()))
        likenesses = ((2 * count / (len(traits) + len(names.traits(one.name))), one) for one, count in shared.items())
        alike = sorted((-it, one.claim, one.name, one.department_id) for it, one in likenesses if it >= least)
        best: dict[str, Proposal] = {}
        for likeness, _, name, key in alike:
            best.setdefault(key, Proposal(key, name, -likeness))
        return list(best.values())[:limit]

    def _meant(self, written: str) -> str | None:
        claims = self._by_key.get(names.key(written), {})
        best = min(claims.values(), default=None)
        meant = [key for key, claim in claims.items() if claim == best]
        return meant[0] if len(meant) == 1 else None

    @cached_property
    def _by_key(self) -> Mapping[str, Mapping[str, Claim]]:
        """For each name as compared: the departments that it leads to, each with its best claim."""
        found: dict[str, dict[str, Claim]] = defaultdict(dict)
        for one in self.known:
            claims = found[names.key(one.name)]
            claims[one.department_id] = min(one.claim, claims.get(one.department_id, one.claim))
        return found

    @cached_property
    def _by_trait(self) -> Mapping[str, list[Known]]:
        found: dict[str, list[Known]] = defaultdict(list)
        for one in self.known:
            for trait in names.traits(one.name):
                found[trait].append(one)
        return found


def directory(db: Database, *, on: date | None = None) -> Directory:
    """The names by which departments go on that day of the city (today, if none is given).

    A name outside its validity gives the weaker claim. A unit that has ceased by then stands for its successor.
    """
    sql = """
        select name, id, 0 as claim, valid_from, valid_to from department
        union all
        select full_name, id, 1, valid_from, valid_to from department where full_name is not null
        union all
        select alias, department_id, 2, valid_from, valid_to from department_alias
        union all
        select earlier.name, earlier.id, 4, null, null
        from department_version as earlier
        join department as today on today.id = earlier.id
        where earlier.superseded_at is not null
        union all
        select earlier.full_name, earlier.id, 4, null, null
        from department_version as earlier
        join department as today on today.id = earlier.id
        where earlier.superseded_at is not null and earlier.full_name is not null
    """
    day = on or days.today(settings.current().zone)
    heirs = _heirs(db, day)
    known = {
        Known(str(name), str(heirs.get(key, key)), _claim(claim, first, last, day))
        for name, key, claim, first, last in db.rows(sql)
    }
    return Directory(tuple(sorted(known, key=lambda it: (it.claim, it.name, it.department_id))))


def _claim(claim: int, valid_from: date | None, valid_to: date | None, day: date) -> Claim:
    holds = (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)
    return Claim(claim) if holds else max(Claim(claim), Claim.OUTDATED)


def _heirs(db: Database, day: date) -> dict[str, str]:
    """Who stands for each unit that has ceased by that day: the last of its successors."""
    sql = """
        select id, successor_id
        from department
        where successor_id is not null and valid_to <= :day
    """
    followed: dict[str, str] = dict(db.rows(sql, day=day))
    return {key: _last(key, followed) for key in followed}


def _last(key: str, followed: Mapping[str, str]) -> str:
    seen = {key}
    while (heir := followed.get(key)) and heir not in seen:
        seen.add(heir)
        key = heir
    return key


def resolve(db: Database, written: Iterable[str], *, on: date | None = None) -> dict[str, str | None]:
    """For each written name the id of the department that it means; None where it means none, or several."""
    return directory(db, on=on).resolve(written)


def near(db: Database, written: str, *, limit: int = 3) -> list[Proposal]:
    """The departments with names like the written one; for many names ask a `directory`."""
    return directory(db).near(written, limit=limit)


def names_on(db: Database, moment: datetime = days.ALWAYS) -> dict[str, str]:
    """The short name of each department as the register had it at a moment (UTC, exclusive)."""
    return dict(db.rows("select id, name from department_on(:moment)", moment=moment))


def find(db: Database, text: str = "", *, moment: datetime = days.ALWAYS) -> list[Department]:
    """The departments whose name, other name, pinyin or initials hold the text, in the order of the pinyin."""
    sql = f"select {', '.join(_KIND.names)} from department_on(:moment) order by sort_key, id"
    found = [cast("Department", _KIND.read(row)) for row in db.rows(sql, moment=moment)]
    wanted = names.key(text)
    if not wanted:
        return found
    others = _findable_by_other_names(db, moment)
    return [it for it in found if wanted in names.findable(it.name, it.full_name or "", *others.get(it.id, ()))]


def _findable_by_other_names(db: Database, moment: datetime) -> dict[str, list[str]]:
    others: dict[str, list[str]] = defaultdict(list)
    for key, alias in db.rows("select department_id, alias from department_alias_on(:moment)", moment=moment):
        others[key].append(alias)
    return others


def get(db: Database, key: str, *, moment: datetime = days.ALWAYS) -> Department | None:
    """One department as the register had it at a moment; None where it had none."""
    return next((it for it in find(db, moment=moment) if it.id == key), None)
