"""Red, yellow, green and grey: the rule case by case, and the same rule worked out for a whole library at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario_db import judging, lights, thresholds
from scenario_db.choices import Choice
from scenario_db.codes import (
    Light,
    MilestoneStatus,
    MoveType,
    Period,
    Precision,
    ReviewStatus,
    Stage,
    Tier,
)
from scenario_db.judging import WORSE, Facts, judge
from scenario_db.records import (
    AnnualPlan,
    Department,
    Milestone,
    MonthlyTarget,
    Move,
    ProgressReport,
    ReturnWindow,
    Scenario,
    Setting,
)
from scenario_db.thresholds import DEFAULTS
from scenario_db.wording import LANGUAGES, Words
from tests.telling import midnight_after, on, the, today, write

JUNE = date(2026, 6, 30)
GREEN, YELLOW, RED, GREY = Light.GREEN, Light.YELLOW, Light.RED, Light.GREY
ON_SCHEDULE = Facts(Tier.BUILD, planned=Decimal(100), read=JUNE, done=Decimal(50), heard=JUNE)


def light(facts: Facts, day: date = JUNE) -> Light | None:
    return judge(facts, day, DEFAULTS).light


def kinds(facts: Facts, day: date = JUNE) -> list[str]:
    return [it.kind for it in judge(facts, day, DEFAULTS).because]


def test_the_published_figure_is_green():
    """154.9 of 240.2 亿元 at the end of June is 64.5 %, 14.5 points ahead (domain.md 0.3)."""
    facts = replace(ON_SCHEDULE, planned=Decimal(2_402_000), done=Decimal(1_549_000))
    verdict = judge(facts, JUNE, DEFAULTS)
    assert verdict.light is GREEN
    assert (verdict.because[0].kind, verdict.because[0].facts["points"]) == ("light_ahead", "14.5")


@pytest.mark.parametrize(
    ("done", "shown"),
    [("50", GREEN), ("40.0001", GREEN), ("40", YELLOW), ("30", YELLOW), ("20", YELLOW), ("19.9999", RED), ("0", RED)],
)
def test_behind_by_ten_to_thirty_points_is_yellow_both_inclusive(done, shown):
    assert light(replace(ON_SCHEDULE, done=Decimal(done))) is shown


def test_it_says_by_how_much_and_of_what():
    facts = replace(ON_SCHEDULE, planned=Decimal(2800), done=Decimal("873.6"))
    [reason] = judge(facts, JUNE, DEFAULTS).because
    said = Words("zh").problem(reason)
    assert said == "计划 2,800 万元，6 月应完成 50.0%，实际 31.2%，落后 18.8 个百分点"


def test_twelve_targets_go_before_the_calendar():
    late_bloomer = replace(ON_SCHEDULE, done=Decimal(20))
    assert light(late_bloomer) is YELLOW
    assert light(replace(late_bloomer, expected=Decimal(25))) is GREEN


def test_without_a_plan_it_is_grey_and_no_hand_makes_it_green():
    facts = Facts(Tier.BUILD)
    assert light(facts) is GREY
    assert light(replace(facts, by_hand=GREEN, reason="领导认可")) is GREY
    assert light(replace(facts, by_hand=RED)) is RED


@pytest.mark.parametrize("tier", [Tier.RESERVE, Tier.PLAN, Tier.OPERATE])
def test_where_no_plan_is_owed_green_only_says_that_returns_come_in_time(tier):
    assert light(Facts(tier, heard=JUNE)) is GREEN
    assert kinds(Facts(tier, heard=JUNE)) == ["light_only_fresh"]


@pytest.mark.parametrize(
    ("tier", "days", "shown"),
    [
        (Tier.RESERVE, 100, GREEN),
        (Tier.RESERVE, 101, YELLOW),
        (Tier.RESERVE, 190, YELLOW),
        (Tier.RESERVE, 191, RED),
        (Tier.PLAN, 190, GREEN),
        (Tier.PLAN, 191, YELLOW),
        (Tier.PLAN, 371, RED),
        (Tier.OPERATE, 190, GREEN),
        (Tier.OPERATE, 371, RED),
    ],
)
def test_each_tier_has_its_own_patience(tier, days, shown):
    assert light(Facts(tier, heard=JUNE - timedelta(days=days))) is shown


@pytest.mark.parametrize(("days", "shown"), [(0, GREEN), (10, GREEN), (11, YELLOW), (35, YELLOW), (36, RED)])
def test_building_counts_from_the_day_on_which_a_return_was_due(days, shown):
    assert light(replace(ON_SCHEDULE, missed=JUNE - timedelta(days=days))) is shown


@pytest.mark.parametrize(
    ("planned", "precision", "shown"),
    [
        (date(2026, 6, 1), Precision.MONTH, GREEN),
        (date(2026, 5, 31), None, YELLOW),
        (date(2026, 4, 10), Precision.DAY, YELLOW),
        (date(2026, 3, 10), Precision.DAY, RED),
        (date(2026, 4, 1), Precision.QUARTER, GREEN),
        (date(2026, 1, 1), Precision.QUARTER, RED),
        (date(2026, 1, 1), Precision.HALF, GREEN),
        (date(2026, 1, 1), Precision.YEAR, GREEN),
        (date(2025, 1, 1), Precision.YEAR, RED),
    ],
)
def test_not_started_is_yellow_and_from_the_third_month_red(planned, precision, shown):
    assert light(replace(ON_SCHEDULE, planned_start=planned, start_precision=precision)) is shown


@pytest.mark.parametrize("started", [{"actual_start": JUNE}, {"stage": Stage.CONSTRUCTION}, {"stage": Stage.TRIAL}])
def test_what_has_started_is_not_held_against_its_start(started):
    assert light(replace(ON_SCHEDULE, planned_start=date(2025, 1, 1), **started)) is GREEN


def test_a_milestone_that_passed_is_yellow():
    facts = replace(ON_SCHEDULE, milestone="初验", milestone_due=date(2026, 6, 1))
    assert (light(facts), kinds(facts)[0]) == (YELLOW, "light_milestone_passed")


def test_a_late_return_is_yellow_and_no_hand_makes_it_green():
    facts = replace(ON_SCHEDULE, period="2026-06", due=date(2026, 6, 25), filed=date(2026, 6, 26))
    assert light(facts) is YELLOW
    assert light(replace(facts, by_hand=GREEN, reason="补报")) is YELLOW
    assert light(replace(facts, filed=date(2026, 6, 25))) is GREEN


def test_a_hand_makes_it_worse_freely_and_better_only_with_a_reason():
    red = replace(ON_SCHEDULE, done=Decimal(0))
    assert light(replace(ON_SCHEDULE, by_hand=RED)) is RED
    assert light(replace(red, by_hand=GREEN)) is RED
    assert light(replace(red, by_hand=GREEN, reason="  ")) is RED
    raised = judge(replace(red, by_hand=GREEN, reason="资金已到位"), JUNE, DEFAULTS)
    assert (raised.light, raised.computed, raised.raised) == (GREEN, RED, True)
    assert raised.because[0].facts["reason"] == "资金已到位"


def test_no_hand_makes_silence_better():
    silent = replace(ON_SCHEDULE, missed=date(2026, 5, 1), by_hand=GREEN, reason="已口头汇报")
    assert light(silent) is RED


def test_what_is_suspended_is_grey_until_it_should_have_gone_on():
    paused = Facts(Tier.BUILD, suspended=True, resume_due=JUNE)
    assert light(paused) is GREY
    assert light(paused, JUNE + timedelta(days=1)) is RED


def test_what_has_left_shows_no_light():
    assert light(Facts(Tier.EXIT)) is None


FACTS = st.builds(
    Facts,
    st.sampled_from(Tier),
    suspended=st.booleans(),
    stage=st.none() | st.sampled_from(Stage),
    planned_start=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    planned=st.none() | st.decimals(1, 10**6, places=4),
    read=st.none() | st.just(JUNE),
    done=st.none() | st.decimals(0, 10**6, places=4),
    heard=st.none() | st.dates(date(2025, 1, 1), JUNE),
    missed=st.none() | st.dates(date(2026, 1, 1), date(2026, 7, 25)),
    milestone_due=st.none() | st.dates(date(2025, 1, 1), date(2026, 6, 29)),
    by_hand=st.none() | st.sampled_from(Light),
    reason=st.none() | st.text(max_size=3),
)


@given(FACTS)
def test_it_is_the_worst_of_what_was_found_unless_a_hand_changed_it(facts):
    verdict = judge(replace(facts, by_hand=None), JUNE, DEFAULTS)
    found = [WORSE[sign.light] for sign in verdict.signs]
    assert verdict.light is None or WORSE[verdict.light] == max(found, default=0)
    assert not verdict.raised


@given(FACTS)
def test_no_facts_at_all_make_a_plan_less_scenario_green(facts):
    if facts.tier is Tier.BUILD and not facts.planned:
        assert judge(facts, JUNE, DEFAULTS).light is not GREEN


@given(FACTS, st.decimals(0, 10**6, places=4), st.decimals(0, 10**6, places=4))
def test_more_done_is_never_worse(facts, one, other):
    less, more = (light(replace(facts, by_hand=None, done=it)) for it in sorted((one, other)))
    assert less is None or more is None or WORSE[less] >= WORSE[more]


@pytest.mark.parametrize("language", LANGUAGES)
@given(facts=FACTS)
def test_every_reason_can_be_said(language, facts):
    for reason in judge(facts, JUNE, DEFAULTS).because:
        assert Words(language).problem(reason)


# The same for a library, in one question.


def scenario(key: str, tier: Tier = Tier.BUILD, **more: Any) -> Scenario:
    given = {"code": f"WX-2026-{key}", "name": f"场景{key}", "tier_since": date(2025, 6, 1)}
    return Scenario(id=key, tier=tier, **{**given, **more})


def report(key: str, month: int, amount: int | None = None, **more: Any) -> ProgressReport:
    end = judging.month_ends(date(2026, month, 28) + timedelta(days=4), 1)[0]
    ytd = None if amount is None else Decimal(amount)
    given: dict[str, Any] = {"period_type": Period.MONTH, "period": f"2026-{month:02d}", "period_end": end}
    return ProgressReport(scenario_id=key, invest_ytd=ytd, **{**given, **more})


def plan(key: str, amount: int | None = 100) -> AnnualPlan:
    return AnnualPlan(scenario_id=key, year=2026, planned_invest=None if amount is None else Decimal(amount))


def the_light(db, day: date = JUNE) -> Light | None:
    return lights.of(db, day, ["s1"])["s1"].light


def test_an_empty_library_shows_no_light(db):
    assert lights.counts(db, today(JUNE)) == {}
    assert lights.listed(db, today(JUNE)) == []
    assert lights.of(db, JUNE, ["s1"]) == {}


def test_the_latest_effective_figures_count(db):
    write(db, scenario("s1"), plan("s1"), report("s1", 5, 42), report("s1", 6, 10, status=ReviewStatus.FIRST_REVIEW))
    assert the_light(db) is GREEN
    write(db, report("s1", 6, 10))
    assert the_light(db) is RED


def test_a_return_that_was_sent_back_is_missing(db):
    write(db, scenario("s1"), plan("s1"), report("s1", 5, 42), report("s1", 6, 50, status=ReviewStatus.RETURNED))
    assert the_light(db, date(2026, 7, 3)) is GREEN
    assert the_light(db, date(2026, 7, 10)) is YELLOW
    assert the_light(db, date(2026, 8, 10)) is RED


def test_who_came_to_building_after_the_due_day_owes_the_next_month(db):
    write(db, scenario("s1", tier_since=date(2026, 5, 27)), plan("s1"))
    assert the_light(db, date(2026, 6, 30)) is GREEN
    assert the_light(db, date(2026, 7, 10)) is YELLOW


def test_months_in_which_it_was_suspended_are_not_missed(db):
    resumed = Move(
        id="m1",
        scenario_id="s1",
        type=MoveType.RESUME,
        status=ReviewStatus.EFFECTIVE,
        effective_on=date(2026, 6, 20),
    )
    write(db, scenario("s1"), plan("s1"), report("s1", 2, 20))
    assert the_light(db) is RED
    write(db, resumed)
    assert the_light(db) is GREEN


def test_last_years_plan_holds_until_the_first_month_of_the_new_year_is_due(db):
    december = report("s1", 12, 95, period="2026-12", period_end=date(2026, 12, 31))
    write(db, scenario("s1"), plan("s1"), december)
    assert the_light(db, date(2027, 1, 20)) is GREEN
    assert the_light(db, date(2027, 1, 28)) is GREY


def test_eleven_targets_are_not_twelve(db):
    targets = [MonthlyTarget(scenario_id="s1", year=2026, month=m, target_invest=Decimal(1)) for m in range(1, 12)]
    last = MonthlyTarget(scenario_id="s1", year=2026, month=12, target_invest=Decimal(89))
    write(db, scenario("s1"), plan("s1"), report("s1", 6, 6), *targets)
    assert the_light(db) is RED
    write(db, last)
    assert the_light(db) is GREEN


def test_an_office_that_is_stricter_sees_more_yellow(db):
    write(db, scenario("s1"), plan("s1"), report("s1", 6, 45))
    assert the_light(db) is GREEN
    write(db, Setting(name="behind_yellow", value="5"))
    assert the_light(db) is YELLOW


def test_a_past_day_shows_the_light_of_then(db):
    day = date(2026, 1, 20)
    write(db, scenario("s1"), plan("s1"), at=on(10))
    write(db, report("s1", 1, 50, period_end=date(2026, 1, 31)), at=on(21))
    assert lights.listed(db, the(9)) == []
    assert lights.counts(db, the(20)) == {(Tier.BUILD, RED): 1}
    assert lights.of(db, day, ["s1"], moment=the(20).moment)["s1"].because[0].kind == "light_overdue"
    assert lights.counts(db, the(22)) == {(Tier.BUILD, GREEN): 1}


def test_a_late_return_makes_its_month_yellow_for_good_and_leaves_the_next_green(db):
    late = {"filed_on": date(2026, 1, 28), "reported_on": date(2026, 1, 28)}
    write(db, scenario("s1"), plan("s1"), report("s1", 1, 9, **late), at=on(28))
    write(db, report("s1", 2, 20, filed_on=date(2026, 2, 24)))
    ribbon = lights.ribbons(db, date(2026, 1, 31), ["s1"])["s1"]
    assert ribbon == (None, None, None, None, None, YELLOW)
    assert the_light(db, date(2026, 2, 28)) is GREEN


JANUARY = date(2026, 1, 31)
IN_JANUARY, LONG_AGO = date(2026, 1, 10), date(2025, 6, 1)


@pytest.mark.parametrize(("since", "then", "afterwards"), [(IN_JANUARY, GREEN, YELLOW), (LONG_AGO, RED, RED)])
def test_a_month_whose_return_comes_late_is_yellow_at_best(db, since, then, afterwards):
    write(db, scenario("s1", tier_since=since), plan("s1"), at=on(30))
    assert lights.ribbons(db, JANUARY, ["s1"])["s1"][-1] is then
    write(db, report("s1", 1, 9, filed_on=date(2026, 2, 3)))
    assert lights.ribbons(db, JANUARY, ["s1"])["s1"][-1] is afterwards


def test_on_a_day_before_the_late_return_came_its_month_is_still_green(db):
    write(db, scenario("s1", tier_since=IN_JANUARY), plan("s1"), at=on(30))
    write(db, report("s1", 1, 9, filed_on=date(2026, 2, 3)))
    assert lights.ribbons(db, JANUARY, ["s1"], moment=the(31).moment)["s1"][-1] is GREEN


def test_what_is_recorded_after_the_citys_midnight_belongs_to_the_next_month(db):
    write(db, scenario("s1"), plan("s1"), at=midnight_after(31) + timedelta(hours=1))
    assert lights.ribbons(db, JANUARY, ["s1"])["s1"][-1] is None


def test_a_month_is_judged_anew_when_the_office_puts_its_due_day_off(db):
    write(db, scenario("s1", tier_since=IN_JANUARY), plan("s1"), at=on(30))
    february = date(2026, 2, 28)
    assert lights.ribbons(db, february, ["s1"])["s1"][-1] is YELLOW
    write(db, ReturnWindow(period_type=Period.MONTH, period="2026-01", due_on=date(2026, 2, 20)))
    assert lights.ribbons(db, february, ["s1"])["s1"][-1] is GREEN


@pytest.mark.parametrize(
    ("shown", "ribbon", "months"),
    [
        (RED, (None, GREEN, YELLOW, RED, RED, RED), 3),
        (RED, (GREEN,) * 6, 0),
        (GREEN, (GREEN,) * 6, 6),
        (GREEN, (), 0),
    ],
)
def test_how_many_months_it_has_been_so(shown, ribbon, months):
    assert lights.months_in(shown, ribbon) == months


def test_a_list_holds_the_worst_first_and_can_be_asked_for_some_lights(db):
    write(db, scenario("s1"), scenario("s2"), scenario("s3"), plan("s1"), plan("s2"))
    write(db, report("s1", 6, 50), report("s2", 6, 10), report("s3", 6, 10))
    assert [(it.id, it.verdict.light) for it in lights.listed(db, today(JUNE))] == [
        ("s2", RED),
        ("s3", GREY),
        ("s1", GREEN),
    ]
    assert [it.id for it in lights.listed(db, today(JUNE), shown=(GREY, GREEN))] == ["s3", "s1"]
    assert [it.id for it in lights.listed(db, today(JUNE), limit=1, offset=2)] == ["s1"]
    assert [it.id for it in lights.listed(db, today(JUNE), limit=1)] == ["s2"]


def test_a_line_of_the_list_says_which_scenario_it_is_where_it_stands_and_who_leads_it(db):
    write(db, Department(id="d1", name="市城管局"), scenario("s1", Tier.RESERVE, lead_id="d1"))
    [it] = lights.listed(db, today(JUNE))
    assert (it.id, it.code, it.name, it.tier, it.lead) == ("s1", "WX-2026-s1", "场景s1", Tier.RESERVE, "市城管局")


def test_what_a_hand_made_better_is_listed(db):
    by_hand = {"light_override": GREEN, "override_reason": "资金已到位"}
    write(db, scenario("s1"), plan("s1"), report("s1", 6, 10, **by_hand), scenario("s2"), plan("s2"))
    assert [it.id for it in lights.listed(db, today(JUNE), raised=True)] == ["s1"]
    assert lights.raised(db, today(JUNE)) == 1


DAYS = st.dates(date(2025, 11, 1), date(2026, 7, 31))
REPORTS = st.fixed_dictionaries(
    {
        "month": st.integers(1, 7),
        "amount": st.none() | st.integers(0, 120),
        "status": st.sampled_from(ReviewStatus),
        "filed_on": st.none() | DAYS,
        "light_override": st.none() | st.sampled_from(Light),
        "override_reason": st.none() | st.sampled_from(["", " ", "有理由"]),
    }
)
LIVES = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(Tier),
        "suspended": st.booleans(),
        "resume_due": st.none() | DAYS,
        "tier_since": st.none() | DAYS,
        "stage": st.none() | st.sampled_from(Stage),
        "planned_start": st.none() | DAYS,
        "planned_start_precision": st.none() | st.sampled_from(Precision),
        "actual_start": st.none() | DAYS,
    }
)
LIBRARIES = st.lists(
    st.tuples(
        LIVES,
        st.none() | st.integers(0, 100),
        st.lists(REPORTS, max_size=4, unique_by=lambda it: it["month"]),
        st.integers(0, 30) | st.none(),
        st.lists(st.tuples(DAYS, st.sampled_from(MilestoneStatus)), max_size=2, unique_by=lambda it: it[0]),
    ),
    min_size=1,
    max_size=15,
)
"""Libraries of several lives: one large example asks the register as often as one small one."""


def told(library) -> list[Any]:
    found: list[Any] = []
    for number, (life, amount, reports, target, milestones) in enumerate(library):
        key = f"s{number}"
        found += [scenario(key, **life), plan(key, amount)]
        found += [report(key, it.pop("month"), it.pop("amount"), **it) for it in map(dict, reports)]
        if target is not None:
            share = Decimal(target)
            found += [
                MonthlyTarget(scenario_id=key, year=2026, month=month, target_invest=share) for month in range(1, 13)
            ]
        found += [
            Milestone(scenario_id=key, name=f"节点{due}", planned_date=due, status=status) for due, status in milestones
        ]
    return found


def forget_all(db) -> None:
    """For one example of many; the ledger's mark goes on, since answers are kept under it."""
    with db.writing() as tx:
        for table in ("scenario", "annual_plan", "monthly_target", "progress_report", "milestone"):
            tx.execute(f"delete from {table}_version")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(library=LIBRARIES, day=st.dates(date(2025, 12, 1), date(2026, 8, 31)))
def test_what_is_counted_is_what_is_judged(db, library, day):
    forget_all(db)
    write(db, *told(library))
    choice = Choice(day, tiers=tuple(Tier))
    judged = {key: it.light for key, it in lights.of(db, day, [f"s{i}" for i in range(len(library))]).items()}
    listed = {it.id: it.verdict.light for it in lights.listed(db, choice)}
    counted = [light for (_, light), number in lights.counts(db, choice).items() for _ in range(number)]
    assert len(judged) == len(library)
    assert listed == {key: it for key, it in judged.items() if it is not None}
    assert Counter(counted) == Counter(listed.values())
    for shown in Light:
        assert {it.id for it in lights.listed(db, choice, shown=(shown,))} == {
            key for key, it in judged.items() if it is shown
        }
    raised = {key for key, it in lights.of(db, day, list(judged)).items() if it.raised}
    assert {it.id for it in lights.listed(db, choice, raised=True)} == raised


def test_thresholds_name_every_tier_that_shows_a_light():
    for tier in (Tier.BUILD, Tier.RESERVE, Tier.PLAN, Tier.OPERATE):
        assert {f"{tier}_yellow_days", f"{tier}_red_days"} <= set(thresholds.NAMES)
