"""A register that was damaged behind the ledger's back is found out, each kind of damage by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenario_db.codes import FundSource, PartnerRole, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Partner, Scenario
from scenario_db.verify import MOST, verify
from scenario_db.wording import Words
from tests.telling import remove, write

PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, lead_id="d1", fund_sources=(FundSource.CITY,))


@pytest.fixture
def city(db: Database) -> Database:
    """A scenario with three versions, a partner, a unit that left and came back."""
    bureau = Department(id="d2", name="市公安局")
    write(db, Department(id="d1", name="市城管局"), bureau, PARKING)
    write(db, replace(PARKING, code=db.value("select code from scenario"), summary="甲"))
    write(db, replace(PARKING, code=db.value("select code from scenario"), summary="乙"))
    remove(db, bureau)
    write(db, bureau, Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA))
    return db


def damage(db: Database, sql: str) -> None:
    with db.writing() as tx:
        tx.execute(sql)


def test_an_empty_register_is_whole(db):
    found = verify(db)
    assert (found.records, found.versions, found.batches, found.problems) == (0, 0, 0, ())


def test_a_register_that_only_the_ledger_wrote_is_whole(city):
    found = verify(city)
    assert (found.records, found.versions, found.batches, found.problems) == (4, 7, 5, ())


DAMAGE = [
    ("mark_wrong", "update ledger_mark set mark = 3"),
    ("mark_wrong", "update ledger_mark set moved_at = timestamp '2001-01-01'"),
    ("mark_wrong", "delete from batch where id = 5"),
    ("batch_out_of_order", "update batch set recorded_at = timestamp '2001-01-01' where id = 3"),
    ("version_skipped", "delete from scenario_version where version = 2"),
    ("version_skipped", "update scenario_version set version = 9 where version = 3"),
    (
        "current_twice",
        "update department_version set superseded_at = null, superseded_by = null where id = 'd2' and version = 1",
    ),
    (
        "stretch_backwards",
        "update scenario_version set superseded_at = timestamp '2001-01-01' where version = 1",
    ),
    (
        "stretches_overlap",
        "update scenario_version set superseded_at = timestamp '2999-01-01' where version = 1",
    ),
    ("stretches_apart", "update scenario_version set recorded_at = timestamp '2999-01-01' where version = 3"),
    ("batch_missing", "update scenario_version set batch = 77 where version = 1"),
    ("batch_missing", "update scenario_version set superseded_by = 77 where version = 1"),
    ("end_half_told", "update scenario_version set superseded_by = null where version = 1"),
    ("batch_of_another_time", "update partner_version set recorded_at = timestamp '2001-01-01'"),
    ("reference_broken", "update scenario_version set lead_id = 'd9' where version = 3"),
    ("reference_broken", "delete from department_version where id = 'd1'"),
    ("code_unknown", "update scenario_version set tier = 'dream' where version = 1"),
    ("code_unknown", "update scenario_version set fund_sources = cast('{city,luck}' as text[]) where version = 3"),
    ("id_not_its_parts", "update partner_version set role = 'support'"),
    ("stands_twice", "update department_version set name = '市城管局'"),
]


@pytest.mark.parametrize(("wrong", "sql"), DAMAGE)
def test_damage_is_found(city, wrong, sql):
    if city.engine == "duckdb":
        sql = sql.replace("cast('{city,luck}' as text[])", "['city', 'luck']")
    damage(city, sql)
    found = verify(city).problems
    assert wrong in {problem.kind for problem in found}
    for language in ("zh", "en"):
        assert all("{" not in Words(language).problem(problem) for problem in found)


def test_a_unit_that_left_and_came_back_is_no_gap(city):
    assert city.value("select count(*) from department_version where id = 'd2'") == 2
    assert verify(city).problems == ()


def test_a_register_that_is_broken_through_and_through_needs_no_endless_list(db):
    write(db, *(Scenario(id=f"s{i}", name="场景", tier=Tier.PLAN) for i in range(MOST + 5)))
    damage(db, "update scenario_version set tier = 'dream'")
    assert len(verify(db).problems) == MOST
