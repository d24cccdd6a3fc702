"""One search for all: names before former names before texts, nothing shown to whom it does not belong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import searching
from scenario_db.choices import Choice
from scenario_db.codes import Tier
from scenario_db.records import Demand, Department, Provider, Scenario
from scenario_db.searching import Found
from tests.telling import write

TODAY = Choice(date(2026, 7, 1), tiers=tuple(Tier))
PARKING = Scenario(
    id="s91", code="WX-2026-0001", name="停车一张图", tier=Tier.BUILD, lead_id="d91", aliases=("泊位通",),
    summary="全市泊位数据汇聚，车位一键导航",
)  # fmt: skip


@pytest.fixture
def city(db):
    write(
        db,
        Department(id="d91", name="市城管局"),
        Department(id="d92", name="市数据局", full_name="市大数据管理局"),
        replace(PARKING, name="智慧停车"),
        Scenario(id="s92", code="WX-2026-0002", name="公共数据平台", tier=Tier.OPERATE, lead_id="d92"),
        Demand(id="n91", code="XQ-2026-0001", title="老旧小区停车难", pain_point="夜间没有车位"),
        Provider(id="p91", code="FW-1", name="锡停科技", capability="车位检测与导航", credit_code="91320200MA1"),
    )
    write(db, PARKING)
    return db


def names(hits) -> list[tuple[str, Found]]:
    return [(it.name, it.found) for it in hits]


@pytest.mark.parametrize("text", ["停车一张图", "停车", "泊位通", "tcyzt", "WX-2026-0001", "wx20260001", "　停 车 "])
def test_a_scenario_is_found_by_name_alias_initials_and_code(city, text):
    assert names(searching.find(city, text, TODAY).scenarios) == [("停车一张图", Found.NAME)]


def test_a_scenario_is_found_by_what_it_was_called(city):
    assert names(searching.find(city, "智慧停车", TODAY).scenarios) == [("停车一张图", Found.FORMER)]


def test_a_unit_finds_itself_and_what_it_leads(city):
    found = searching.find(city, "sjj", TODAY)
    assert names(found.departments) == [("市数据局", Found.NAME)]
    assert names(found.scenarios) == [("公共数据平台", Found.UNIT)]


def test_a_word_of_a_text_is_shown_where_it_stands(city):
    found = searching.find(city, "车位", TODAY)
    assert [(it.name, it.found, it.text) for it in found.scenarios] == [
        ("停车一张图", Found.TEXT, "全市泊位数据汇聚，车位一键导航")
    ]
    assert names(found.demands) == [("老旧小区停车难", Found.TEXT)]
    assert names(found.providers) == [("锡停科技", Found.TEXT)]


def test_a_provider_is_found_by_its_credit_code(city):
    assert names(searching.find(city, "91320200ma1", TODAY).providers) == [("锡停科技", Found.NAME)]


@pytest.mark.parametrize("text", ["", "  ", "？！", "没有这个词"])
def test_nothing_is_found_where_nothing_was_said(city, text):
    assert searching.find(city, text, TODAY).count == 0


@pytest.mark.parametrize("text", ["100%_", "'; drop table", "\\", "a" * 5000])
def test_no_sign_means_anything_else(city, text):
    assert searching.find(city, text, TODAY).count == 0


def test_there_may_be_more_than_are_shown(city):
    found = searching.find(city, "a", TODAY, limit=1)
    assert found.more == (len(searching.find(city, "a", TODAY, limit=50).scenarios) > 1)


def test_whoever_reads_some_leads_only_finds_those_and_no_other_kind(city):
    found = searching.find(city, "停车", replace(TODAY, leads=("d92",)), all_kinds=False)
    assert found.count == 0


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("甲" * 60, "乙", "甲" * 25 + "…"),
        ("甲" * 30 + "乙" + "丙" * 30, "乙", "…" + "甲" * 24 + "乙" + "丙" * 24 + "…"),
    ],
)
def test_a_long_text_is_shown_around_the_words(text, words, shown):
    assert searching.around(text, words) == shown
