"""Honesty checks: each doubt as it is found in a library, and as the clerk sees it before she sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_db import honesty, judging
from scenario_db.choices import Choice
from scenario_db.codes import InterfaceStatus, Light, LinkType, PartnerRole, Period, ReviewStatus, Tier
from scenario_db.honesty import Rule
from scenario_db.problems import Problem
from scenario_db.records import (
    AnnualPlan,
    Department,
    Link,
    Milestone,
    MonthlyTarget,
    Partner,
    ProgressReport,
    Scenario,
)
from scenario_db.wording import LANGUAGES, Words
from tests.telling import on, the, today, write

JUNE = date(2026, 6, 30)
NOW = today(JUNE)
TEXT = "完成招标并签订合同，进场施工。"
BY_HAND = {"light_override": Light.GREEN, "override_reason": "资金已到位"}


def scenario(key: str = "s1", **more: Any) -> Scenario:
    given = {"code": f"WX-2026-{key}", "name": f"场景{key}", "tier_since": date(2025, 6, 1), "tier": Tier.BUILD}
    return Scenario(id=key, **{**given, **more})


def report(month: int, ytd: int | str | None = None, key: str = "s1", **more: Any) -> ProgressReport:
    end = judging.month_ends(date(2026, month + 1, 1), 1)[0]
    given: dict[str, Any] = {"period_type": Period.MONTH, "period": f"2026-{month:02d}", "period_end": end}
    amount = None if ytd is None else Decimal(ytd)
    return ProgressReport(scenario_id=key, invest_ytd=amount, **{**given, **more})


def plan(amount: int = 100, key: str = "s1") -> AnnualPlan:
    return AnnualPlan(scenario_id=key, year=2026, planned_invest=Decimal(amount))


def rules(db, choice: Choice = NOW) -> list[Rule]:
    return [it.rule for it in honesty.found(db, choice)]


def asked(db, draft: ProgressReport) -> list[str]:
    return [it.kind for it in honesty.before_sending(db, draft, day=JUNE)]


def the_doubt(db, rule: Rule) -> Problem:
    return next(it.problem for it in honesty.found(db, NOW, rules=(rule,)))


def test_an_empty_library_raises_no_doubt(db):
    assert honesty.found(db, NOW) == []
    assert honesty.counts(db, NOW) == {}
    assert honesty.before_sending(db, report(6, 50), day=JUNE) == []


def test_a_library_in_order_raises_no_doubt(db):
    write(db, scenario(), plan(), report(5, 42, progress="完成主体工程的六成"), report(6, 50, progress="完成设备安装"))
    assert rules(db) == []


def test_who_is_silent_is_stale(db):
    write(db, scenario(), plan(), report(3, 25))
    assert rules(db) == [Rule.STALE]
    assert the_doubt(db, Rule.STALE).facts["days"] == (JUNE - date(2026, 4, 27)).days


def test_unchanged_three_times_running(db):
    write(db, scenario(), plan(), report(4, 40, unchanged=True), report(5, 45, unchanged=True))
    assert asked(db, report(6, 50, unchanged=True)) == ["doubt_unchanged"]
    assert asked(db, report(6, 50)) == []
    write(db, report(6, 50))
    assert rules(db) == []
    write(db, report(6, 50, unchanged=True))
    assert rules(db) == [Rule.UNCHANGED]
    facts = the_doubt(db, Rule.UNCHANGED).facts
    assert (facts["word"], facts["other"]) == ("2026-04", "2026-06")


def test_progress_that_falls(db):
    write(db, scenario(), plan(), report(5, 45, progress_pct=Decimal(60)))
    draft = report(6, 50, progress_pct=Decimal(55))
    assert asked(db, draft) == ["doubt_falling"]
    write(db, draft)
    assert rules(db) == [Rule.FALLING]
    assert (the_doubt(db, Rule.FALLING).facts["was"], the_doubt(db, Rule.FALLING).facts["now"]) == (60, 55)


def test_money_of_the_year_that_falls_but_not_at_new_year(db):
    write(db, scenario(), plan(), report(5, 55))
    assert asked(db, report(6, 50)) == ["doubt_falling_money"]
    write(db, report(6, 50))
    assert rules(db) == [Rule.FALLING_MONEY]
    january = report(1, 5, period="2027-01", period_end=date(2027, 1, 31))
    assert "doubt_falling_money" not in asked(db, january)


@pytest.mark.parametrize("text", [TEXT, " 完成招标，并签订合同；进场施工"])
def test_a_text_that_was_pasted_again(db, text):
    write(db, scenario(), plan(), report(5, 45, progress=TEXT))
    draft = report(6, 50, progress=text)
    assert asked(db, draft) == ["doubt_pasted"]
    write(db, draft)
    assert rules(db) == [Rule.PASTED]


@pytest.mark.parametrize("text", ["正常推进", "完成监理合同签订，开始设备安装与调试。", None])
def test_a_short_or_another_text_is_not_pasted(db, text):
    write(db, scenario(), plan(), report(5, 45, progress="正常推进" if text == "正常推进" else TEXT))
    draft = report(6, 50, progress=text)
    assert asked(db, draft) == []
    write(db, draft)
    assert rules(db) == []


@given(st.text(), st.text())
def test_likeness_of_texts_goes_both_ways(one, other):
    assert honesty.is_pasted(one, other, 95) == honesty.is_pasted(other, one, 95) or min(len(one), len(other)) < 8


def test_a_text_in_which_only_figures_changed_was_looked_at():
    before = "累计完成投资三成，设备到货 30 台，正在安装"
    assert honesty.is_pasted(before, before, 95)
    assert not honesty.is_pasted(before.replace("30", "45"), before, 95)


def test_green_by_hand_though_a_milestone_passed(db):
    write(db, scenario(), plan(), Milestone(scenario_id="s1", name="初验", planned_date=date(2026, 6, 1)))
    draft = report(6, 50, **BY_HAND)
    assert asked(db, draft) == ["doubt_green_milestone"]
    write(db, draft)
    assert rules(db) == [Rule.GREEN_MILESTONE]


def test_green_though_what_it_needs_is_red(db):
    write(db, scenario(), plan(), scenario("s2"), plan(key="s2"), report(6, 5, key="s2"))
    write(db, Link(from_id="s1", to_id="s2", type=LinkType.REQUIRES))
    assert asked(db, report(6, 50, **BY_HAND)) == ["doubt_green_upstream"]
    write(db, report(6, 50))
    assert rules(db) == [Rule.GREEN_UPSTREAM]


@pytest.mark.parametrize(
    ("state", "requested", "is_doubtful"),
    [
        (InterfaceStatus.DISPUTED, None, True),
        (InterfaceStatus.TALKING, date(2026, 5, 30), True),
        (InterfaceStatus.TALKING, date(2026, 5, 31), False),
        (InterfaceStatus.NONE, None, False),
        (InterfaceStatus.CONFIRMED, date(2026, 1, 1), False),
    ],
)
def test_green_though_a_partner_has_not_agreed(db, state, requested, is_doubtful):
    partner = Partner(
        scenario_id="s1",
        department_id="d1",
        role=PartnerRole.DATA,
        interface_status=state,
        requested_on=requested,
    )
    write(db, Department(id="d1", name="市公安局"), scenario(), plan(), report(6, 50), partner)
    assert rules(db) == ([Rule.GREEN_PARTNER] if is_doubtful else [])


def test_a_plan_that_was_lowered_stands_beside_the_original(db):
    write(db, scenario(), plan(100), at=on(5))
    write(db, plan(80), at=on(10))
    assert Rule.PLAN_RESET not in rules(db, the(9))
    [doubt] = [it for it in honesty.found(db, the(20)) if it.rule is Rule.PLAN_RESET]
    assert (doubt.problem.facts["was"], doubt.problem.facts["now"]) == (100, 80)


def test_a_plan_that_was_raised_is_no_doubt(db):
    write(db, scenario(), plan(100), report(6, 80))
    write(db, plan(120))
    assert rules(db) == []


def test_a_milestone_put_off_after_its_day(db):
    planned = Milestone(scenario_id="s1", name="初验", original_date=date(2026, 1, 12), planned_date=date(2026, 1, 12))
    write(db, scenario(), planned, at=on(5))
    write(db, replace(planned, planned_date=date(2026, 4, 1)), at=on(20))
    assert Rule.MILESTONE_RESET in rules(db, the(21))


def test_a_milestone_put_off_in_time_is_no_doubt(db):
    planned = Milestone(scenario_id="s1", name="初验", original_date=date(2026, 1, 12), planned_date=date(2026, 1, 12))
    write(db, scenario(), planned, at=on(5))
    write(db, replace(planned, planned_date=date(2026, 4, 1)), at=on(10))
    assert Rule.MILESTONE_RESET not in rules(db, the(21))


def test_targets_that_do_not_add_up_to_their_plan(db):
    shares = [MonthlyTarget(scenario_id="s1", year=2026, month=m, target_invest=Decimal(8)) for m in range(1, 13)]
    write(db, scenario(), plan(100), report(6, 50), *shares)
    assert rules(db) == [Rule.TARGETS_SUM]
    write(db, plan(96))
    assert Rule.TARGETS_SUM not in rules(db)


def test_months_that_do_not_add_up_to_the_year(db):
    months = [report(m, 10 * m, invest_period=Decimal(10)) for m in range(1, 6)]
    write(db, scenario(), plan(), *months)
    assert asked(db, report(6, 60, invest_period=Decimal(10))) == []
    draft = report(6, 70, invest_period=Decimal(10))
    assert asked(db, draft) == ["doubt_months_sum"]
    write(db, draft)
    assert rules(db) == [Rule.MONTHS_SUM]


def test_returns_that_were_sent_back_raise_no_doubt(db):
    write(db, scenario(), plan(), report(5, 45), report(6, 20, status=ReviewStatus.RETURNED))
    assert Rule.FALLING_MONEY not in rules(db)
    assert asked(db, report(6, 50)) == []


def test_doubts_are_counted_chosen_and_paged(db):
    write(db, Department(id="d1", name="市公安局"), Department(id="d2", name="市教育局"))
    write(db, *(scenario(f"s{i}", lead_id="d1" if i < 3 else "d2") for i in range(1, 5)))
    assert honesty.counts(db, NOW) == {Rule.STALE: 4}
    assert [it.scenario_id for it in honesty.found(db, NOW, limit=2, offset=1)] == ["s2", "s3"]
    assert [it.scenario_id for it in honesty.found(db, replace(NOW, leads=("d2",)))] == ["s3", "s4"]
    assert honesty.found(db, NOW, rules=(Rule.PASTED,)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", list(Rule))
def test_each_doubt_has_its_name_its_sentence_and_what_to_do(rule, language):
    say = Words(language)
    facts = {"was": Decimal(1), "now": Decimal(2), "word": "a", "other": "b", "since": JUNE, "until": JUNE, "days": 3}
    assert say.problem(Problem(f"doubt_{rule}", facts=facts))
    assert say.code(rule)
    assert say(f"doubt.{rule}_do")
