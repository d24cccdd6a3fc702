"""Scenarios that a return, plan or partner list names and the library does not know: told with the likeliest names."""

from __future__ import annotations

from collections.abc import Sequence

from importers.drafts import Draft
from scenario_db import titles
from scenario_db.database import Database

_PROPOSED = 200
"""For so many unknown names the likeliest are looked up; more are another library's."""


def tell(db: Database, drafts: Sequence[Draft]) -> None:
    """Reports each row of a form that brings in nothing and whose scenario is not there."""
    found = [(draft, at, name) for draft in drafts if not draft.form.enters for at, name in _unknown(draft)]
    near = titles.alike(db, list(dict.fromkeys(name for _, _, name in found))[:_PROPOSED])
    for draft, at, name in found:
        _report(draft, at, name, near.get(name, ()))


def _unknown(draft: Draft) -> list[tuple[int, str]]:
    """Rows with a name and no record, unless something was said of them already."""
    told = {problem.place.cell for problem in draft.problems}
    named = enumerate(draft.reading.values(draft.form.naming))
    open_rows = [(at, name) for at, name in named if name and not draft.keys[at]]
    return [(at, name) for at, name in open_rows if not told & set(_cells(draft, at))] if told else open_rows


def _cells(draft: Draft, at: int) -> list[str]:
    keys = (draft.form.naming, f"{draft.kind}.code")
    return [draft.reading.address(key, draft.reading.rows[at]) for key in keys if key in draft.reading.columns]


def _report(draft: Draft, at: int, name: str, near: Sequence[str]) -> None:
    if near:
        draft.report("unknown_scenario_near", draft.form.naming, at, value=name, near="、".join(near))
    else:
        draft.report("unknown_scenario", draft.form.naming, at, value=name)
