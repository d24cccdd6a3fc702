"""Three-way merge: what a workbook says, what it said when it was given out, and what the register says now.

Only what was touched in the register since the workbook was made needs it: elsewhere base and today are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from importers.policies import ConflictKey, Side
from scenario_db import bases
from scenario_db.changes import KEEP, Wanted
from scenario_db.database import Database
from scenario_db.kinds import KINDS

COMPANIONS: Mapping[str, str] = {
    "total_invest_text": "total_invest",
    "invest_qualifier": "total_invest",
    "planned_start_precision": "planned_start",
    "planned_finish_precision": "planned_finish",
    "actual_start_precision": "actual_start",
    "actual_finish_precision": "actual_finish",
    "raised_on_precision": "raised_on",
    "next_deadline_precision": "next_deadline",
}
"""Fields that one cell fills together with another: they stand or fall with it."""


class Given(Protocol):
    """What is asked of the slip of a workbook: the ledger's mark when it was made."""

    @property
    def mark(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both sides have changed: what it was, what the register and the file say, who wrote the former."""

    kind: str
    id: str
    field: str
    base: Any
    theirs: Any
    mine: Any
    row: str
    by: str = ""
    recorded_at: datetime | None = None

    @property
    def key(self) -> ConflictKey:
        """As a decision names it."""
        return self.kind, self.id, self.field


@dataclass(frozen=True, slots=True)
class Merge:
    """How conflicts are decided: one by one, or else all alike."""

    given: Given
    decided: Mapping[ConflictKey, Side]
    otherwise: Side = Side.ASK

    def side(self, key: ConflictKey) -> Side:
        """Whose value stands."""
        return self.decided.get(key, self.otherwise)


def merged(db: Database, wanted: Wanted, merge: Merge) -> tuple[Wanted, list[Conflict]]:
    """What remains to be changed, and what is in conflict: those fields are left as they are."""
    touched = bases.touched_since(db, wanted.kind, wanted.ids, merge.given.mark)
    places = [at for at, key in enumerate(wanted.ids) if key in touched]
    if not places:
        return wanted, []
    names = tuple(wanted.values)
    ids = [wanted.ids[at] for at in places]
    now = bases.values_of(db, wanted.kind, names, ids)
    then = bases.values_of(db, wanted.kind, names, ids, moment=bases.moment_after(db, merge.given.mark))
    columns = {name: list(values) for name, values in wanted.values.items()}
    conflicts: list[Conflict] = []
    gone: set[int] = set()
    for at in places:
        it = _Record(wanted, at, names, then.get(wanted.ids[at]), now.get(wanted.ids[at]))
        kept, found = it.decided(merge)
        conflicts.extend(found)
        for name in kept:
            columns[name][at] = KEEP
        if it.now is None and it.then is not None and kept >= it.said:
            gone.add(at)
    return _without(replace(wanted, values=columns), gone), _told(db, conflicts)


def touched(db: Database, kind: str, ids: Sequence[str], merge: Merge) -> set[str]:
    """Those of the records that somebody has touched since the workbook was made."""
    return bases.touched_since(db, kind, ids, merge.given.mark)


def _without(wanted: Wanted, gone: set[int]) -> Wanted:
    """Rows whose record others have taken out, and of which the file says nothing new, are left out."""
    if not gone:
        return wanted
    good = [at for at in range(len(wanted.ids)) if at not in gone]
    values = {name: [column[at] for at in good] for name, column in wanted.values.items()}
    return replace(wanted, ids=[wanted.ids[at] for at in good], values=values, rows=[wanted.rows[at] for at in good])


class _Record:
    """One record on all three sides, field by field."""

    def __init__(
        self, wanted: Wanted, at: int, names: Sequence[str], then: tuple[Any, ...] | None, now: tuple[Any, ...] | None
    ) -> None:
        kind = KINDS[wanted.kind]
        self.kind, self.id, self.row = wanted.kind, wanted.ids[at], wanted.rows[at]
        self.now, self.then = now, then
        self._mine = {name: kind.column(name).tidy([wanted.values[name][at]])[0] for name in names}
        self._now = dict(zip(names, now or (None,) * len(names), strict=True))
        self._then = dict(zip(names, then or (None,) * len(names), strict=True))

    @property
    def said(self) -> set[str]:
        """The fields that the file says anything of."""
        return {name for name, value in self._mine.items() if value is not KEEP}

    def decided(self, merge: Merge) -> tuple[set[str], list[Conflict]]:
        """The fields that stay as the register has them, and the conflicts among these."""
        kept: set[str] = set()
        conflicts: list[Conflict] = []
        for field, together in self._cells():
            side = self._side(field, together, merge)
            if side is not Side.MINE:
                kept |= together
            if side is Side.ASK:
                sides = (self._then[field], self._now[field], self._mine[field])
                conflicts.append(Conflict(self.kind, self.id, field, *sides, self.row))
        return kept, conflicts

    def _cells(self) -> Iterator[tuple[str, set[str]]]:
        """The fields that one cell fills, under the name of its main one."""
        cells: dict[str, set[str]] = {}
        for name in self._mine:
            main = COMPANIONS.get(name, name)
            cells.setdefault(main if main in self._mine else name, set()).add(name)
        yield from cells.items()

    def _side(self, field: str, together: set[str], merge: Merge) -> Side:
        said = together & self.said
        mine, then, now = ([_plain(side[name]) for name in said] for side in (self._mine, self._then, self._now))
        if mine == then:
            return Side.THEIRS
        if now in (then, mine):
            return Side.MINE
        return merge.side((self.kind, self.id, field))


def _plain(value: Any) -> Any:
    """Nothing is nothing, however a field writes it."""
    return None if value in ("", ()) else value


def _told(db: Database, conflicts: Sequence[Conflict]) -> list[Conflict]:
    """The same with who wrote the register's value, and when."""
    found = bases.writers(db, [it.key for it in conflicts])
    return [replace(it, by=found[it.key][0], recorded_at=found[it.key][1]) for it in conflicts]
