"""Evaluation: scores with evidence from the lead, conclusions from the office, promise beside result, who is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from scenario_db import evaluations, ledger, promised
from scenario_db.changes import StaleError
from scenario_db.codes import Conclusion, Role, Tier
from scenario_db.evaluations import EvaluationError, Search, Standing
from scenario_db.records import Department, Evaluation, Metric, Scenario
from scenario_db.roles import DeniedError, Person
from tests.telling import OFFICE, midnight_after, on, write

TODAY = date(2026, 7, 20)
LEAD = Person("小王", Role.CLERK, "d1")
OTHER = Person("小李", Role.CLERK, "d2")
RUNNING = Scenario(id="s1", code="WX-1", name="智慧停车", tier=Tier.OPERATE, lead_id="d1", tier_since=date(2025, 1, 1))
YOUNG = replace(RUNNING, id="s2", code="WX-2", name="智慧养老", tier_since=date(2026, 5, 1))
BUILT = replace(RUNNING, id="s3", code="WX-3", name="智慧灯杆", tier=Tier.BUILD)
SCORED = Evaluation(
    scenario_id="s1", period="2026-H1", score_useful=Decimal(90), evidence_useful="两条需求已满足",
    score_effective=Decimal(80), evidence_effective="周转率提高三成", score_usable=Decimal(85),
    evidence_usable="月活 3 万",
)  # fmt: skip


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市公安局"), Department(id="d2", name="市民政局"), RUNNING, YOUNG, BUILT)
    return db


def save(db, it, by=LEAD, version=0):
    return evaluations.proposed(db, it, by=by, day=TODAY, version=version)


def conclude(db, it, by=OFFICE, version=1):
    return evaluations.concluded(db, it, by=by, day=TODAY, version=version)


def kinds(refused) -> list[tuple[str, object]]:
    return [(it.kind, it.facts.get("field")) for it in refused.value.problems]


def test_the_lead_proposes_and_the_office_concludes(city):
    assert evaluations.tally(city, Search(TODAY)).standings == {Standing.LATE: 1, Standing.NOT_DUE: 1}
    save(city, SCORED)
    found = evaluations.tally(city, Search(TODAY))
    assert (found.all, found.evaluated, found.waiting) == (2, 0, 1)
    ((version, held),) = evaluations.of_scenario(city, "s1")
    assert (version, held.proposed_by, held.proposed_on) == (1, "小王", TODAY)
    conclude(city, replace(held, conclusion=Conclusion.SPREAD, reason="成效明显"))
    found = evaluations.tally(city, Search(TODAY))
    assert (found.evaluated, found.waiting, found.standings) == (1, 0, {Standing.SPREAD: 1, Standing.NOT_DUE: 1})
    [first, *_] = evaluations.find(city, Search(TODAY, standing=Standing.SPREAD))
    assert (first.code, first.period, first.lead, first.scores) == (
        "WX-1", "2026-H1", "市公安局", (Decimal(90), Decimal(80), Decimal(85))
    )  # fmt: skip
    with pytest.raises(DeniedError):
        save(city, replace(SCORED, score_useful=Decimal(99), conclusion=Conclusion.SPREAD), version=2)
    with pytest.raises(StaleError):
        conclude(city, replace(held, conclusion=Conclusion.KEEP, reason="再议"))


def test_nobody_else_judges_and_a_lead_does_not_conclude(city):
    with pytest.raises(DeniedError):
        save(city, SCORED, by=OTHER)
    with pytest.raises(DeniedError):
        conclude(city, replace(SCORED, conclusion=Conclusion.KEEP, reason="好"), by=LEAD)
    with pytest.raises(DeniedError):
        ledger.saved(city, replace(SCORED, conclusion=Conclusion.KEEP, reason="好"), by=LEAD)


def test_everything_that_is_wanting_is_told_at_once(city):
    with pytest.raises(EvaluationError) as refused:
        save(city, replace(SCORED, score_useful=Decimal(101), evidence_usable=" "))
    assert kinds(refused) == [("not_a_score", "score_useful"), ("needed_here", "evidence_usable")]
    with pytest.raises(EvaluationError) as refused:
        conclude(city, replace(SCORED, score_usable=None, reason=" "), version=0)
    fields = [field for _, field in kinds(refused)]
    assert fields == ["score_usable", "conclusion", "reason"]
    with pytest.raises(EvaluationError) as refused:
        save(city, Evaluation(scenario_id="s3", period="2026-6"))
    assert [kind for kind, _ in kinds(refused)] == ["not_in_operation", *["needed_here"] * 4]


def test_a_figure_has_a_name_a_value_and_a_day_that_has_come(city):
    with pytest.raises(EvaluationError) as refused:
        evaluations.measured(city, Metric(scenario_id="s1", name="", as_of=date(2026, 8, 1)), by=LEAD, day=TODAY)
    assert [kind for kind, _ in kinds(refused)] == ["needed_here", "needed_here", "metric_of_tomorrow"]
    figure = Metric(scenario_id="s1", name=" 周转率 ", as_of=TODAY, value=Decimal(3), unit="次 ")
    evaluations.measured(city, figure, by=LEAD, day=TODAY)
    evaluations.measured(city, replace(figure, value=Decimal(4)), by=LEAD, day=TODAY)
    past = ledger.history(city, "metric", f"s1/周转率/{TODAY}")
    assert [getattr(it.record, "value", None) for it in past] == [Decimal(3), Decimal(4)]


def moment(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC).replace(tzinfo=None)


def test_what_was_promised_in_reserve_stands_beside_what_came(db):
    reserve = Scenario(id="s1", code="WX-1", name="智慧停车", tier=Tier.RESERVE, outcome="周转率由 2 次提高到 3 次")
    first = Metric(scenario_id="s1", name="周转率", as_of=date(2026, 1, 1), baseline=Decimal(2), target=Decimal(3))
    waits = Metric(scenario_id="s1", name="排队", as_of=date(2026, 1, 1), baseline=Decimal(20), target=Decimal(5))
    write(db, reserve, first, waits, at=moment(1))
    write(db, replace(reserve, tier=Tier.OPERATE, outcome="改过的话"), replace(first, target=Decimal(1)), at=moment(3))
    write(db, Metric(scenario_id="s1", name="周转率", as_of=date(2026, 4, 1), value=Decimal("2.5"), unit="次"))
    write(db, Metric(scenario_id="s1", name="排队", as_of=date(2026, 4, 1), value=Decimal(4), unit="分钟"))
    write(db, Metric(scenario_id="s1", name="投诉", as_of=date(2026, 4, 1), value=Decimal(9)))
    found = promised.of_scenario(db, "s1")
    assert (found.day, found.at_the_gate, found.outcome) == (date(2026, 1, 1), True, "周转率由 2 次提高到 3 次")
    told = {it.name: (it.at_the_gate, it.target, it.last and it.last.value, it.reached) for it in found.courses}
    assert told == {
        "周转率": (True, Decimal(3), Decimal("2.5"), False),  # the target was lowered later
        "排队": (True, Decimal(5), Decimal(4), True),  # less is better
        "投诉": (False, None, Decimal(9), None),
    }


def test_a_past_day_shows_who_was_judged_then(db):
    write(db, Department(id="d1", name="市公安局"), RUNNING, BUILT, at=on(10))
    write(db, replace(SCORED, conclusion=Conclusion.KEEP), at=on(20))
    write(db, replace(BUILT, tier=Tier.OPERATE, tier_since=date(2026, 1, 25)), at=on(25))
    then, now = (Search(date(2026, 1, day), moment=midnight_after(day)) for day in (15, 31))
    assert evaluations.tally(db, then).standings == {Standing.LATE: 1}
    assert [(it.code, it.standing) for it in evaluations.find(db, then)] == [("WX-1", Standing.LATE)]
    assert evaluations.tally(db, now).standings == {Standing.KEEP: 1, Standing.NOT_DUE: 1}
