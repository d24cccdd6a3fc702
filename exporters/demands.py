"""The demand list as a workbook, under the headings that its import form reads, with what answers each demand."""

from __future__ import annotations

from functools import partial

from exporters.rows import Heading, workbook
from scenario_db import demands
from scenario_db.database import Database
from scenario_db.demands import Listed, Search
from scenario_db.wording import Words

_WIDE = {"title": 30, "pain_point": 40, "remark": 30, "proposer_id": 18}

FIELDS = ("code", "title", "domain", "proposer_id", "pain_point", "urgency", "raised_on", "source", "status", "remark")

AT_ONCE = 1_000
"""So many are fetched at a time."""


def of_search(db: Database, search: Search, say: Words, *, sort: str = "raised") -> bytes:
    """The chosen demands in the order in which they are shown."""
    headings = [Heading(say.field("demand", name), _WIDE.get(name, 14)) for name in FIELDS]
    headings.append(Heading(say("demands.col_names"), 40))
    find = partial(demands.find, db, search, sort=sort, limit=AT_ONCE)
    total = demands.count(db, search)
    rows = (_row(it, say) for first in range(0, total, AT_ONCE) for it in find(offset=first))
    return workbook(headings, rows, name=say("page.demands"))


def _row(it: Listed, say: Words) -> list[object]:
    held = it.demand
    return [
        held.code, held.title, say.code(held.domain), it.proposer, held.pain_point, say.code(held.urgency),
        held.raised_on, held.source, say.code(held.status), held.remark, it.names,
    ]  # fmt: skip
