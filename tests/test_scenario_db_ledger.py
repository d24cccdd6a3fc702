"""The one door: what differs is written, all or nothing, in order, and nobody's work is lost without a word."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from scenario_db import batches, ledger
from scenario_db.changes import (
    KEEP,
    Change,
    DanglingError,
    DoubledError,
    Origin,
    StaleError,
    UnfitError,
    Wanted,
)
from scenario_db.codes import Domain, FundSource, PartnerRole, Role, Source, Tier
from scenario_db.database import Database
from scenario_db.problems import RegisterError
from scenario_db.records import (
    AnnualPlan,
    Demand,
    Department,
    DepartmentAlias,
    Milestone,
    Partner,
    Record,
    Scenario,
)
from scenario_db.roles import DeniedError, Person
from tests.telling import OFFICE, remove, write

CLERK = Person("王敏", Role.CLERK, "d1")
PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD)


@pytest.fixture
def city(db: Database) -> Database:
    """Two bureaus, and one scenario that the first of them leads."""
    write(
        db, Department(id="d1", name="市城管局"), Department(id="d2", name="市公安局"), replace(PARKING, lead_id="d1")
    )
    return db


def utc(*moment: int) -> datetime:
    """A moment as the register keeps it."""
    return datetime(*moment, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]


def today(db: Database, kind: str, key: str) -> Record:
    return next(it.record for it in ledger.history(db, kind, key) if not it.superseded_at)


def scenario(db: Database, key: str = "s1") -> Scenario:
    found = today(db, "scenario", key)
    assert isinstance(found, Scenario)
    return found


def everything(db: Database) -> list[object]:
    """What a refused batch must not touch."""
    tables = ("ledger_mark", "counter", "batch", "scenario_version", "department_version", "partner_version")
    return [sorted(map(str, db.rows(f"select * from {table}"))) for table in tables]


# Comparing


def test_nothing_compared_with_nothing_is_no_change(db):
    assert ledger.compare(db, Wanted("scenario", [], {"name": []})) == []


def test_a_record_that_is_as_it_should_be_gives_no_change(city):
    assert ledger.compare(city, ledger.wanted([scenario(city)])) == []


def test_a_record_that_is_not_there_enters(db):
    [change] = ledger.compare(db, ledger.wanted([PARKING]))
    assert (change.before, change.after, change.version) == (None, PARKING, 0)


def test_a_field_that_is_not_named_stays(city):
    [change] = ledger.compare(city, Wanted("scenario", ["s1"], {"summary": ["一张图"]}))
    assert change.fields() == {"summary": (None, "一张图")}


def test_a_field_to_keep_stays(city):
    assert ledger.compare(city, Wanted("scenario", ["s1"], {"name": [KEEP], "lead_id": [KEEP]})) == []


def test_an_empty_text_is_no_text(city):
    assert ledger.compare(city, Wanted("scenario", ["s1"], {"summary": [""], "remark": ["\0"]})) == []


def test_five_decimals_are_compared_as_the_four_that_are_kept(city):
    ledger.saved(city, replace(scenario(city), total_invest=Decimal("2000.00005")), by=OFFICE)
    assert scenario(city).total_invest == Decimal("2000.0001")
    assert ledger.saved(city, replace(scenario(city), total_invest=Decimal("2000.00005")), by=OFFICE) is None


def test_nothing_done_is_not_the_same_as_nothing_said(city):
    before, after = replace(PARKING, cross_level=None), replace(PARKING, cross_level=False, total_invest=Decimal(0))
    change = Change("scenario", "s1", before, after)
    assert change.fields() == {"cross_level": (None, False), "total_invest": (None, Decimal(0))}


def test_what_nobody_filled_in_is_not_told_of_a_new_record():
    assert set(Change("scenario", "s1", None, PARKING).fields()) == {"name", "tier", "record_status"}


def test_what_a_new_record_says_no_to_is_told():
    assert "open_to_market" in Change("scenario", "s1", None, replace(PARKING, open_to_market=False)).fields()


# Recording


def test_an_empty_batch_is_a_batch_without_records(db):
    receipt = ledger.record(db, [], by=OFFICE, origin=Origin(Source.IMPORT, file_name="空表.xlsx"))
    assert receipt.records == 0
    assert db.value("select file_name from batch where id = :id", id=receipt.batch) == "空表.xlsx"


def test_who_may_not_write_writes_nothing(city):
    before = everything(city)
    with pytest.raises(DeniedError):
        ledger.saved(city, replace(PARKING, name="停车一张图"), by=Person("李局", Role.LEADER))
    assert everything(city) == before


def test_a_clerk_takes_no_batch_back(city):
    with pytest.raises(DeniedError):
        ledger.undo(city, 1, by=CLERK)


def test_the_same_record_twice_in_a_batch_is_a_broken_promise(city):
    change = Change("department", "d9", None, Department(id="d9", name="市水利局"))
    with pytest.raises(ValueError, match="twice"):
        ledger.record(city, [change, change], by=OFFICE, origin=Origin(Source.FORM))


def test_an_id_that_is_not_made_of_its_parts_is_a_broken_promise(city):
    change = Change("milestone", "s1/招标", None, Milestone(id="s1/招标", scenario_id="s1", name="验收"))
    with pytest.raises(ValueError, match="not made of its parts"):
        ledger.record(city, [change], by=OFFICE, origin=Origin(Source.FORM))


def test_a_batch_takes_records_in_any_order(db):
    write(
        db,
        Partner(scenario_id="s1", department_id="d1", role=PartnerRole.DATA),
        replace(PARKING, lead_id="d1", parent_id="s0"),
        Scenario(id="s0", name="城市大脑", tier=Tier.BUILD),
        Department(id="d1", name="市城管局"),
    )
    assert db.rows("select id from partner") == [("s1/d1/data",)]


def test_what_is_said_of_a_save_stands_in_the_history_and_nothing_where_nothing_is(city):
    ledger.saved(city, replace(scenario(city), name="停车一张图"), by=OFFICE, note="按会议纪要")
    saved = ledger.saved(city, replace(scenario(city), name="停车"), by=OFFICE)
    assert saved
    undone, _ = ledger.undo(city, saved.batch, by=OFFICE)
    ledger.undo(city, undone.batch, by=OFFICE, note="撤错了")
    assert city.rows("select note from batch order by id desc limit 4") == [
        ("撤错了",),
        (None,),
        (None,),
        ("按会议纪要",),
    ]


def test_a_receipt_counts_by_kind(city):
    receipt = write(city, replace(scenario(city), name="停车一张图"), Department(id="d3", name="市交通局"))
    assert (receipt.entered, receipt.changed, receipt.left) == ({"department": 1}, {"scenario": 1}, {})
    assert receipt.records == 2


def test_who_waits_for_a_batch_is_told_how_much_of_it_is_written(db):
    told: list[float] = []
    found = (Department(id="d1", name="市城管局"), replace(PARKING, lead_id="d1"))
    changes = [change for it in found for change in ledger.compare(db, ledger.wanted([it]))]
    ledger.record(db, changes, by=OFFICE, origin=Origin(Source.FORM), tell=told.append)
    assert [round(share, 3) for share in dict.fromkeys(told)] == [0.2, 0.55, 0.9]


def test_recording_the_same_twice_changes_nothing(city):
    wanted = ledger.wanted([replace(scenario(city), name="停车一张图")])
    ledger.record(city, ledger.compare(city, wanted), by=OFFICE, origin=Origin(Source.FORM))
    assert ledger.compare(city, wanted) == []


NASTY = [
    ("a\0b", "ab"),
    ("半个字\ud83d符", "半个字符"),
    ("50% :id %(id)s %s $id ?", None),
    ("单引号' 双引号\" 反斜杠\\ 分号; -- /* */", None),
    ("第一行\n第二行\t制表", None),
    ("{一,二}", None),
    ("NULL", None),
    ("\\N", None),
    ("𠮷野家 😀", None),
]


@pytest.mark.parametrize(("written", "kept"), NASTY)
def test_a_text_is_kept_as_it_was_written(city, written, kept):
    changed = replace(scenario(city), summary=written, aliases=(written, "二"))
    ledger.saved(city, changed, by=OFFICE, note=written)
    assert (scenario(city).summary, scenario(city).aliases) == (kept or written, (kept or written, "二"))
    assert ledger.saved(city, changed, by=OFFICE) is None


def test_a_name_with_what_no_engine_keeps_is_found_again(city):
    alias = DepartmentAlias(department_id="d1", alias="城\0管")
    ledger.saved(city, alias, by=OFFICE)
    assert ledger.saved(city, alias, by=OFFICE) is None
    assert city.rows("select id, alias from department_alias") == [("d1/城管", "城管")]


def test_lists_and_codes_come_back_as_they_were(city):
    changed = replace(
        scenario(city), domain=Domain.LINE, fund_sources=(FundSource.CITY, FundSource.OWN), aliases=(), classified=True
    )
    ledger.saved(city, changed, by=OFFICE)
    assert scenario(city) == changed
    assert isinstance(scenario(city).fund_sources[0], FundSource)


@pytest.mark.parametrize(
    "unfit",
    [
        AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal(10) ** 14),
        AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal("NaN")),
        AnnualPlan(scenario_id="s1", year=10**20),
        Scenario(id="s2", name=None, tier=Tier.PLAN),  # type: ignore[arg-type]
        Scenario(id="s2", name="无库别", tier=None),  # type: ignore[arg-type]
    ],
)
def test_a_value_that_its_field_cannot_hold_is_refused_with_its_name(city, unfit):
    before = everything(city)
    with pytest.raises(UnfitError) as refused:
        ledger.saved(city, unfit, by=OFFICE)
    assert refused.value.problem.facts["field"] in {"planned_invest", "year", "name", "tier"}
    assert everything(city) == before


# What a record points at


@pytest.mark.parametrize(
    "dangling",
    [
        replace(PARKING, lead_id="d9"),
        replace(PARKING, parent_id="s9"),
        replace(PARKING, parent_id="s\09"),
        Partner(scenario_id="s1", department_id="d9", role=PartnerRole.DATA),
        Milestone(scenario_id="s9", name="验收"),
    ],
)
def test_a_record_that_points_at_nothing_is_refused(city, dangling):
    before = everything(city)
    with pytest.raises(DanglingError) as refused:
        ledger.saved(city, dangling, by=OFFICE)
    assert refused.value.problem.kind == "points_at_nothing"
    assert everything(city) == before


def test_a_record_that_others_point_at_does_not_leave(city):
    before = everything(city)
    with pytest.raises(DanglingError) as refused:
        remove(city, Department(id="d1", name="市城管局"))
    assert refused.value.problem.facts == {"kind": "scenario", "id": "s1"}
    assert everything(city) == before


def test_a_record_leaves_together_with_what_points_at_it(city):
    remove(city, scenario(city), Department(id="d1", name="市城管局"))
    assert city.rows("select id from department") == [("d2",)]


def test_nothing_comes_to_point_at_what_leaves_in_the_same_batch(city):
    gone = ledger.leaving(city, "department", {"d2": ""})
    moved = ledger.compare(city, Wanted("scenario", ["s1"], {"lead_id": ["d2"]}))
    with pytest.raises(DanglingError):
        ledger.record(city, [*gone, *moved], by=OFFICE, origin=Origin(Source.FORM))


# Lost races


def test_who_was_faster_and_what_they_changed_is_told(city):
    mine = ledger.compare(city, Wanted("scenario", ["s1"], {"summary": ["我写的"]}))
    ledger.saved(city, replace(scenario(city), name="停车一张图"), by=CLERK)
    with pytest.raises(StaleError) as stale:
        ledger.record(city, mine, by=OFFICE, origin=Origin(Source.FORM))
    [lost] = stale.value.lost
    assert (lost.by, lost.id, dict(lost.fields)) == ("王敏", "s1", {"name": ("智慧停车", "停车一张图")})
    assert stale.value.problem.facts["by"] == "王敏"


def test_a_form_that_was_open_too_long_overwrites_nothing(city):
    opened = scenario(city)
    ledger.saved(city, replace(opened, name="停车一张图"), by=CLERK, version=1)
    with pytest.raises(StaleError) as stale:
        ledger.saved(city, replace(opened, summary="一张图"), by=OFFICE, version=1)
    assert stale.value.lost[0].fields == {"name": ("智慧停车", "停车一张图")}
    assert scenario(city).name == "停车一张图"


def test_what_was_changed_and_changed_back_meanwhile_stops_nobody(city):
    opened = scenario(city)
    ledger.saved(city, replace(opened, name="停车一张图"), by=CLERK, version=1)
    ledger.saved(city, opened, by=CLERK, version=2)
    ledger.saved(city, replace(opened, summary="一张图"), by=OFFICE, version=1)
    assert (scenario(city).name, scenario(city).summary) == ("智慧停车", "一张图")


def test_a_form_for_a_new_record_does_not_overwrite_one_that_came_meanwhile(city):
    partner = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA)
    ledger.saved(city, replace(partner, task="视频"), by=CLERK, version=0)
    with pytest.raises(StaleError):
        ledger.saved(city, replace(partner, task="卡口"), by=OFFICE, version=0)


def test_a_change_of_what_has_left_meanwhile_is_stale(city):
    mine = ledger.compare(city, Wanted("scenario", ["s1"], {"summary": ["我写的"]}))
    remove(city, scenario(city))
    with pytest.raises(StaleError) as stale:
        ledger.record(city, mine, by=CLERK, origin=Origin(Source.FORM))
    assert stale.value.lost[0].by == OFFICE.name


def test_what_has_left_may_enter_again_with_its_next_version(city):
    was = scenario(city)
    remove(city, was)
    ledger.saved(city, was, by=OFFICE)
    assert [it.number for it in ledger.history(city, "scenario", "s1")] == [1, 2]


def test_one_stale_record_stops_the_whole_batch(city):
    mine = [
        *ledger.compare(city, Wanted("scenario", ["s1"], {"summary": ["我写的"]})),
        *ledger.compare(city, ledger.wanted([Department(id="d3", name="市交通局")])),
    ]
    ledger.saved(city, replace(scenario(city), name="停车一张图"), by=CLERK)
    before = everything(city)
    with pytest.raises(StaleError):
        ledger.record(city, mine, by=OFFICE, origin=Origin(Source.FORM))
    assert everything(city) == before


def at_once(*work):
    """Runs all of it at the same time; what each gave, or how it was refused."""
    start = threading.Barrier(len(work))

    def run(one):
        start.wait(timeout=30)
        try:
            return one()
        except RegisterError as refused:
            return refused

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def racing(db, changes):
    return [lambda it=it: ledger.record(db, it, by=OFFICE, origin=Origin(Source.FORM)) for it in changes]


def test_of_two_who_change_the_same_record_exactly_one_wins(city):
    mine, yours = (ledger.compare(city, Wanted("scenario", ["s1"], {"summary": [text]})) for text in ("甲", "乙"))
    results = at_once(*racing(city, [mine, yours]))
    assert sorted(type(it).__name__ for it in results) == ["Receipt", "StaleError"]
    assert [it.number for it in ledger.history(city, "scenario", "s1")] == [1, 2]


def test_of_two_who_add_the_same_partner_exactly_one_wins(city):
    partner = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA)
    both = [ledger.compare(city, ledger.wanted([replace(partner, task=task)])) for task in ("视频", "卡口")]
    results = at_once(*racing(city, both))
    assert sorted(type(it).__name__ for it in results) == ["Receipt", "StaleError"]
    assert len(city.rows("select id from partner")) == 1


def test_of_two_who_add_a_unit_of_the_same_name_exactly_one_wins(city):
    both = [ledger.compare(city, ledger.wanted([Department(id=key, name="市交通局")])) for key in ("d3", "d4")]
    results = at_once(*racing(city, both))
    assert sorted(type(it).__name__ for it in results) == ["DoubledError", "Receipt"]


# Codes and ids


def codes(db: Database) -> list[str]:
    return [row[0] for row in db.rows("select code from scenario order by code")]


def test_codes_are_given_in_the_order_of_entering(db):
    write(db, *(Scenario(id=f"s{i}", name=f"场景{i}", tier=Tier.PLAN) for i in range(3)), at=utc(2026, 3, 1))
    assert db.rows("select id, code from scenario order by id") == [
        ("s0", "WX-2026-0001"),
        ("s1", "WX-2026-0002"),
        ("s2", "WX-2026-0003"),
    ]


def test_codes_begin_anew_with_the_citys_year(db):
    write(db, Scenario(id="s1", name="旧年", tier=Tier.PLAN), at=utc(2025, 12, 31, 15, 59))
    write(db, Scenario(id="s2", name="新年", tier=Tier.PLAN), at=utc(2025, 12, 31, 16))
    assert codes(db) == ["WX-2025-0001", "WX-2026-0001"]


def test_demands_have_a_series_of_their_own(db):
    write(db, Demand(id="n1", title="停车难"), PARKING, at=utc(2026, 3, 1))
    assert db.value("select code from demand") == "XQ-2026-0001"


def test_codes_have_no_gaps_whoever_enters_at_once(db):
    ids = iter(range(100))
    batches = [[Scenario(id=f"s{next(ids)}", name="场景", tier=Tier.PLAN) for _ in range(3)] for _ in range(6)]
    at_once(*racing(db, [ledger.compare(db, ledger.wanted(batch)) for batch in batches]))
    year = codes(db)[0][3:7]
    assert codes(db) == [f"WX-{year}-{number:04d}" for number in range(1, 19)]


def test_a_refused_batch_leaves_no_gap_in_the_codes(db):
    with pytest.raises(DanglingError):
        ledger.saved(db, replace(PARKING, lead_id="d9"), by=OFFICE)
    ledger.saved(db, PARKING, by=OFFICE)
    assert codes(db)[0].endswith("-0001")


def test_a_code_stays_whatever_else_changes(city):
    code = scenario(city).code
    ledger.saved(city, replace(PARKING, name="停车一张图", lead_id="d1"), by=OFFICE)
    assert scenario(city).code == code


def test_new_codes_go_on_after_those_that_came_from_an_older_list(db):
    moment = utc(2026, 3, 1)
    write(db, replace(PARKING, code="WX-2026-0007"), Scenario(id="s2", name="另一个", tier=Tier.PLAN), at=moment)
    assert codes(db) == ["WX-2026-0007", "WX-2026-0008"]


def test_new_codes_go_on_after_the_highest_of_the_years_older_ones(db):
    old = ("WX-2026-0012", "WX-2026-0003", "WX-2025-0099", "WX-2026-0007")
    came = [Scenario(id=f"s{i}", code=code, name=f"场景{i}", tier=Tier.PLAN) for i, code in enumerate(old)]
    write(db, *came, Scenario(id="s9", name="新的", tier=Tier.PLAN), at=utc(2026, 3, 1))
    assert db.value("select code from scenario where id = 's9'") == "WX-2026-0013"


@pytest.mark.parametrize("code", ["CJ-2026-0042", "WX-2026-0042-1", "A-WX-2026-0042", "WX-26-0042", "WX-2026-", "42"])
def test_a_code_of_another_make_moves_no_number(db, code):
    write(db, replace(PARKING, code=code), Scenario(id="s2", name="另一个", tier=Tier.PLAN), at=utc(2026, 3, 1))
    assert db.value("select code from scenario where id = 's2'") == "WX-2026-0001"


def test_two_live_records_never_share_a_code(city):
    with pytest.raises(DoubledError) as refused:
        ledger.saved(city, Scenario(id="s2", code=scenario(city).code, name="另一个", tier=Tier.PLAN), by=OFFICE)
    assert refused.value.problem.facts["value"] == scenario(city).code


def test_ids_are_never_given_twice(db):
    given = at_once(*([lambda: ledger.new_ids(db, "scenario", 5)] * 4), lambda: ledger.new_ids(db, "department", 5))
    assert len({key[1:] for keys in given for key in keys}) == 25
    assert ledger.new_ids(db, "scenario", 0) == []


# Time


def test_a_clock_set_back_does_not_reorder(city):
    later = ledger.saved(city, replace(scenario(city), name="停车一张图"), by=OFFICE, at=utc(2099, 1, 1))
    earlier = ledger.saved(city, replace(scenario(city), name="停车"), by=OFFICE, at=utc(2020, 1, 1))
    assert later
    assert earlier
    assert earlier.recorded_at == later.recorded_at + timedelta(microseconds=1)
    assert scenario(city).name == "停车"


def test_batches_in_the_same_moment_keep_their_order(db):
    moment = utc(2026, 3, 1)
    for name in ("甲", "乙", "丙"):
        write(db, replace(PARKING, name=name), at=moment)
    found = db.rows("select name from scenario_version order by recorded_at")
    assert [row[0] for row in found] == ["甲", "乙", "丙"]


def test_a_day_does_not_know_what_was_recorded_when_it_was_over(db):
    midnight = utc(2026, 6, 30, 16)
    write(db, PARKING, at=midnight - timedelta(microseconds=1))
    write(db, replace(PARKING, name="停车一张图"), at=midnight)
    assert db.rows("select name from scenario_on(:moment)", moment=midnight) == [("智慧停车",)]


# Failure midway


def test_what_fails_midway_writes_nothing(city, monkeypatch):
    def full(*_):
        raise OSError("no space")

    before = everything(city)
    monkeypatch.setattr(batches, "write", full)
    with pytest.raises(OSError, match="no space"):
        ledger.saved(city, Scenario(id="s2", name="另一个", tier=Tier.PLAN), by=OFFICE)
    assert everything(city) == before
    monkeypatch.undo()
    assert ledger.saved(city, Scenario(id="s2", name="另一个", tier=Tier.PLAN), by=OFFICE)
