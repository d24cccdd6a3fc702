"""Lists that the office edits: working groups, sub-categories, industry tags. What is closed stands in codes.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from scenario_db import denials, ledger
from scenario_db.changes import Origin, Receipt
from scenario_db.codes import CodeList, Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import CodeItem
from scenario_db.roles import Action, Person

_KIND = KINDS["code_item"]


class ListError(RegisterError):
    """This entry cannot stand in the list."""


def entries(db: Database, name: CodeList, *, all: bool = False) -> list[CodeItem]:  # noqa: A002 - what people say
    """The entries of a list in their order; those no longer offered only where `all` are asked for."""
    sql = f"""
        select {", ".join(_KIND.names)}
        from code_item
        where list = :list and (active or cast(:all as boolean))
        order by position, name
    """
    return [cast("CodeItem", _KIND.read(row)) for row in db.rows(sql, list=name, all=all)]


def save(db: Database, rows: Sequence[CodeItem], *, by: Person) -> Receipt | None:
    """Writes entries as they should be, all in one batch; None where nothing differs. Raises ListError, DeniedError.

    An entry never leaves: records of the past name it. One that is not wanted any more is no longer offered.
    """
    denials.require(db, by, Action.SET_RULES)
    if any(not it.name.strip() for it in rows):
        raise ListError(Problem("name_missing", facts={"heading": "name", "value": ""}))
    doubled = {it.name for at, it in enumerate(rows) if it.name in {other.name for other in rows[:at]}}
    if doubled:
        raise ListError(Problem("entry_doubled", facts={"name": "、".join(sorted(doubled))}))
    changes = ledger.compare(db, ledger.wanted(list(rows))) if rows else []
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM)) if changes else None
