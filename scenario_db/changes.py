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
    """One record that is to differ. No `before`: it enters. No `after`: it leaves. `version` is what it was compared with."""

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
    """Old and new of every field in which two records differ."""
    pairs = ((name, getattr(before, name, None), getattr(after, name, None)) for name in kind.names[1:])
    return {name: (old, new) for name, old, new in pairs if old != new and (old or new)}


@dataclass(frozen=True, slots=True)
class Origin:
    """Through which door a batch comes: a form, or a file with its sheets' columns and counts."""

    source: Source
    note: str = ""
    file_name: str = ""
    file_hash: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it was recorded; `recorded_at` is UTC."""

    id: int
    recorded_at: datetime
    author: str
    author_role: str
    origin: Origin


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
        """The cell that a field came from, as far as its batch came from a workbook."""
        sheet, _, number = self.row.rpartition("!")
        columns = self.batch.origin.mapping.get(sheet, {})
        section = [row for row in columns.get("sections", ()) if row <= int(number or 0)]
        if name in columns.get("by_section", ()):
            return Place(self.batch.origin.file_name, sheet, f"A{section[-1]}" if section else "")
        letter = columns.get("columns", {}).get(name, "")
        return Place(self.batch.origin.file_name, sheet, f"{letter}{number}")


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


class DanglingError(RegisterError):
    """A change would leave a record pointing at nothing."""


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
