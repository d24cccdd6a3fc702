"""What was decided that headings of workbooks mean: recalled for the next one, listed, and forgotten on request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from scenario_db import ledger
from scenario_db.changes import Origin, Receipt
from scenario_db.codes import Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import HeadingMemory
from scenario_db.roles import Person

OFFICE = ""
"""The owner of what the office decided; it holds for every department that has decided nothing itself."""


def recalled(db: Database, owner: str, form: str, headings: str) -> dict[str, str]:
    """For each heading of such a sheet that was decided on: the field it means, "" for none."""
    sql = """
        select heading, field
        from heading_memory
        where form = :form and headings = :headings and owner in ('', :owner)
        order by owner
    """
    return dict(db.rows(sql, form=form, headings=headings, owner=owner))


def found(db: Database, owner: str | None = None) -> list[HeadingMemory]:
    """All that was decided, or what one owner decided, by owner and form."""
    names = ", ".join(KINDS["heading_memory"].names)
    sql = f"""
        select {names}
        from heading_memory
        where cast(:owner as text) is null or owner = :owner
        order by owner, form, headings, heading
    """
    return [cast("HeadingMemory", KINDS["heading_memory"].read(row)) for row in db.rows(sql, owner=owner)]


def forget(db: Database, ids: Sequence[str], *, by: Person, note: str = "") -> Receipt:
    """Takes decisions out, so that those headings are asked again. Raises as `ledger.record` does."""
    gone = ledger.leaving(db, "heading_memory", dict.fromkeys(ids, ""))
    return ledger.record(db, gone, by=by, origin=Origin(Source.FORM, note))
