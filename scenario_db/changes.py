"""What differs: a record as it is, as it should be, and through which batch it came to be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from scenario_db.codes import Source
from scenario_db.kinds import KINDS, Kind
from scenario_db.problems import Place, Problem, RegisterError
from scenario_db.records import Record


class _Keep:
    """Says of a field that it stays as it is."""

    def __repr__(self) -> str:
        return "KEEP"


KEEP: Final = _Keep()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whole columns of records of one kind as they should be: `values` field by field, all as long as `ids`.

    `KEEP` leaves a field as it is; a field that is not named is left too. `rows` says where each came from, “台账!7”.
    """

    kind: str
    ids: Sequence[str]
    values: Mapping[str, Sequence[Any]]
    rows: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One record that is to differ. No `before`: it enters. No `after`: it leaves. `version`: what it was held to."""

    kind: str
    id: str
    before: Record | None
    after: Record | None
    version: int = 0
    row: str = ""

    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Old and new of every field that differs; an empty field of a new record is no difference."""
        return differing(KINDS[self.kind], self.before, self.after)


def differing(kind: Kind, before: Record | None, after: Record | None) -> dict[str, tuple[Any, Any]]:
    """Old and new of every field in which two records differ; one that nobody filled in is no difference.

    A 0 or a no where nothing was said is one: 本期完成 0 is not the same as 未填报.
    """
    nothing = (None,) * len(kind.names)
    olds, news = (kind.values(record) if record else nothing for record in (before, after))
    pairs = ((name, old, new) for name, old, new in zip(kind.names, olds, news, strict=True) if old != new)
    found = {name: (old, new) for name, old, new in pairs if not (old in _EMPTY and new in _EMPTY) and name != "id"}
    if before and after:
        return found
    return {name: pair for name, pair in found.items() if any(pair) or _was_said(kind, name, pair[after is not None])}


def _was_said(kind: Kind, name: str, value: Any) -> bool:
    return bool(value != kind.column(name).default)


_EMPTY = (None, "", ())


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row of a workbook that did not go in: refused or in conflict, with its problems as JSON."""

    sheet: str
    row: int
    verdict: str
    problems: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Through which door a batch comes: a form, or a file with its sheets' columns, counts and policy.

    A batch with a `commit_key` is written once. `compared_at` is the mark at which records were looked for by name:
    who has entered since under the same name is not overlooked. `content` is the file, where it is to be kept.
    """

    source: Source
    note: str = ""
    file_name: str = ""
    file_hash: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    undoes: int | None = None
    aside: tuple[SetAside, ...] = ()
    policy: Mapping[str, str] = field(default_factory=dict)
    commit_key: str = ""
    compared_at: int | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it was recorded; `recorded_at` is UTC."""

    id: int
    recorded_at: datetime
    author: str
    author_role: str
    origin: Origin


SAID_BY_SECTIONS = frozenset(("scenario.tier", "scenario.domain", "demand.domain"))
"""What a section row such as 一、建设一批 may say for the rows below it."""

_FILLED_FROM = {
    "scenario.lead_id": "scenario.lead",
    "scenario.parent_id": "scenario.parent",
    "demand.proposer_id": "demand.proposer",
    "partner.department_id": "partner.departments",
}
"""Fields that hold an id and the columns whose names they were found by."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record in its history: what changed, through which batch."""

    number: int
    record: Record
    fields: Mapping[str, tuple[Any, Any]]
    batch: Batch
    row: str = ""
    superseded_at: datetime | None = None
    removed_by: Batch | None = None

    def place(self, name: str) -> Place:
        """The cell that a field, such as “scenario.tier”, came from, as far as its batch came from a workbook."""
        sheet, _, number = self.row.rpartition("!")
        told = self.batch.origin.mapping.get(sheet, {})
        columns = told.get("columns", {})
        written = (_FILLED_FROM.get(name, name), name.removesuffix("_id"), f"{name}@{_period(self.record)}")
        letter = next((columns[key] for key in written if key in columns), "")
        above = [row for row in told.get("sections", ()) if row < int(number or 0)]
        if not letter and name in SAID_BY_SECTIONS and above:
            return Place(self.batch.origin.file_name, sheet, f"A{above[-1]}")
        return Place(self.batch.origin.file_name, sheet, f"{letter}{number}")

    def mended(self, name: str) -> tuple[str, str] | None:
        """What that cell said and what it was taken to say, where a person mended it before the import."""
        place = self.place(name)
        told = self.batch.origin.mapping.get(place.sheet, {}).get("mended", {}).get(place.cell)
        return (told[0], told[1]) if told else None


def _period(it: Record) -> str:
    """As the columns of a workbook are told apart: “2026-06” for a return or a month's target, “2026” for a plan."""
    year, month = getattr(it, "year", ""), getattr(it, "month", None)
    return getattr(it, "period", None) or (f"{year}-{month:02}" if month else str(year))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a batch wrote: how many records entered, changed and left, by kind."""

    batch: int
    recorded_at: datetime
    entered: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """All records that the batch touched."""
        return sum(sum(counts.values()) for counts in (self.entered, self.changed, self.left))


@dataclass(frozen=True, slots=True)
class Lost:
    """A record on which somebody else was faster: who, when, and the fields they changed."""

    kind: str
    id: str
    by: str
    recorded_at: datetime
    fields: Mapping[str, tuple[Any, Any]]


class StaleError(RegisterError):
    """The register has moved since the comparison; `lost` says who changed what. Compare again."""

    def __init__(self, lost: Sequence[Lost]) -> None:
        first = lost[0]
        super().__init__(Problem("stale", facts={"count": len(lost), "by": first.by, "id": first.id}))
        self.lost = tuple(lost)


class WrittenError(RegisterError):
    """The same commit was written before, as `batch`."""

    def __init__(self, batch: int) -> None:
        super().__init__(Problem("already_written", facts={"batch": batch}))
        self.batch = batch


class DanglingError(RegisterError):
    """A change would leave a record pointing at nothing."""


class DoubledError(RegisterError):
    """Two live records would have the same code, or two units the same name."""


class UnfitError(RegisterError):
    """A value is nothing that its field can hold."""


class UndoError(RegisterError):
    """There is no such batch, or nothing of it is left to take back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an undo leaves alone, and why: `later` edit, `needed` by others, or `gone` already."""

    kind: str
    id: str
    why: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undoing:
    """What an undo would do: the changes that take a batch back, and what stays."""

    batch: int
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
