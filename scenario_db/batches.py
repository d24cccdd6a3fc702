"""What a batch says of itself: who and why, the rows it left out, its file, and its line in the audit.

Written by the ledger alone, inside the transaction of the changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from scenario_db import audit, digests
from scenario_db.changes import Origin, SetAside
from scenario_db.codes import AuditEvent
from scenario_db.database import Transaction
from scenario_db.engine import Columns
from scenario_db.kinds import storable
from scenario_db.refusals import ByKind
from scenario_db.roles import Person
from scenario_db.seals import Head


def tell(
    tx: Transaction, secret: bytes, written: Columns, begun: Mapping[str, str], by_kind: ByKind, *, by: Person
) -> Head:
    """The line of the audit that holds the batch to what it is now."""
    digest = digests.of_batch(written, begun, by_kind)
    facts = {"digest": digest, "kinds": {name: len(found) for name, found in by_kind.items()}}
    return audit.append(tx, secret, AuditEvent.BATCH, by=by, subject=str(written["id"][1][0]), details=facts)


def write(tx: Transaction, batch: int, moment: datetime, by: Person, origin: Origin) -> Columns:
    """Who, when, through which door, and the rows that did not go in; gives what it wrote of the batch itself."""
    given: dict[str, tuple[str, Sequence[Any]]] = {
        "id": ("bigint", [batch]),
        "recorded_at": ("timestamp", [moment]),
        "source": ("text", [str(origin.source)]),
        "author": ("text", [storable(by.name)]),
        "author_role": ("text", [str(by.role)]),
        "note": ("text", [storable(origin.note) or None]),
        "file_name": ("text", [storable(origin.file_name) or None]),
        "file_hash": ("text", [origin.file_hash or None]),
        "mapping": ("text", [json.dumps(dict(origin.mapping), ensure_ascii=False) if origin.mapping else None]),
        "counts": ("text", [json.dumps(dict(origin.counts)) if origin.counts else None]),
        "undoes": ("bigint", [origin.undoes]),
        "policy": ("text", [json.dumps(dict(origin.policy)) if origin.policy else None]),
        "commit_key": ("text", [origin.commit_key or None]),
    }
    tx.insert_many("batch", given)
    if origin.aside:
        tx.insert_many("import_row", _aside(batch, origin.aside))
    return given


def keep_file(tx: Transaction, batch: int, origin: Origin) -> None:
    """The file as it arrived, unless it is kept already."""
    if origin.content is None or tx.value("select hash from kept_file where hash = :it", it=origin.file_hash):
        return
    kept: dict[str, tuple[str, Sequence[Any]]] = {
        "hash": ("text", [origin.file_hash]),
        "name": ("text", [storable(origin.file_name)]),
        "size": ("bigint", [len(origin.content)]),
        "content": ("bytea", [origin.content]),
        "first_batch": ("bigint", [batch]),
    }
    tx.insert_many("kept_file", kept)


def _aside(batch: int, rows: Sequence[SetAside]) -> Columns:
    return {
        "batch": ("bigint", [batch] * len(rows)),
        "sheet": ("text", [it.sheet for it in rows]),
        "row_no": ("bigint", [it.row for it in rows]),
        "verdict": ("text", [str(it.verdict) for it in rows]),
        "problems": ("text", [it.problems for it in rows]),
    }
