"""Plans: the original stays beside the current, months make the year, an adjustment says why; milestones keep days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_db import ledger, plans
from scenario_db.changes import StaleError
from scenario_db.codes import MilestoneStatus, Role, Tier
from scenario_db.database import Database
from scenario_db.plans import Plan, PlanError
from scenario_db.records import Department, Milestone, Scenario
from scenario_db.roles import DeniedError, Person
from tests.telling import write

CLERK = Person("市工信局 张三", Role.CLERK, "d1")
TODAY = date(2026, 6, 15)
EVEN = (Decimal(100),) * 12
PLAN = Plan("s1", 2026, planned=Decimal(1200), target="建成", months=EVEN)


@pytest.fixture
def city(db: Database) -> Database:
    write(db, Department(id="d1", name="市工信局"), Department(id="d2", name="市数据局"))
    write(db, Scenario(id="s1", name="车联网", tier=Tier.BUILD, lead_id="d1"))
    return db


def test_there_is_none_yet(city: Database) -> None:
    assert plans.of(city, "s1", 2026) == Plan("s1", 2026)


def test_a_plan_goes_in_with_its_twelve_months(city: Database) -> None:
    receipt = plans.save(city, PLAN, by=CLERK)
    assert receipt is not None
    assert receipt.entered == {"annual_plan": 1, "monthly_target": 12}
    found = plans.of(city, "s1", 2026)
    assert (found.planned, found.target, found.months, found.version) == (1200, "建成", EVEN, 1)


def test_the_same_plan_again_is_no_change(city: Database) -> None:
    plans.save(city, PLAN, by=CLERK)
    assert plans.save(city, replace(PLAN, version=1), by=CLERK) is None


def test_an_adjustment_keeps_the_original_beside_it(city: Database) -> None:
    plans.save(city, PLAN, by=CLERK)
    less = replace(PLAN, version=1, planned=Decimal(600), months=(Decimal(50),) * 12)
    plans.save(city, less, by=CLERK, reason="资金核减")
    found = plans.of(city, "s1", 2026)
    assert (found.original, found.planned, found.adjusted) == (1200, 600, True)
    assert [(it.amount, it.reason) for it in found.past] == [(1200, ""), (600, "资金核减")]


def test_who_adjusts_a_plan_says_why(city: Database) -> None:
    plans.save(city, PLAN, by=CLERK)
    with pytest.raises(PlanError, match="adjusted_without_reason"):
        plans.save(city, replace(PLAN, version=1, target="另写"), by=CLERK, reason=" ")


def test_months_that_do_not_make_the_year_are_refused(city: Database) -> None:
    with pytest.raises(PlanError, match="months_do_not_make_year"):
        plans.save(city, replace(PLAN, planned=Decimal(1300)), by=CLERK)


def test_a_plan_may_do_without_months(city: Database) -> None:
    plans.save(city, replace(PLAN, months=(None,) * 12), by=CLERK)
    assert plans.of(city, "s1", 2026).months == (None,) * 12


def test_who_was_slower_overwrites_nothing(city: Database) -> None:
    plans.save(city, PLAN, by=CLERK)
    plans.save(city, replace(PLAN, version=1, target="甲"), by=CLERK, reason="甲")
    with pytest.raises(StaleError):
        plans.save(city, replace(PLAN, version=1, target="乙"), by=CLERK, reason="乙")


def test_another_unit_plans_nothing_for_it(city: Database) -> None:
    with pytest.raises(DeniedError):
        plans.save(city, PLAN, by=Person("市数据局 李四", Role.CLERK, "d2"))


class TestWhatIsDue:
    def test_twelve_targets_say_it(self) -> None:
        late = (Decimal(0),) * 6 + (Decimal(200),) * 6
        assert plans.share_due(late, 9) == Fraction(1, 2)

    @pytest.mark.parametrize("months", [(None,) * 12, (Decimal(0),) * 12, (Decimal(5), *(None,) * 11)])
    def test_without_twelve_it_is_the_time_that_has_passed(self, months) -> None:
        assert plans.share_due(months, 6) == Fraction(1, 2)

    @given(st.lists(st.decimals(0, 9999, places=2), min_size=12, max_size=12))
    def test_it_grows_and_ends_with_the_whole(self, months: list[Decimal]) -> None:
        shares = [plans.share_due(months, month) for month in plans.MONTHS]
        assert shares == sorted(shares)
        assert shares[-1] == 1


class TestMilestones:
    def saved(self, city: Database, *found: Milestone) -> list[Milestone]:
        plans.save_milestones(city, "s1", found, by=CLERK, today=TODAY)
        return plans.milestones(city, "s1")

    def test_the_first_date_is_the_original_and_stays(self, city: Database) -> None:
        first = Milestone(scenario_id="s1", name="招标", planned_date=date(2026, 7, 1))
        self.saved(city, first)
        put_off = replace(first, planned_date=date(2026, 9, 1), original_date=date(2026, 9, 1))
        assert [(it.original_date, it.planned_date) for it in self.saved(city, put_off)] == [
            (date(2026, 7, 1), date(2026, 9, 1))
        ]

    def test_one_with_an_actual_date_is_done_and_without_it_open_again(self, city: Database) -> None:
        it = Milestone(scenario_id="s1", name="招标", planned_date=date(2026, 5, 1), actual_date=date(2026, 5, 3))
        assert [one.status for one in self.saved(city, it)] == [MilestoneStatus.DONE]
        again = replace(it, actual_date=None, status=MilestoneStatus.DONE)
        assert [one.status for one in self.saved(city, again)] == [MilestoneStatus.PENDING]

    def test_nobody_reaches_one_tomorrow(self, city: Database) -> None:
        with pytest.raises(PlanError, match="milestone_in_future"):
            self.saved(city, Milestone(scenario_id="s1", name="招标", actual_date=date(2026, 6, 16)))

    def test_two_of_one_name_are_refused(self, city: Database) -> None:
        it = Milestone(scenario_id="s1", name="招标")
        with pytest.raises(PlanError, match="milestone_twice"):
            self.saved(city, it, it)

    def test_what_is_named_no_more_leaves_and_stays_in_the_history(self, city: Database) -> None:
        it = Milestone(scenario_id="s1", name="招标")
        self.saved(city, it)
        assert self.saved(city) == []
        assert ledger.history(city, "milestone", it.id)[-1].removed_by is not None
