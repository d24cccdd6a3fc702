"""Headings that people have decided on before: recalled for the same set of headings, kept with the commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from importers.cells import Reading
from importers.layout import Table
from scenario_db import ledger, memories
from scenario_db.changes import Change
from scenario_db.database import Database
from scenario_db.records import HeadingMemory


def fingerprint(table: Table) -> str:
    """Which headings stand beside each other, in any order."""
    texts = sorted({heading.text for heading in table.headings if heading.parts})
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def recalled(db: Database, owner: str, table: Table, decided: Mapping[str, str]) -> dict[str, str]:
    """What the headings of a table mean by decision: of now, else of before."""
    return memories.recalled(db, owner, table.form.name, fingerprint(table)) | dict(decided)


def changes(db: Database, owner: str, readings: Iterable[Reading], decided: Mapping[str, str]) -> list[Change]:
    """The decisions of now as records; those that stand already are none."""
    kept = {it.id: it for reading in readings for it in _kept(owner, reading.table, decided)}
    return ledger.compare(db, ledger.wanted(list(kept.values()))) if kept else []


def _kept(owner: str, table: Table, decided: Mapping[str, str]) -> Iterable[HeadingMemory]:
    mark, texts = fingerprint(table), {heading.text for heading in table.headings}
    for heading in texts & decided.keys():
        yield HeadingMemory(owner=owner, form=table.form.name, headings=mark, heading=heading, field=decided[heading])
