"""What a record was, version by version: who changed which field, through which batch, from which cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenario_db import histories, ledger
from scenario_db.changes import Origin, Wanted
from scenario_db.codes import Role, Source, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from tests.telling import OFFICE, remove, write

COLLEAGUE = Person("王敏", Role.OFFICE)
MAPPING = {"台账": {"columns": {"scenario.name": "C", "scenario.summary": "D"}, "sections": [3, 9]}}


@pytest.fixture
def city(db: Database) -> Database:
    """A scenario that came in by a workbook (batch 1) and was changed at a desk (batch 2)."""
    wanted = Wanted("scenario", ["s1"], {"name": ["智慧停车"], "tier": [Tier.BUILD], "summary": [None]}, ["台账!12"])
    origin = Origin(Source.IMPORT, file_name="台账.xlsx", file_hash="abc", mapping=MAPPING, counts={"read": 1})
    ledger.record(db, ledger.compare(db, wanted), by=OFFICE, origin=origin)
    ledger.record(
        db,
        ledger.compare(db, Wanted("scenario", ["s1"], {"summary": ["一张图"]})),
        by=COLLEAGUE,
        origin=Origin(Source.FORM, "电话核实"),
    )
    return db


def now(db: Database) -> Any:
    return ledger.history(db, "scenario", "s1")[-1].record


def test_a_record_that_never_was_has_no_history(db):
    assert ledger.history(db, "scenario", "s1") == []


def test_a_history_tells_who_changed_which_field_and_why(city):
    first, second = ledger.history(city, "scenario", "s1")
    assert (first.batch.author, second.batch.author) == ("市数字办", "王敏")
    assert second.fields == {"summary": (None, "一张图")}
    assert (second.batch.origin.source, second.batch.origin.note) == (Source.FORM, "电话核实")
    assert (first.superseded_at, second.superseded_at) == (second.batch.recorded_at, None)


def test_a_value_leads_back_to_its_cell(city):
    first, second = ledger.history(city, "scenario", "s1")
    assert str(first.place("scenario.name")) == "台账!C12"
    assert first.place("scenario.name").file == "台账.xlsx"
    assert str(second.place("scenario.summary")) == ""


def test_a_tier_that_a_section_said_leads_back_to_the_section(city):
    first = ledger.history(city, "scenario", "s1")[0]
    assert str(first.place("scenario.tier")) == "台账!A9"


def test_a_removal_names_who_took_it_out(city):
    gone = remove(city, now(city))
    last = ledger.history(city, "scenario", "s1")[-1]
    assert last.removed_by
    assert last.removed_by.id == gone.batch


def test_what_came_back_is_told_as_new(city):
    was = now(city)
    remove(city, was)
    write(city, was)
    *_, left, back = ledger.history(city, "scenario", "s1")
    assert left.removed_by
    assert back.fields["name"] == (None, "智慧停车")


def test_the_mark_moves_with_every_batch(city):
    assert (histories.mark(city), histories.count(city)) == (2, 2)


def test_batches_come_newest_first_and_by_pages(city):
    assert [it.id for it in histories.batches(city)] == [2, 1]
    assert [it.id for it in histories.batches(city, limit=1, offset=1)] == [1]


def test_a_batch_is_told_as_it_was_recorded(city):
    found = histories.batch(city, 1)
    assert found
    assert (found.author, found.author_role, found.origin.counts) == ("市数字办", "office", {"read": 1})
    assert found.origin.mapping == MAPPING
    assert histories.batch(city, 99) is None


def test_the_same_file_is_recognised(city):
    found = histories.same_file(city, "abc")
    assert found
    assert found.id == 1
    assert histories.same_file(city, "other") is None


def test_a_batch_knows_what_took_it_back(city):
    assert histories.taken_back(city, [1, 2]) == {}
    receipt, _ = ledger.undo(city, 2, by=OFFICE)
    assert histories.taken_back(city, [1, 2]) == {2: receipt.batch}


def test_a_batch_tells_its_records_and_how_many(city):
    both = write(city, replace(now(city), name="停车一张图"), Department(id="d1", name="市城管局"))
    assert histories.counts(city, both.batch) == {"department": 1, "scenario": 1}
    [(key, version)] = histories.written_by(city, both.batch, "scenario")
    assert (key, version.number, version.fields) == ("s1", 3, {"name": ("智慧停车", "停车一张图")})
    assert histories.counts(city, 99) == {}


def test_a_batch_tells_what_it_took_out(city):
    gone = remove(city, now(city))
    [(key, version)] = histories.written_by(city, gone.batch, "scenario")
    assert key == "s1"
    assert version.removed_by
    assert histories.counts(city, gone.batch) == {"scenario": 1}


def test_a_batch_of_many_is_read_by_pages(db):
    many = write(db, *(Scenario(id=f"s{i}", name="场景", tier=Tier.PLAN) for i in range(7)))
    pages = [histories.written_by(db, many.batch, "scenario", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [key for page in pages for key, _ in page] == [f"s{i}" for i in range(7)]
