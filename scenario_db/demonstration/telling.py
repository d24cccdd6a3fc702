"""What has been told so far: the story wrote it all, so the register need not be asked before each scene.

The ledger holds each change against the register once more when it writes, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenario_db.changes import Change, Receipt
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Record

Edits = Mapping[tuple[str, str], Mapping[str, Any]]


class Told:
    """The records of the story as they stand after the scenes that have been told."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._versions: dict[tuple[str, str], int] = {}
        self._records: dict[tuple[str, str], Record] = {}

    def changes(self, edits: Edits) -> list[Change]:
        """What the edits change."""
        found = [self._change(*key, values) for key, values in edits.items()]
        return [change for change in found if change.before != change.after]

    def _change(self, name: str, key: str, values: Mapping[str, Any]) -> Change:
        kind = KINDS[name]
        given = {field: kind.column(field).read(value) for field, value in values.items()}
        before = self._records.get((name, key))
        after = replace(before, **given) if before else kind.record(id=key, **given)
        return Change(name, key, before, after, self._versions.get((name, key), 0))

    def learn(self, changes: list[Change], receipt: Receipt) -> None:
        """Keeps in mind what was written, with the codes that the ledger gave."""
        codes = self._codes(receipt)
        for change in changes:
            record = change.after
            if record is not None:
                code = {"code": codes[change.id]} if change.id in codes else {}
                self._records[change.kind, change.id] = replace(record, **code)
                self._versions[change.kind, change.id] = change.version + 1

    def _codes(self, receipt: Receipt) -> dict[str, str]:
        codes: dict[str, str] = {}
        for name in receipt.entered:
            if "code" in KINDS[name].names:
                codes |= dict(self._db.rows(f"select id, code from {name} where batch = :batch", batch=receipt.batch))
        return codes
