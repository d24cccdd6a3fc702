"""What stands in a brief: the ten answers of a city, a department or a working group, today and on a past day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from scenario_db import brief_shelf, briefs, demands, gates, honesty, lights, money, movements, portfolio, waiting
from scenario_db.brief_parts import Question, Value
from scenario_db.briefs import Brief, Scope, Subject
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain, GateItem, Light, ProviderOrigin, Role, Tier
from scenario_db.demands import Coverage
from scenario_db.honesty import Rule
from scenario_db.movements import Movement
from scenario_db.roles import DeniedError, Person
from tests import briefing
from tests.telling import OFFICE, on, the, today


@pytest.fixture
def city(db):
    briefing.tell(db)
    return db


def value(brief: Brief, question: Question, name: str) -> Value:
    return brief.part(question).figure(name).value


def test_every_figure_is_the_one_that_its_page_shows(city):
    brief, now, then = briefing.brief(city), today(), the(10)
    counts = portfolio.counts(city, now)
    assert [value(brief, Question.SIZE, tier) for tier in LIVE] == [
        counts.get(tier, portfolio.Count()).scenarios for tier in LIVE
    ]
    flows = movements.flows(city, then, now)
    net = sum(it.net for it in movements.turnover(flows).values())
    assert value(brief, Question.SIZE, "net") == net == 1
    matrix = portfolio.matrix(city, now)
    assert brief.part(Question.SPREAD).chart.rows == tuple(
        (domain, *(matrix.get((domain, tier), 0) for tier in LIVE)) for domain in Domain
    )
    groups = portfolio.groups(city, now)
    assert [row[:-1] for row in brief.part(Question.SPREAD).beneath.rows] == [
        (group, *(groups.get((group, tier), 0) for tier in LIVE)) for group in dict.fromkeys(it for it, _ in groups)
    ]
    found = money.money(city, now)
    told = [value(brief, Question.MONEY, name) for name in ("planned", "done", "completion", "gap", "without_plan")]
    assert told == [found.all.planned, found.all.done, found.all.completion, found.gap, found.all.without_plan]
    shown = lights.counts(city, now)
    for light in Light:
        assert value(brief, Question.LIGHTS, light) == sum(count for (_, it), count in shown.items() if it is light)
    assert value(brief, Question.RETURNS, "stale") == honesty.counts(city, now).get(Rule.STALE, 0)
    assert value(brief, Question.LINKAGE, "waits") == sum(it.count for it in waiting.blocks(city, now, limit=1000)) == 2
    ready = gates.count_nearly_ready(city, Choice(now.day, now.moment, tiers=(Tier.RESERVE,)))
    assert value(brief, Question.PIPELINE, "ready") == ready
    listed = demands.by_domain(city, demands.Search()).values()
    assert value(brief, Question.DEMANDS, "uncovered") == sum(it.get(Coverage.OPEN, 0) for it in listed) == 1


def test_the_questions_without_a_page_of_their_own_count_what_the_city_holds(city):
    brief = briefing.brief(city)
    assert [value(brief, Question.DEMANDS, name) for name in ("demands", "uncovered", "without_demand")] == [2, 1, 3]
    assert brief.part(Question.DEMANDS).table.rows[0][1] == "用电贵"
    assert value(brief, Question.PROVIDERS, ProviderOrigin.LOCAL) == 1
    assert value(brief, Question.PROVIDERS, "local_share") == Fraction(1, 2)
    assert value(brief, Question.PIPELINE, "starting") == 1
    assert [value(brief, Question.RESULTS, name) for name in ("operate", "evaluated", "improve", "gone")] == [
        1,
        1,
        1,
        1,
    ]
    assert value(brief, Question.LINKAGE, "unconfirmed") == 1


def test_the_investment_of_a_child_is_not_added_to_its_parents(city):
    brief = briefing.brief(city)
    assert value(brief, Question.PROVIDERS, "invested") == Decimal(4000)
    assert value(brief, Question.PROVIDERS, "social_share") == Fraction(3, 4)
    assert value(brief, Question.MONEY, "planned") == Decimal(2400)


def test_what_moved_is_named_and_what_is_red_says_for_whom_it_waits(city):
    brief = briefing.brief(city)
    moved = {row[2]: row[0] for row in brief.part(Question.SIZE).table.rows}
    assert moved == {
        "光储充": Movement.ENTERED,
        briefing.HOSTILE: Movement.ENTERED,
        "旧平台": Movement.LEFT,
    }
    assert all(isinstance(row[4], tuple | GateItem) for row in brief.part(Question.PIPELINE).table.rows)
    waits = {row[2]: row[7] for row in brief.part(Question.LIGHTS).table.rows}
    assert waits.get("智慧停车", "市公安局") == "市公安局"


def test_a_past_day_tells_what_was_known_then(city):
    brief = briefing.brief(city, day=15)
    assert value(brief, Question.SIZE, "scenarios") == 3
    assert value(brief, Question.MONEY, "completion") is None
    assert value(brief, Question.DEMANDS, "demands") == 0
    assert value(brief, Question.RETURNS, "filed") == 0
    assert (brief.now.day, brief.then.day) == (date(2026, 1, 15), date(2026, 1, 10))


def test_a_department_tells_of_what_it_leads_alone(city):
    subject = briefs.about(city, Scope.DEPARTMENT, "d2")
    brief = briefing.brief(city, subject)
    assert value(brief, Question.SIZE, "scenarios") == 2
    assert value(brief, Question.DEMANDS, "demands") == 1
    assert [row[0] for row in brief.part(Question.RETURNS).table.rows] in ([], ["市公安局"])


def test_a_working_group_tells_of_its_departments_and_an_empty_one_of_nothing(city):
    group = briefs.about(city, Scope.GROUP, briefing.GROUP.id)
    assert value(briefing.brief(city, group), Question.SIZE, "scenarios") == 2
    empty = briefs.about(city, Scope.GROUP, briefing.EMPTY_GROUP.id)
    assert value(briefing.brief(city, empty), Question.SIZE, "scenarios") == 0


def test_coverage_says_how_many_of_how_many(city):
    coverage = briefing.brief(city).coverage
    assert (coverage.scenarios, coverage.with_plan) == (4, 2)
    assert coverage.filed <= coverage.owed


def test_an_empty_register_has_ten_answers_and_none_fails(db):
    brief = briefing.brief(db)
    assert [part.question for part in brief.parts] == list(Question)
    assert brief.coverage == briefs.Coverage(0, 0, "2026-01", 0, 0)


def test_whoever_reads_a_part_of_the_city_gets_the_brief_of_that_part_alone(city):
    member = Person("组员", Role.GROUP, working_group_id=briefing.GROUP.id)
    hers = briefs.subjects(city, member)
    assert [(it.scope, it.name) for it in hers] == [(Scope.GROUP, "数字政务"), (Scope.DEPARTMENT, "市数据局")]
    own = briefing.brief(city, hers[0], by=member)
    assert value(own, Question.SIZE, "scenarios") == 2
    for other in (Subject(), briefs.about(city, Scope.DEPARTMENT, "d2")):
        with pytest.raises(DeniedError):
            briefing.brief(city, other, by=member)


def test_the_shelf_shows_and_gives_each_person_what_she_may_read(city):
    member = Person("组员", Role.GROUP, working_group_id=briefing.GROUP.id)
    group = briefs.about(city, Scope.GROUP, briefing.GROUP.id)
    document = brief_shelf.Document("html", "a.html", b"<p>")
    for key, subject in (("one", Subject()), ("two", group)):
        found = briefing.brief(city, subject)
        brief_shelf.keep(city, key, found, [document], by=OFFICE, at=on(31), language="zh")
    assert [it.id for it in brief_shelf.find(city, by=member)] == ["two"]
    assert (brief_shelf.count(city, by=member), brief_shelf.count(city, by=OFFICE)) == (1, 2)
    assert brief_shelf.content(city, "two", "html", by=member) == b"<p>"
    assert brief_shelf.content(city, "one", "html", by=member) is None


def test_a_subject_that_was_not_there_is_refused_in_words(db):
    with pytest.raises(briefs.BriefError) as refused:
        briefs.about(db, Scope.DEPARTMENT, "d99")
    assert refused.value.problem.kind == "brief_no_department"
    assert briefs.about(db, Scope.CITY, "") == Subject()
