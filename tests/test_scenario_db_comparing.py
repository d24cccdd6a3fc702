"""What is read ahead of a comparison gives the same changes as asking for the records one needs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scenario_db import comparing, ledger
from scenario_db.changes import KEEP, Wanted
from scenario_db.codes import Domain, Tier
from scenario_db.database import Database
from scenario_db.records import Record, Scenario
from tests.telling import write

PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, total_invest=Decimal("12.5"), regions=("市域", "新区"))
LAMPS = Scenario(id="s2", name="路灯节能", tier=Tier.RESERVE)
WATER = Scenario(id="s3", name="供水监测", tier=Tier.PLAN, domain=Domain.LINE)


@pytest.fixture
def city(db: Database) -> Database:
    write(db, PARKING, LAMPS, WATER)
    return db


FIELDS = {
    "scenario": {"name", "tier", "domain", "total_invest", "regions", "technologies", "remark", "suspend_reason"},
    "partner": {"task"},
}


def read_ahead(db: Database, expected: int) -> comparing.Ahead:
    with comparing.reading_ahead(db, FIELDS, expected) as ahead:
        pass
    return ahead


@pytest.mark.parametrize(
    "values",
    [
        {"name": ["智慧停车", "供水监测"], "tier": [Tier.BUILD, Tier.PLAN]},
        {"name": ["智慧停车", "供水管网监测"], "remark": [KEEP, "改名"]},
        {"total_invest": [Decimal("12.5000"), Decimal(3)], "regions": [("市域",), ()]},
        {"remark": [KEEP, KEEP], "technologies": [(), ("物联网",)]},
        {"remark": [KEEP, KEEP], "domain": [KEEP, KEEP]},
        {"suspend_reason": ["", "资金未到位"], "domain": [None, Domain.LINE]},
    ],
)
@pytest.mark.parametrize("ids", [["s1", "s3"], ["s3", "s1"]])
def test_the_changes_are_the_same(city, ids, values):
    wanted = Wanted("scenario", ids, values, ["台账!5", "台账!6"])
    assert ledger.compare(city, wanted, read_ahead(city, 10)) == ledger.compare(city, wanted)


def test_a_record_that_enters_is_a_change_either_way(city):
    wanted = Wanted("scenario", ["s1", "s9"], {"name": ["智慧停车", "垃圾分类"], "tier": [Tier.BUILD, Tier.PLAN]})
    [change] = ledger.compare(city, wanted, read_ahead(city, 10))
    assert (change.id, change.before, change.version) == ("s9", None, 0)
    assert [change] == ledger.compare(city, wanted)


def test_of_a_large_library_nothing_is_read_ahead(city):
    assert set(read_ahead(city, 1)) == {"partner"}
    assert set(read_ahead(city, 2)) == {"partner", "scenario"}


def test_what_was_read_ahead_of_an_empty_register_makes_everything_enter(db):
    wanted = Wanted("scenario", ["s1"], {"name": ["智慧停车"], "tier": [Tier.BUILD]})
    assert [it.before for it in ledger.compare(db, wanted, read_ahead(db, 10))] == [None]


def test_columns_that_leave_everything_as_it_is_ask_for_nothing_but_who_is_there(city):
    changed: list[Record | None] = [
        it.after for it in ledger.compare(city, Wanted("scenario", ["s2"], {"remark": [KEEP], "stage": [KEEP]}))
    ]
    assert changed == []


def test_only_the_fields_that_differ_are_told(city):
    wanted = Wanted("scenario", ["s1", "s2"], {"name": ["智慧停车", "路灯"], "remark": [KEEP, KEEP]})
    [change] = ledger.compare(city, wanted)
    assert change.fields() == {"name": ("路灯节能", "路灯")}
