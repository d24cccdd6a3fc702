"""防范重复建设 before the commit: rows like the register's scenarios or like each other, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from importers import doubles, preview
from importers.doubles import Said
from importers.policies import NewDepartments, Policies
from importers.preview import Preview
from scenario_db import corpora, ledger
from scenario_db.changes import StaleError
from scenario_db.codes import LinkType, Role, Tier, TwinVerdict
from scenario_db.database import Database
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from scenario_db.verdicts import VerdictError
from tests.sheets import drawn, xlsx
from tests.telling import OFFICE, write

TODAY = date(2026, 11, 22)
CLERK = Person("小王", Role.CLERK, "d1")
SHEET = """
    场景名称 | 库别 | 牵头单位 | 配合单位 | 上级场景
    湖面蓝藻打捞 | 谋划 | 市公安局 | |
    城市停车诱导系统 | 谋划 | 市公安局 | 市民政局 |
    停车诱导系统 | 谋划 | 市公安局 | |
    夜间灯光巡查 | 谋划 | 市公安局 | | 停车诱导系统
"""
ONE, OTHER = ("台账!3", "s1"), ("台账!4", "台账!3")

Look = Callable[..., Preview]


@pytest.fixture
def city(db: Database) -> Database:
    ledger.new_ids(db, "scenario", 200)  # those that are written below have theirs
    write(
        db,
        Department(id="d1", name="市公安局"),
        Department(id="d2", name="市民政局"),
        Scenario(id="s1", code="WX-1", name="智慧停车诱导", tier=Tier.BUILD, lead_id="d1"),
        Scenario(id="s2", code="WX-2", name="居家养老守护", tier=Tier.PLAN, lead_id="d2"),
    )
    return db


def look(db: Database, picture: str = SHEET, by: Person = OFFICE) -> Preview:
    policies = Policies(new_departments=NewDepartments.REFUSE)
    return preview.of(db, xlsx(drawn(picture)), "台账.xlsx", by=by, day=TODAY, policies=policies)


def commit(db: Database, said: dict, picture: str = SHEET, by: Person = OFFICE) -> Preview:
    found = look(db, picture, by)
    settled = doubles.settled(db, found, doubles.found(db, found), said, by=by, day=TODAY)
    preview.commit(db, settled, by=by)
    return settled


def said(verdict: TwinVerdict, reason: str = "范围不同", link: LinkType | None = None) -> Said:
    return Said(verdict, reason, link)


def entered(db: Database) -> set[str]:
    return {name for (name,) in db.rows("select name from scenario")} - {"智慧停车诱导", "居家养老守护"}


@pytest.mark.parametrize("large", [False, True], ids=["weighed anew", "laid over"])
def test_rows_are_held_against_the_register_and_against_each_other(city, monkeypatch, large):
    if large:
        monkeypatch.setattr(corpora, "SMALL", 0)
        write(city, *(Scenario(name=f"{it}场景", tier=Tier.PLAN, id=f"s{20 + ord(it)}") for it in "甲乙丙丁戊"))
    found = doubles.found(city, look(city))
    assert {it.key for it in found} == {ONE, ("台账!4", "s1"), OTHER}
    by_key = {it.key: it for it in found}
    assert (str(by_key[ONE].where), by_key[ONE].other_where, by_key[ONE].alike.other_code) == ("台账!A3", None, "WX-1")
    assert (str(by_key[OTHER].where), str(by_key[OTHER].other_where)) == ("台账!A4", "台账!A3")
    assert by_key[OTHER].alike.reasons


def test_a_row_under_another_is_a_part_of_it_and_no_double(city):
    picture = """
        场景名称 | 库别 | 上级场景
        垃圾分类监管 | 谋划 |
        垃圾分类监管平台 | 谋划 | 垃圾分类监管
    """
    assert doubles.found(city, look(city, picture)) == []


def test_what_is_different_or_related_goes_in_with_its_verdict_in_the_same_batch(city):
    verdicts = {ONE: said(TwinVerdict.DIFFERENT), OTHER: said(TwinVerdict.RELATED, "前后环节", LinkType.CHAIN)}
    commit(city, verdicts)
    ids = dict(city.rows("select name, id from scenario"))
    one, other = ids["城市停车诱导系统"], ids["停车诱导系统"]
    rows = city.rows("select scenario_id, other_id, verdict, reason, decided_by, batch from twin order by verdict")
    batch = city.value("select batch from scenario where id = :id", id=one)
    assert rows == [
        (one, "s1", "different", "范围不同", "市数字办", batch),
        (other, one, "related", "前后环节", "市数字办", batch),
    ]
    assert city.rows("select from_id, to_id, type, evidence from link") == [(other, one, "chain", "前后环节")]
    ledger.undo(city, batch, by=OFFICE)
    assert city.rows("select id from twin") == [] == city.rows("select id from link")


def test_a_row_that_is_the_same_stays_out_and_its_name_leads_to_the_other(city):
    found = commit(city, {ONE: said(TwinVerdict.MERGE, "同一平台")})
    assert entered(city) == {"湖面蓝藻打捞", "停车诱导系统", "夜间灯光巡查"}
    assert city.rows("select department_id from partner") == []
    assert city.value("select aliases from scenario where id = 's1'") == ["城市停车诱导系统"]
    assert [str(row.verdict) for row in found.rows] == ["new", "same", "new", "new"]
    assert "同一平台" in city.value("select problems from import_row")
    again = look(city)
    assert again.counts["new"] == 0
    assert {change.id for change in again.rows[1].changes if change.kind == "scenario"} <= {"s1"}


def test_what_stands_under_such_a_row_stands_under_the_other_then(city):
    both = {ONE: said(TwinVerdict.MERGE), OTHER: said(TwinVerdict.MERGE)}
    commit(city, both)
    assert entered(city) == {"湖面蓝藻打捞", "夜间灯光巡查"}
    assert city.value("select parent_id from scenario where name = '夜间灯光巡查'") == "s1"
    assert set(city.value("select aliases from scenario where id = 's1'")) == {"城市停车诱导系统", "停车诱导系统"}


def test_a_row_may_be_another_row_of_the_same_file(city):
    commit(city, {OTHER: said(TwinVerdict.MERGE)})
    assert entered(city) == {"湖面蓝藻打捞", "城市停车诱导系统", "夜间灯光巡查"}
    assert city.value("select aliases from scenario where name = '城市停车诱导系统'") == ["停车诱导系统"]


def test_the_name_is_not_given_to_a_scenario_that_is_another_units(city):
    picture = """
        场景名称 | 库别 | 牵头单位
        居家养老守护服务 | 谋划 | 市公安局
    """
    [it] = doubles.found(city, look(city, picture, CLERK))
    commit(city, {it.key: said(TwinVerdict.MERGE)}, picture, CLERK)
    assert city.rows("select aliases from scenario where id = 's2'") == [([],)]
    assert entered(city) == set()


def test_it_is_written_once_and_not_in_two_ways(city):
    found = look(city)
    pairs = doubles.found(city, found)
    one, two = (
        doubles.settled(city, found, pairs, {ONE: said(verdict)}, by=OFFICE, day=TODAY)
        for verdict in (TwinVerdict.DIFFERENT, TwinVerdict.MERGE)
    )
    first = preview.commit(city, one, by=OFFICE)
    assert preview.commit(city, one, by=OFFICE).batch == first.batch
    with pytest.raises(StaleError):
        preview.commit(city, two, by=OFFICE)


@pytest.mark.parametrize("verdict", [said(TwinVerdict.MERGE, " "), said(TwinVerdict.RELATED)])
def test_a_verdict_without_its_reason_or_its_kind_of_link_is_refused(city, verdict):
    found = look(city)
    with pytest.raises(VerdictError):
        doubles.settled(city, found, doubles.found(city, found), {ONE: verdict}, by=OFFICE, day=TODAY)


def test_what_is_said_of_nothing_changes_nothing_and_so_much_at_once_is_not_compared(city, monkeypatch):
    found = look(city)
    assert doubles.settled(city, found, doubles.found(city, found), {}, by=OFFICE, day=TODAY) is found
    monkeypatch.setattr(doubles, "MOST_ROWS", 3)
    assert doubles.found(city, found) == []
