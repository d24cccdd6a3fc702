"""What a large workbook will most likely be held against: read from the register while the file is being parsed."""

from __future__ import annotations

from contextlib import AbstractContextManager

from importers.forms import FORMS
from scenario_db import comparing
from scenario_db.comparing import Ahead
from scenario_db.database import Database
from scenario_db.kinds import KINDS

_LARGE = 1 << 18
_ZIPPED_ROW, _PLAIN_ROW = 100, 500  # bytes of a short row of a ledger, in a zip and as text


def _filled(kind: str) -> frozenset[str]:
    """The fields that some column of some form fills; names of units and parents become ids."""
    named = {name for form in FORMS for it in form.fields if it.record == kind for name in (it.name, *it.gives)}
    written = named | {f"{name}_id" for name in named} | {"period_end"}
    return frozenset(it.name for it in KINDS[kind].columns if it.name in written)


_COMPARED = {
    kind: _filled(kind) - {"code"} - set(KINDS[kind].record.NATURAL)
    for kind in ("scenario", "partner", "annual_plan", "progress_report")
}


def reading_ahead(db: Database, data: bytes) -> AbstractContextManager[Ahead]:
    """Of a small file, and of a library much larger than the file, nothing is read ahead."""
    rows = len(data) // (_ZIPPED_ROW if data.startswith(b"PK") else _PLAIN_ROW)
    return comparing.reading_ahead(db, _COMPARED if len(data) >= _LARGE else {}, rows)
