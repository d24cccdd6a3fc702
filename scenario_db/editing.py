"""A record as somebody opened it to change it, and what to do where others were faster: merge field by field.

What only one side changed is kept from that side; what both changed to different values is contested, and the person
who came second decides with both before her eyes. Nothing typed is lost, nothing of others is overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenario_db import ledger
from scenario_db.changes import Receipt, differing
from scenario_db.comparing import records_of
from scenario_db.database import Database
from scenario_db.kinds import KINDS, kind_of
from scenario_db.records import Record
from scenario_db.roles import Person


@dataclass(frozen=True, slots=True)
class Opened:
    """A record with the version that it was opened in; 0 for one that is still to enter."""

    version: int
    record: Record


@dataclass(frozen=True, slots=True)
class Merged:
    """What would be saved now, and the fields that both sides changed: base, theirs, mine."""

    now: Opened
    wanted: Record
    contested: Mapping[str, tuple[Any, Any, Any]]
    theirs: Collection[str]


def opened(db: Database, kind: str, key: str) -> Opened | None:
    """A record as it is today; None where there is none."""
    found = records_of(db, KINDS[kind], [key]).get(key)
    return Opened(*found) if found else None


def merged(db: Database, base: Opened, mine: Record) -> Merged:
    """What a person made of a record, put onto what it is today."""
    now = opened(db, kind_of(mine).name, mine.id) or base
    own = {name: new for name, (_, new) in differing(kind_of(mine), base.record, mine).items()}
    others = {name: new for name, (_, new) in differing(kind_of(mine), base.record, now.record).items()}
    contested = {
        name: (getattr(base.record, name), others[name], own[name])
        for name in own
        if name in others and others[name] != own[name]
    }
    return Merged(now, replace(now.record, **own), contested, tuple(others))


def save(db: Database, merge: Merged, *, by: Person, theirs: Collection[str] = ()) -> Receipt | None:
    """Saves a merge; of contested fields those named in `theirs` stay as the others have them. None: nothing differs.

    Raises StaleError where somebody was faster once more.
    """
    kept = {name: getattr(merge.now.record, name) for name in theirs if name in merge.contested}
    return ledger.saved(db, replace(merge.wanted, **kept), by=by, version=merge.now.version)
