"""Drafts: what was typed comes back as it was typed, to whoever typed it, until it is sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from scenario_db import drafts, histories
from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.drafts import Draft
from scenario_db.kinds import KINDS
from scenario_db.roles import Person

REPORT = KINDS["progress_report"]
ZHANG, LI = (Person(name, Role.CLERK, "d1") for name in ("张三", "李四"))
KEY = "s1/month/2026-01"
TYPED = Draft(
    2, {"invest_ytd": Decimal("12.50"), "progress": "进场\n“围挡”", "next_deadline": date(2026, 2, 1), "issue": None}
)


def test_nothing_is_found_where_nothing_was_kept(db: Database) -> None:
    assert drafts.found(db, ZHANG, REPORT, [KEY]) == {}


def test_what_was_typed_comes_back_as_it_was(db: Database) -> None:
    drafts.keep(db, ZHANG, {KEY: TYPED})
    assert drafts.found(db, ZHANG, REPORT, [KEY, "s2/month/2026-01"]) == {KEY: TYPED}


def test_the_last_of_several_counts(db: Database) -> None:
    drafts.keep(db, ZHANG, {KEY: TYPED})
    drafts.keep(db, ZHANG, {KEY: Draft(2, {"progress": "改了"})})
    assert drafts.found(db, ZHANG, REPORT, [KEY])[KEY].values == {"progress": "改了"}


def test_what_was_sent_is_gone(db: Database) -> None:
    drafts.keep(db, ZHANG, {KEY: TYPED, "s2/month/2026-01": TYPED})
    drafts.forget(db, ZHANG, [KEY])
    assert set(drafts.found(db, ZHANG, REPORT, [KEY, "s2/month/2026-01"])) == {"s2/month/2026-01"}


def test_a_draft_is_seen_by_nobody_else(db: Database) -> None:
    drafts.keep(db, ZHANG, {KEY: TYPED})
    assert drafts.found(db, LI, REPORT, [KEY]) == {}


def test_a_draft_is_no_change_of_the_register(db: Database) -> None:
    before = histories.mark(db)
    drafts.keep(db, ZHANG, {KEY: TYPED})
    assert histories.mark(db) == before


def test_a_field_that_is_known_no_more_is_left(db: Database) -> None:
    drafts.keep(db, ZHANG, {KEY: Draft(0, {"progress": "进场", "weather": "晴"})})
    assert drafts.found(db, ZHANG, REPORT, [KEY])[KEY].values == {"progress": "进场"}
