"""How many there are, of which kind and led by whom; and that any day tells what a replay up to that day tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scenario_db import portfolio
from scenario_db.choices import Choice
from scenario_db.codes import Domain, RecordStatus, Tier
from scenario_db.portfolio import Count
from scenario_db.records import Department, Scenario
from tests.telling import midnight_after, on, remove, today, write

BUREAU = Department(id="d1", name="市数据局")
INDUSTRY = Department(id="d2", name="市工信局")
NETWORK = Scenario(id="s1", name="车联网", tier=Tier.BUILD, lead_id="d2", domain=Domain.INDUSTRY)
SHUTTLE = Scenario(id="s2", name="自动驾驶接驳", tier=Tier.BUILD, lead_id="d2", domain=Domain.INDUSTRY, parent_id="s1")
CARE = Scenario(id="s3", name="家门口的医养结合", tier=Tier.RESERVE, domain=Domain.LINE)
APP = Scenario(id="s4", name="灵锡", tier=Tier.OPERATE, lead_id="d1")


def test_an_empty_library_has_no_tiers(db):
    assert portfolio.counts(db, today()) == {}
    assert portfolio.matrix(db, today()) == {}
    assert portfolio.departments(db, today()) == []


def test_every_scenario_is_an_entry_parent_or_child(db):
    write(db, BUREAU, INDUSTRY, NETWORK, SHUTTLE, CARE, APP)
    assert portfolio.counts(db, today()) == {Tier.BUILD: Count(2, 1), Tier.RESERVE: Count(1, 0), Tier.OPERATE: Count(1)}


def test_what_has_left_is_counted_only_where_it_is_asked_for(db):
    write(db, replace(CARE, tier=Tier.EXIT))
    assert portfolio.counts(db, today()) == {}
    assert portfolio.counts(db, replace(today(), tiers=(Tier.EXIT,))) == {Tier.EXIT: Count(1)}


def test_a_draft_is_not_in_the_library(db):
    write(db, replace(CARE, record_status=RecordStatus.DRAFT))
    assert portfolio.counts(db, today()) == {}


def test_a_choice_of_departments_and_domains_is_kept_to(db):
    write(db, BUREAU, INDUSTRY, NETWORK, SHUTTLE, CARE, APP)
    assert portfolio.counts(db, replace(today(), leads=("d1",))) == {Tier.OPERATE: Count(1)}
    assert portfolio.counts(db, replace(today(), domains=(Domain.LINE,))) == {Tier.RESERVE: Count(1)}


def test_the_matrix_has_a_place_for_scenarios_without_a_domain(db):
    write(db, BUREAU, INDUSTRY, NETWORK, SHUTTLE, CARE, APP)
    assert portfolio.matrix(db, today()) == {
        (Domain.INDUSTRY, Tier.BUILD): 2,
        (Domain.LINE, Tier.RESERVE): 1,
        (None, Tier.OPERATE): 1,
    }


def test_departments_come_with_what_they_lead_the_busiest_first(db):
    write(db, BUREAU, INDUSTRY, NETWORK, SHUTTLE, CARE, APP)
    found = portfolio.departments(db, today())
    assert [(it.name, it.scenarios, it.tiers[Tier.BUILD]) for it in found] == [
        ("市工信局", 2, 2),
        ("市数据局", 1, 0),
        ("", 1, 0),
    ]


def test_a_department_goes_by_the_name_of_the_day(db):
    write(db, BUREAU, APP, at=on(1))
    write(db, replace(BUREAU, name="市数据资源局"), at=on(3))
    then = Choice(date(2026, 1, 2), midnight_after(2))
    assert [it.name for it in portfolio.departments(db, then)] == ["市数据局"]
    assert [it.name for it in portfolio.departments(db, today())] == ["市数据资源局"]


def test_a_past_day_tells_what_was_known_then(db):
    write(db, BUREAU, INDUSTRY, NETWORK, at=on(1))
    write(db, replace(NETWORK, tier=Tier.OPERATE), CARE, at=on(3))
    remove(db, CARE, at=on(5))
    days = [Choice(date(2026, 1, day), midnight_after(day)) for day in (1, 2, 4, 6)]
    assert [portfolio.counts(db, choice) for choice in days] == [
        {Tier.BUILD: Count(1)},
        {Tier.BUILD: Count(1)},
        {Tier.OPERATE: Count(1), Tier.RESERVE: Count(1)},
        {Tier.OPERATE: Count(1)},
    ]
