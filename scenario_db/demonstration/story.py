"""Scenes of the story: who changed which records at which moment; told in their order, each is a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scenario_db import days, ledger
from scenario_db.changes import Origin
from scenario_db.codes import Role, Source
from scenario_db.database import Database
from scenario_db.demonstration.facts import Facts, Row
from scenario_db.demonstration.months import Months
from scenario_db.demonstration.telling import Told
from scenario_db.kinds import KINDS
from scenario_db.roles import Person

Edit = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """One batch to come: for each kind and id the fields that it sets."""

    at: datetime
    by: Person
    note: str
    edits: dict[tuple[str, str], Edit] = field(default_factory=dict)

    def say(self, kind: str, key: str = "", /, **values: Any) -> None:
        """Sets fields of a record; one that is made of what it joins needs no key."""
        natural = KINDS[kind].record.NATURAL
        key = key or "/".join(str(values[name]) for name in natural)
        self.edits.setdefault((kind, key), {}).update(values)


class Story:
    """All scenes, in whatever order they come to mind; `tell` puts them in theirs."""

    def __init__(self, db: Database, facts: Facts, months: Months, zone: ZoneInfo) -> None:
        self.db = db
        self.facts = facts
        self.months = months
        self.words = facts.words
        self._zone = zone
        self._scenes: dict[tuple[datetime, str, str], Scene] = {}
        self._ids = {
            "department": _ids(db, "department", [it["name"] for it in facts.departments]),
            "scenario": _ids(db, "scenario", [it.name for it in facts.scenarios]),
            "provider": _ids(db, "provider", [it["name"] for it in facts.network["provider"]]),
            "demand": _ids(db, "demand", [it["title"] for it in facts.network["demand"]]),
        }

    def id(self, kind: str, name: str) -> str:
        """The id of a department, scenario, provider or demand of the story."""
        return self._ids[kind][name]

    def new_ids(self, kind: str, count: int) -> list[str]:
        """Ids for records that have no name."""
        return ledger.new_ids(self.db, kind, count)

    def scene(self, day: date, hour: float, by: Person, note: str) -> Scene:
        """The batch of that person at that hour of the city's day."""
        at = days.start_of(day, self._zone) + timedelta(hours=hour)
        return self._scenes.setdefault((at, by.name, note), Scene(at, by, note))

    def by_office(self, day: date, hour: float, note: str, /, **facts: object) -> Scene:
        """A batch of the leading group's office."""
        name = self.words["office"].format(name=self.words["names"][0])
        return self.scene(day, hour, Person(name, Role.OFFICE), self.note(note, **facts))

    def by_unit(self, unit: str, day: date, hour: float, note: str, /, **facts: object) -> Scene:
        """A batch of a department's clerk."""
        text = self.note(note, department=self.called(unit, day), **facts)
        return self.scene(day, hour, Person(self.clerk(unit, day), Role.CLERK, self.id("department", unit)), text)

    def by_filer(self, unit: str, day: date, hour: float, note: str, /, **facts: object) -> Scene:
        """A batch of a department that files by itself, or of the office that enters those of the others."""
        if self.unit(unit).get("files"):
            return self.by_unit(unit, day, hour, note, **facts)
        return self.by_office(day, hour, f"{note}_of_others", **facts)

    def note(self, name: str, /, **facts: object) -> str:
        """A note of the story."""
        return str(self.words["note"][name]).format(**facts)

    def clerk(self, unit: str, day: date, *, other: int = 0) -> str:
        """The name of a department's clerk, or of another of its people."""
        people = self.words["names"]
        name = people[(sum(map(ord, unit)) + other) % len(people)]
        return str(self.words["clerk"]).format(department=self.called(unit, day), name=name)

    def unit(self, name: str) -> Row:
        """The facts of a department."""
        return next(it for it in self.facts.departments if it["name"] == name)

    def called(self, unit: str, day: date) -> str:
        """The department's name of that day."""
        was = self.unit(unit).get("was")
        return str(was["name"]) if was and day < self.months.day(was["until"], 3) else unit

    def tell(self) -> None:
        """Writes the scenes through the ledger in the order of their moments."""
        told = Told(self.db)
        for scene in sorted(self._scenes.values(), key=lambda it: (it.at, it.by.name, it.note)):
            changes = told.changes(scene.edits)
            origin = Origin(Source.DEMO, scene.note)
            told.learn(changes, ledger.record(self.db, changes, by=scene.by, origin=origin, at=scene.at))


def _ids(db: Database, kind: str, names: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, ledger.new_ids(db, kind, len(names)), strict=True))
