"""Returns: who owes which, what is carried on, what a lost race keeps, how a review goes, what an import signs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scenario_db import arrears, ledger, owing, progress, returns, windows
from scenario_db.changes import Change
from scenario_db.codes import Duty, Light, Period, ReviewStatus, Role, Tier
from scenario_db.database import Database
from scenario_db.owing import Asking, Owed, Standing
from scenario_db.periods import Term, containing
from scenario_db.problems import Level
from scenario_db.records import AnnualPlan, Department, ProgressReport, Scenario
from scenario_db.returns import Filing
from scenario_db.roles import DeniedError, Person
from scenario_db.windows import Calendar
from tests.telling import OFFICE, on, write

UNIT, OTHER = "d1", "d2"
CLERK = Person("市工信局 张三", Role.CLERK, UNIT)
COLLEAGUE = Person("市工信局 李四", Role.CLERK, UNIT)
REVIEWER = Person("市工信局 审核人", Role.REVIEWER, UNIT)
JANUARY = containing(Period.MONTH, date(2026, 1, 1))
FEBRUARY = JANUARY.after
DUE_DAY = date(2026, 1, 26)  # the 25th is a Sunday


@pytest.fixture
def city(db: Database) -> Database:
    """Two units; one leads a scenario in each library, the other one in 建设; all there since 2 January."""
    write(db, Department(id=UNIT, name="市工信局"), Department(id=OTHER, name="市数据局"), at=on(1))
    led = [
        Scenario(id="s1", name="车联网", tier=Tier.BUILD, lead_id=UNIT),
        Scenario(id="s2", name="惠企通", tier=Tier.BUILD, lead_id=UNIT),
        Scenario(id="s3", name="光储充", tier=Tier.RESERVE, lead_id=UNIT),
        Scenario(id="s4", name="元宇宙", tier=Tier.PLAN, lead_id=UNIT),
        Scenario(id="s5", name="灵锡", tier=Tier.OPERATE, lead_id=UNIT),
        Scenario(id="s6", name="旧平台", tier=Tier.EXIT, lead_id=UNIT),
        Scenario(id="s7", name="一网统管", tier=Tier.BUILD, lead_id=OTHER),
        Scenario(id="s8", name="停建的", tier=Tier.BUILD, lead_id=UNIT, suspended=True),
    ]
    write(db, *led, AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal(1200)), at=on(2))
    return db


def asking(
    *terms: Term, today: date = date(2026, 1, 20), leads: tuple[str, ...] = (UNIT,), still: bool = True
) -> Asking:
    return Asking(tuple(Calendar().window(it) for it in terms), today, leads, still)


def the(db: Database, scenario: str, term: Term = JANUARY, today: date = date(2026, 1, 20)) -> Owed:
    found = owing.owed(db, asking(term, today=today, leads=()), tuple(Standing))
    return next(it for it in found if it.scenario_id == scenario)


def filed(
    db: Database, scenario: str, term: Term = JANUARY, *, by: Person = CLERK, today: date = date(2026, 1, 20), **values
):
    it = progress.opened(db, [the(db, scenario, term, today)])
    return progress.file(db, [Filing(it[0], values)], by=by, today=today)


def report(db: Database, scenario: str, term: Term = JANUARY) -> ProgressReport:
    found = ledger.history(db, "progress_report", f"{scenario}/{term.kind}/{term.name}")[-1].record
    assert isinstance(found, ProgressReport)
    return found


class TestWhoOwes:
    def test_each_library_owes_its_kind_of_return(self, city: Database) -> None:
        day = date(2026, 1, 20)
        found = owing.owed(city, asking(*(containing(kind, day) for kind in Period)), tuple(Standing))
        assert {(it.scenario_id, it.term.kind) for it in found} == {
            ("s1", Period.WEEK),
            ("s1", Period.MONTH),
            ("s2", Period.WEEK),
            ("s2", Period.MONTH),
            ("s3", Period.QUARTER),
            ("s4", Period.HALF),
            ("s5", Period.HALF),
        }

    def test_nobody_owes_what_was_due_before_the_scenario_was_there(self, city: Database) -> None:
        assert owing.owed(city, asking(JANUARY.before), tuple(Standing)) == []

    @pytest.mark.parametrize(
        ("today", "standing"),
        [(DUE_DAY, Standing.DUE), (date(2026, 1, 27), Standing.MISSING)],
    )
    def test_what_is_not_filed_is_due_and_then_missing(self, city: Database, today: date, standing: Standing) -> None:
        assert the(city, "s1", today=today).standing is standing

    @pytest.mark.parametrize(
        ("day", "standing"),
        [(DUE_DAY, Standing.ON_TIME), (date(2026, 1, 27), Standing.LATE)],
    )
    def test_what_is_filed_after_the_day_is_late(self, city: Database, day: date, standing: Standing) -> None:
        filed(city, "s1", today=day, progress="进场施工")
        assert the(city, "s1", today=day).standing is standing

    def test_a_late_one_stays_late_whatever_is_corrected_afterwards(self, city: Database) -> None:
        late, later = date(2026, 1, 28), date(2026, 2, 3)
        filed(city, "s1", today=late, progress="进场施工")
        filed(city, "s1", today=later, by=COLLEAGUE, progress="完成进场")
        it = report(city, "s1")
        assert (it.filed_on, it.reported_on, it.reported_by) == (late, later, COLLEAGUE.name)
        assert the(city, "s1", today=later).standing is Standing.LATE

    def test_a_suspended_scenario_owes_nothing_from_then_on(self, city: Database) -> None:
        write(city, Scenario(id="s1", name="车联网", tier=Tier.BUILD, lead_id=UNIT, suspended=True), at=on(20))
        assert {it.scenario_id for it in owing.owed(city, asking(JANUARY))} == {"s2"}

    def test_the_table_of_a_past_period_names_who_led_then(self, city: Database) -> None:
        write(city, Scenario(id="s1", name="车联网", tier=Tier.OPERATE, lead_id=OTHER), at=on(28))
        today = date(2026, 1, 29)
        then = owing.counted(city, asking(JANUARY, today=today, leads=(), still=False))
        assert {(it.lead_id, it.standing): it.count for it in then} == {(UNIT, "missing"): 2, (OTHER, "missing"): 1}
        still = owing.owed(city, asking(JANUARY, today=today, leads=()))
        assert {it.scenario_id for it in still} == {"s2", "s7"}

    def test_corrections_are_counted_and_reviews_are_not(self, city: Database) -> None:
        filed(city, "s1", progress="进场施工")
        progress.confirm(city, {report(city, "s1").id: 1}, by=REVIEWER, today=date(2026, 1, 21))
        filed(city, "s1", progress="进场施工，完成一半")
        found = owing.counted(city, asking(JANUARY))
        assert {it.standing: it.count for it in found} == {"due": 1, "on_time": 1, owing.CORRECTED: 1, owing.UNREAD: 1}

    def test_what_was_filed_waits_for_the_reviewer_until_it_is_read(self, city: Database) -> None:
        day = date(2026, 1, 21)
        filed(city, "s1", progress="进场施工")
        found = arrears.of(city, REVIEWER, day)
        assert [(it.duty, it.number, it.count, it.due_on) for it in found] == [(Duty.RETURN_REVIEW, "2026-01", 1, None)]
        progress.confirm(city, {report(city, "s1").id: 1}, by=REVIEWER, today=day)
        assert arrears.of(city, REVIEWER, day) == []

    def test_a_page_holds_so_many_and_the_next_goes_on(self, city: Database) -> None:
        first, second = (owing.owed(city, asking(JANUARY), limit=1, offset=at) for at in (0, 1))
        assert [it.scenario_id for it in (*first, *second)] == ["s1", "s2"]


class TestFilling:
    def test_words_that_stand_are_filled_in_and_figures_are_not(self, city: Database) -> None:
        filed(
            city,
            "s1",
            invest_ytd=Decimal(80),
            progress="进场",
            issue="缺数据",
            next_step="招标",
            progress_pct=Decimal(10),
        )
        opened = progress.opened(city, [the(city, "s1", FEBRUARY, date(2026, 2, 20))])[0]
        assert opened.planned == 1200
        assert opened.prefilled["issue"] == "缺数据"
        assert opened.prefilled["progress_pct"] == 10
        assert (opened.prefilled["progress"], opened.prefilled["invest_ytd"]) == (None, None)

    @pytest.mark.parametrize(
        ("given", "expected"),
        [({"invest_period": Decimal(20)}, (20, 100)), ({"invest_ytd": Decimal(95)}, (15, 95))],
    )
    def test_of_the_month_and_the_year_one_is_enough(self, city: Database, given, expected) -> None:
        filed(city, "s1", invest_ytd=Decimal(80))
        filed(city, "s1", FEBRUARY, today=date(2026, 2, 20), **given)
        it = report(city, "s1", FEBRUARY)
        assert (it.invest_period, it.invest_ytd) == expected

    def test_a_new_year_begins_with_nothing_spent(self, city: Database) -> None:
        december = JANUARY.before
        write(
            city,
            ProgressReport(
                scenario_id="s1",
                period_type=Period.MONTH,
                period=december.name,
                period_end=december.last,
                invest_ytd=Decimal(700),
                invest_cum=Decimal(900),
            ),
            at=on(3),
        )
        filed(city, "s1", invest_period=Decimal(30))
        it = report(city, "s1")
        assert (it.invest_ytd, it.invest_cum) == (30, 930)

    def test_unchanged_carries_the_last_figures_on(self, city: Database) -> None:
        filed(city, "s1", invest_ytd=Decimal(80), progress="进场", progress_pct=Decimal(10))
        progress.unchanged(city, [the(city, "s1", FEBRUARY, date(2026, 2, 20))], by=CLERK, today=date(2026, 2, 20))
        it = report(city, "s1", FEBRUARY)
        assert (it.unchanged, it.invest_period, it.invest_ytd, it.progress_pct, it.progress) == (
            True,
            0,
            80,
            10,
            "进场",
        )

    def test_many_are_unchanged_in_one_batch(self, city: Database) -> None:
        day = date(2026, 1, 20)
        found = owing.owed(city, asking(*(containing(kind, day) for kind in Period)))
        done = progress.unchanged(city, found, by=CLERK, today=day)
        assert done.receipt is not None
        assert done.receipt.entered == {"progress_report": 7}
        assert owing.owed(city, asking(*(containing(kind, day) for kind in Period))) == []


GREEN = {"light_override": Light.GREEN}


class TestTheRules:
    def problems(self, city: Database, today: date = date(2026, 2, 20), **values) -> dict[str, Level]:
        filed(city, "s1", invest_ytd=Decimal(80), progress="进场")
        opened = progress.opened(city, [the(city, "s1", FEBRUARY, today)])[0]
        found = returns.problems_with(Filing(opened, values), by=CLERK, today=today)
        return {it.kind: it.level for it in found}

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({}, {"return_empty": Level.ERROR}),
            ({"progress_pct": Decimal(101)}, {"not_a_percent": Level.ERROR}),
            ({"invest_ytd": Decimal(70)}, {"ytd_falls": Level.ERROR}),
            ({"invest_ytd": Decimal(70), "progress": "核减 10 万元"}, {"ytd_falls": Level.WARNING}),
            ({"invest_ytd": Decimal(90), "invest_period": Decimal(20)}, {"ytd_does_not_add_up": Level.WARNING}),
            ({"next_step": "招标", "next_deadline": date(2026, 2, 1)}, {"deadline_passed": Level.WARNING}),
            ({"invest_period": Decimal(20), "progress": "招标完成"}, {}),
            ({"progress": "停工", "light_override": Light.RED}, {}),
            ({"progress": "补报", "light_override": Light.YELLOW}, {"light_without_reason": Level.WARNING}),
            ({"progress": "补报", **GREEN, "override_reason": " "}, {"light_without_reason": Level.ERROR}),
            ({"progress": "补报", **GREEN, "override_reason": "资金已到位"}, {}),
        ],
    )
    def test_each_shows_where_it_should(self, city: Database, values, expected) -> None:
        assert self.problems(city, **values) == expected


class TestTheLostRace:
    def test_who_was_slower_writes_nothing_and_learns_what_the_other_wrote(self, city: Database) -> None:
        mine = progress.opened(city, [the(city, "s1")])[0]
        filed(city, "s1", by=COLLEAGUE, progress="李四写的")
        done = progress.file(city, [Filing(mine, {"progress": "张三写的"})], by=CLERK, today=date(2026, 1, 20))
        assert done.receipt is None
        assert [(it.by, it.fields["progress"]) for it in done.lost] == [(COLLEAGUE.name, (None, "李四写的"))]
        assert report(city, "s1").progress == "李四写的"

    def test_the_others_of_the_batch_are_written(self, city: Database) -> None:
        mine = progress.opened(city, [the(city, "s1"), the(city, "s2")])
        filed(city, "s1", by=COLLEAGUE, progress="李四写的")
        filings = [Filing(it, {"progress": "张三写的"}) for it in mine]
        done = progress.file(city, filings, by=CLERK, today=date(2026, 1, 20))
        assert done.lost_ids == {"s1/month/2026-01"}
        assert (report(city, "s1").progress, report(city, "s2").progress) == ("李四写的", "张三写的")

    def test_the_same_text_twice_is_no_race(self, city: Database) -> None:
        mine = progress.opened(city, [the(city, "s1")])[0]
        filings = [Filing(mine, {"progress": "进场"})]
        progress.file(city, filings, by=CLERK, today=date(2026, 1, 20))
        again = progress.file(city, filings, by=CLERK, today=date(2026, 1, 20))
        assert (again.receipt, again.lost) == (None, ())


class TestTheReview:
    def test_a_return_counts_at_once_and_is_confirmed_later(self, city: Database) -> None:
        filed(city, "s1", progress="进场")
        assert report(city, "s1").status is ReviewStatus.EFFECTIVE
        assert [it.reviewed for it in owing.owed(city, asking(JANUARY), owing.FILED, unreviewed=True)] == [False]
        progress.confirm(city, {"s1/month/2026-01": 1}, by=REVIEWER, today=date(2026, 1, 21))
        assert owing.owed(city, asking(JANUARY), owing.FILED, unreviewed=True) == []
        assert report(city, "s1").reviewer == REVIEWER.name

    def test_a_returned_one_counts_no_more_and_is_owed_again(self, city: Database) -> None:
        filed(city, "s1", progress="进场")
        progress.send_back(city, {"s1/month/2026-01": 1}, "请写明进展", by=REVIEWER, today=date(2026, 1, 21))
        assert the(city, "s1").standing is Standing.RETURNED
        filed(city, "s1", progress="完成进场和围挡")
        it = report(city, "s1")
        assert (it.status, it.opinion, it.filed_on) == (ReviewStatus.EFFECTIVE, None, date(2026, 1, 20))
        texts = [it.record.progress for it in ledger.history(city, "progress_report", it.id)]  # type: ignore[attr-defined]
        assert texts == ["进场", "进场", "完成进场和围挡"]

    def test_what_was_corrected_meanwhile_is_not_confirmed_unread(self, city: Database) -> None:
        filed(city, "s1", progress="进场")
        filed(city, "s1", progress="另写")
        done = progress.confirm(city, {"s1/month/2026-01": 1}, by=REVIEWER, today=date(2026, 1, 21))
        assert done.lost_ids == {"s1/month/2026-01"}
        assert report(city, "s1").reviewer is None

    def test_a_return_is_sent_back_with_a_reason(self, city: Database) -> None:
        filed(city, "s1", progress="进场")
        with pytest.raises(DeniedError, match="return_reason_missing"):
            progress.send_back(city, {"s1/month/2026-01": 1}, "  ", by=REVIEWER, today=date(2026, 1, 21))

    def test_nobody_reviews_what_she_filed(self, city: Database) -> None:
        filed(city, "s1", by=REVIEWER, progress="进场")
        with pytest.raises(DeniedError, match="own_return"):
            progress.confirm(city, {"s1/month/2026-01": 1}, by=REVIEWER, today=date(2026, 1, 21))

    @pytest.mark.parametrize("by", [CLERK, Person("市长", Role.LEADER)])
    def test_clerks_and_leaders_do_not_review(self, city: Database, by: Person) -> None:
        filed(city, "s1", by=COLLEAGUE, progress="进场")
        with pytest.raises(DeniedError):
            progress.confirm(city, {"s1/month/2026-01": 1}, by=by, today=date(2026, 1, 21))

    def test_a_clerk_files_nothing_for_another_unit(self, city: Database) -> None:
        with pytest.raises(DeniedError):
            filed(city, "s7", progress="不是我们的")


class TestAnImport:
    def change(self, scenario: str, term: Term) -> Change:
        it = ProgressReport(
            scenario_id=scenario, period_type=term.kind, period=term.name, period_end=term.last, invest_ytd=Decimal(50)
        )
        return Change("progress_report", it.id, None, it, 0, "月报!7")

    def test_a_return_by_workbook_is_signed(self, city: Database) -> None:
        told, today = {"月报": date(2026, 1, 23)}, date(2026, 1, 27)
        it = progress.arrived(city, [self.change("s1", JANUARY)], by=CLERK, on=told, today=today)[0].after
        assert isinstance(it, ProgressReport)
        assert (it.reported_by, it.reported_on, it.filed_on) == (CLERK.name, date(2026, 1, 23), today)
        assert it.status is ReviewStatus.EFFECTIVE

    def test_what_nobody_owed_comes_as_history(self, city: Database) -> None:
        change = self.change("s1", containing(Period.MONTH, date(2025, 6, 1)))
        it = progress.arrived(city, [change], by=OFFICE, on={}, today=date(2026, 1, 27))[0].after
        assert isinstance(it, ProgressReport)
        assert it.filed_on is None

    def test_changes_of_other_kinds_stay_as_they_are(self, city: Database) -> None:
        other = Change("annual_plan", "s1/2026", None, AnnualPlan(scenario_id="s1", year=2026))
        assert progress.arrived(city, [other], by=CLERK, on={}, today=DUE_DAY) == [other]


def test_of_each_kind_the_last_that_has_opened_is_asked_for(city: Database) -> None:
    found = windows.calendar(city).asked(date(2026, 1, 20))
    assert [it.term.name for it in found] == ["2025-12", "2025-H2", "2025-Q4", "2026-W04", "2026-01"]
