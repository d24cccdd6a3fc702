"""The demonstration library: forty scenarios and a year of their history, looking current on any day it is told."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scenario_db import days, demonstration, departments, histories, ledger, names, rules, settings
from scenario_db.changes import Origin
from scenario_db.codes import LIVE, Domain, Role, Source, Tier
from scenario_db.database import Database, open_database
from scenario_db.demonstration.months import Months
from scenario_db.kinds import KINDS
from scenario_db.records import CodeItem, Scenario
from scenario_db.roles import DeniedError, Person
from scenario_db.verify import verify
from tests import engines

ARTICLE = Path(__file__).parent / "data" / "article-excerpts.txt"
OFFICE = Person("市数字办", Role.OFFICE)
TODAY = date(2026, 11, 22)
ZONE = settings.current().zone


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demonstration told once on each engine; these tests only read it."""
    if request.param == "duckdb":
        yield from _told(f"duckdb:///{tmp_path_factory.mktemp('demo') / 'register.duckdb'}")
        return
    postgres = engines.find_postgres()
    if not postgres:
        pytest.skip(engines.MISSING)
    with engines.schema_of_its_own(postgres) as url:
        yield from _told(url)


def _told(url: str, today: date = TODAY) -> Iterator[Database]:
    register = open_database(url)
    demonstration.tell(register, today=today, by=OFFICE)
    yield register
    register.close()


def on(day: date) -> dict[str, Any]:
    return {"moment": days.end_of(day, ZONE)}


def tiers(db: Database, day: date) -> dict[str, str]:
    sql = "select name, tier from scenario_on(:moment) where record_status = 'entered'"
    return dict(db.rows(sql, **on(day)))


def lights(db: Database, day: date, *, by_targets: bool = False) -> Counter[str]:
    """Lights of 建设 from the last returns: yellow where it is behind by more than 10 points, red by more than 30."""
    sql = """
        with latest as (
            select scenario_id, max(period) as period
            from progress_report_on(:moment)
            where period_type = 'month'
            group by scenario_id
        )
        select s.name, r.period, r.invest_ytd, p.planned_invest, sum(t.target_invest)
        from scenario_on(:moment) as s
        left join latest as l on l.scenario_id = s.id
        left join progress_report_on(:moment) as r on r.scenario_id = s.id and r.period = l.period
        left join annual_plan_on(:moment) as p
            on p.scenario_id = s.id and p.year = cast(substr(l.period, 1, 4) as bigint)
        left join monthly_target_on(:moment) as t
            on t.scenario_id = s.id and t.year = p.year and t.month <= cast(substr(l.period, 6, 2) as bigint)
        where s.tier = 'build' and s.record_status = 'entered'
        group by s.name, r.period, r.invest_ytd, p.planned_invest
    """
    return Counter(_light(*row[1:], by_targets=by_targets) for row in db.rows(sql, **on(day)))


def _light(period, done, planned, target, *, by_targets) -> str:
    if not planned:
        return "grey"
    expected = Fraction(target) / Fraction(planned) if by_targets else Fraction(int(period[5:]), 12)
    behind = (expected - Fraction(done) / Fraction(planned)) * 100
    return "red" if behind > 30 else "yellow" if behind > 10 else "green"


def month_ends(today: date) -> list[date]:
    calendar = Months(today)
    return [calendar.last(ago) for ago in calendar.told]


def test_nothing_is_told_in_a_register_that_has_something(db):
    ledger.record(
        db,
        ledger.compare(db, ledger.wanted([CodeItem(list="category", name="教育")])),  # type: ignore[arg-type]
        by=OFFICE,
        origin=Origin(Source.FORM),
    )
    with pytest.raises(demonstration.NotEmptyError):
        demonstration.tell(db, today=TODAY, by=OFFICE)
    assert not demonstration.is_told(db)


def test_a_clerk_does_not_make_the_demonstration(db):
    with pytest.raises(DeniedError):
        demonstration.tell(db, today=TODAY, by=Person("张三", Role.CLERK))
    assert demonstration.is_empty(db)


def test_it_is_told_once(told):
    with pytest.raises(demonstration.NotEmptyError):
        demonstration.tell(told, today=TODAY, by=OFFICE)
    assert demonstration.is_told(told)


def test_forty_scenarios_stand_in_their_tiers_and_two_have_left(told):
    assert Counter(tiers(told, TODAY).values()) == {"build": 23, "operate": 7, "reserve": 5, "plan": 5, "exit": 2}


def test_the_four_domains_are_those_of_the_list(told):
    sql = "select domain, count(*) from scenario where tier <> 'exit' group by domain"
    assert dict(told.rows(sql)) == {Domain.INDUSTRY: 18, Domain.GOVERNMENT: 12, Domain.ENTERPRISE: 6, Domain.LINE: 4}


@pytest.mark.parametrize("by_targets", [False, True])
def test_the_lights_are_a_believable_mix(told, by_targets):
    assert lights(told, TODAY, by_targets=by_targets) == {"green": 14, "yellow": 5, "red": 3, "grey": 1}


def test_red_has_lasted_for_different_times(told):
    reds = [lights(told, end)["red"] for end in month_ends(TODAY)[-7:]]
    assert reds[-1] == 3
    assert {1, 2, 3} == set(reds)


def test_every_month_end_shows_another_picture(told):
    ends = month_ends(TODAY)
    pictures = [(tuple(sorted(tiers(told, end).items())), tuple(sorted(lights(told, end).items()))) for end in ends]
    assert len(ends) == 13
    assert all(one != next_one for one, next_one in pairwise(pictures))
    assert all(sum(tier in LIVE for _, tier in picture) >= 37 for picture, _ in pictures)


def test_the_figure_of_the_article_stands_at_the_end_of_june(told):
    sql = """
        select r.invest_ytd, p.planned_invest
        from scenario_on(:moment) as s
        join progress_report_on(:moment) as r on r.scenario_id = s.id and r.period = '2026-06'
        join annual_plan_on(:moment) as p on p.scenario_id = s.id and p.year = 2026
        where s.name = '100个年度智能化重点项目'
    """
    [(done, planned)] = told.rows(sql, **on(date(2026, 6, 30)))
    assert (done, planned) == (1_549_000, 2_402_000)
    assert round(done / planned * 100, 1) == Fraction("64.5")


def test_closed_months_have_returns_and_the_open_one_has_none(told):
    sql = "select period, count(*) from progress_report where period_type = 'month' group by period order by period"
    found = dict(told.rows(sql))
    assert list(found) == [f"{end:%Y-%m}" for end in month_ends(TODAY)]
    assert min(found.values()) >= 18


def test_some_are_stale(told):
    sql = """
        select s.name, max(r.period)
        from scenario as s
        join progress_report as r on r.scenario_id = s.id and r.period_type = 'month'
        where s.tier = 'build'
        group by s.name
        having max(r.period) < '2026-10'
    """
    assert dict(told.rows(sql)) == {
        "长三角(无锡)马山数据中心": "2026-09",
        "“3+3”城市大数据中心安全体系": "2026-08",
    }


def test_months_spent_never_fall_within_a_year(told):
    sql = """
        select scenario_id, substr(period, 1, 4), period, invest_ytd
        from progress_report
        where invest_ytd is not null
        order by scenario_id, period
    """
    rows = told.rows(sql)
    pairs = [(one, after) for one, after in pairwise(rows) if one[:2] == after[:2]]
    assert all(one[3] <= after[3] for one, after in pairs)


def test_twelve_targets_add_up_to_their_plan(told):
    sql = """
        select s.name, p.year, p.planned_invest, sum(t.target_invest), count(*)
        from annual_plan as p
        join monthly_target as t on t.scenario_id = p.scenario_id and t.year = p.year
        join scenario as s on s.id = p.scenario_id
        where p.planned_invest is not null
        group by s.name, p.year, p.planned_invest
    """
    for name, year, planned, targets, months in told.rows(sql):
        assert (targets, months) == (planned, 12), (name, year)


def test_the_tier_goes_in_step_with_the_moves(told):
    sql = """
        select s.name, s.tier, s.tier_since, m.to_tier, m.effective_on
        from scenario as s
        join move as m on m.scenario_id = s.id and m.status = 'effective'
        where m.type not in ('suspend', 'resume')
        order by s.id, m.effective_on
    """
    last = {row[0]: row for row in told.rows(sql)}
    assert len(last) == 42
    assert all((tier, since) == (to, day) for _, tier, since, to, day in last.values())


def test_each_kind_of_move_has_happened(told):
    found = Counter(row[0] for row in told.rows("select type from move where status = 'effective'"))
    assert set(found) == {"enter", "promote", "demote", "suspend", "resume", "commission", "exit", "merge"}
    assert {row[0] for row in told.rows("select status from move")} == {
        "effective",
        "first_review",
        "final_review",
        "returned",
    }


def test_the_history_of_a_scenario_shows_its_moves(told):
    key = told.value("select id from scenario where name = '一网统管'")
    versions = ledger.history(told, "scenario", key)
    moved = [version.fields["tier"] for version in versions if "tier" in version.fields]
    assert moved == [(None, Tier.PLAN), (Tier.PLAN, Tier.RESERVE), (Tier.RESERVE, Tier.BUILD)]
    assert all(version.batch.origin.source is Source.DEMO for version in versions)
    assert all("示例" in version.batch.author for version in versions)


def test_a_corrected_return_keeps_the_wrong_one(told):
    sql = "select id from progress_report_version where invest_ytd is not null group by id having count(*) > 1"
    [(key,)] = told.rows(sql)
    first, second = ledger.history(told, "progress_report", key)
    assert set(second.fields) == {"invest_ytd"}
    assert first.batch.recorded_at < second.batch.recorded_at


def test_history_ends_before_the_day_on_which_it_is_told(told):
    moments = [batch.recorded_at for batch in histories.batches(told, limit=1_000)]
    assert 60 <= len(moments) <= 180
    assert max(moments) < days.start_of(TODAY, ZONE)
    assert days.local(min(moments), ZONE).date() == date(2025, 10, 9)


def test_the_register_is_whole(told):
    assert not verify(told).problems


def test_no_record_breaks_a_rule(told):
    for kind in KINDS.values():
        rows = told.rows(f"select {', '.join(kind.names)} from {kind.name}")
        assert [(kind.name, row[0]) for row in rows if rules.problems_with(kind.read(row))] == []


def test_what_is_invented_says_so(told):
    assert not told.rows("select name from scenario where remark not like '%示例%'")
    assert not told.rows("select author from batch where author not like '示例·%' and id > 1")
    assert not told.rows("select id from progress_report where reported_by not like '示例·%'")
    assert not told.rows("select id from annual_plan where target not like '示例%'")
    assert not told.rows("select title from demand where remark not like '%示例%'")


def test_what_is_quoted_stands_in_the_article():
    """The excerpts are the sentences of the article that name a scenario, as they were printed."""
    article = names.key(ARTICLE.read_text(encoding="utf-8"))
    facts = tomllib.loads((Path(demonstration.__file__).parent / "scenarios.toml").read_text(encoding="utf-8"))
    quoted = [it["summary"] for it in facts["scenario"] if not it.get("invented")]
    pieces = [piece for summary in quoted for piece in summary.split("…")]
    assert len(quoted) == 40
    assert [piece for piece in pieces if names.key(piece) not in article] == []


def test_departments_are_found_under_old_and_new_names(told):
    written = ["市大数据局", "市数据局", "无锡市大数据管理局", "市政务办", "市通信管理办", "国企", "市大数据管理局"]
    found = departments.resolve(told, written, on=TODAY)
    assert len({found[name] for name in written[:3]}) == 1
    assert found["市政务办"] == told.value("select id from department where name = '市行政审批局'")
    assert (found["国企"], found["市大数据管理局"]) == (None, None)
    assert departments.near(told, "市大数据管理局")[0].department_id == found["市数据局"]


def test_the_name_of_the_day_changes_with_the_reform(told):
    sql = "select name from department_on(:moment) where full_name like '无锡市%数据%局'"
    assert told.value(sql, **on(date(2025, 12, 31))) == "市大数据局"
    assert told.value(sql, **on(TODAY)) == "市数据局"


def test_departments_wait_for_each_other(told):
    sql = """
        select s.name, d.name, p.requested_on
        from partner as p
        join scenario as s on s.id = p.scenario_id
        join department as d on d.id = p.department_id
        where p.interface_status in ('none', 'talking', 'disputed') and p.requested_on is not null
    """
    waits = {(scenario, department): (TODAY - since).days for scenario, department, since in told.rows(sql)}
    assert waits["家门口的医养结合", "市卫健委"] == 41
    assert waits["一网统管", "市公安局"] == 12
    assert sum(age >= 40 for age in waits.values()) >= 8
    assert told.value("select count(*) from partner where interface_status = 'disputed'") == 3


def test_the_chain_of_the_article_stands_step_by_step(told):
    sql = """
        select l.content, d.name
        from link as l
        join scenario as s on s.id = l.from_id
        join department as d on d.id = l.department_id
        where l.type = 'chain' and s.name = '疫情防控运行指挥平台'
        order by l.step_no
    """
    steps = told.rows(sql)
    assert [step for step, _ in steps] == ["监测预警", "流调", "追阳", "转运", "隔离", "重点人员管理"]


def test_some_demands_have_no_scenario(told):
    sql = "select count(*) from demand where id not in (select demand_id from demand_scenario)"
    assert told.value("select count(*) from demand") == 22
    assert told.value(sql) == 8


def test_a_figure_keeps_its_qualifier(told):
    rows = told.rows("select name, value, qualifier from metric where qualifier is not null")
    found = {name: (value, qualifier) for name, value, qualifier in rows}
    assert found["已上线民生服务"] == (780, "over")
    assert found["日活跃用户峰值"] == (7_200_000, "about")


@pytest.mark.slow
@pytest.mark.parametrize(
    "today",
    [
        date(2026, 1, 1),
        date(2026, 2, 3),
        date(2026, 5, 1),
        date(2026, 6, 30),
        date(2026, 12, 31),
        date(2028, 2, 29),
    ],
)
def test_it_looks_current_on_any_day(today, tmp_path):
    for register in _told(f"duckdb:///{tmp_path / 'register.duckdb'}", today):
        now = Counter(tiers(register, today).values())
        assert now == {"build": 23, "operate": 7, "reserve": 5, "plan": 5, "exit": 2}
        assert lights(register, today, by_targets=True) == {"green": 14, "yellow": 5, "red": 3, "grey": 1}
        assert register.value("select max(recorded_at) from batch") < days.start_of(today, ZONE)


@pytest.mark.slow
@pytest.mark.parametrize("told", ["postgres"], indirect=True)
def test_the_same_day_gives_the_same_library_on_any_engine(told, tmp_path):
    names = ", ".join(KINDS["scenario"].names)
    sql = f"select {names}, version, recorded_at, superseded_at from scenario_version order by id, version"
    for register in _told(f"duckdb:///{tmp_path / 'another'}"):
        assert register.rows(sql) == told.rows(sql)


def test_a_scenario_is_complete_enough_to_show(told):
    sql = f"select {', '.join(KINDS['scenario'].names)} from scenario where tier = 'build'"
    found = [KINDS["scenario"].read(row) for row in told.rows(sql)]
    for it in found:
        assert isinstance(it, Scenario)
        assert all((it.summary, it.pain_point, it.lead_id, it.contact, it.outcome, it.approval_no, it.planned_finish))
