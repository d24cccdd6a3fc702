"""Who may change what, role by role and record by record; asked where it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scenario_db import ledger, rights, roles
from scenario_db.changes import Change, Origin
from scenario_db.codes import (
    CodeList,
    Duty,
    Gate,
    GateItem,
    IssueOrigin,
    IssueStatus,
    LinkType,
    MoveType,
    PartnerRole,
    Period,
    RecordStatus,
    ReviewStatus,
    Role,
    Source,
    Tier,
)
from scenario_db.kinds import KINDS, kind_of
from scenario_db.records import (
    AnnualPlan,
    CodeItem,
    Demand,
    Department,
    DepartmentAlias,
    GateAnswer,
    Issue,
    Link,
    Move,
    Partner,
    ProgressReport,
    Reminder,
    Scenario,
    Setting,
)
from scenario_db.roles import DeniedError, Person, Reach
from tests.telling import write

OWN, OTHER, NOBODY = "d1", "d2", None
GROUP = "working_group/民生"
MINE = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, lead_id=OWN, phone="1")
THEIRS = Scenario(id="s2", name="学位预警", tier=Tier.PLAN, lead_id=OTHER, phone="2")
NEW = Scenario(id="s3", name="新场景", tier=Tier.PLAN, lead_id=OWN, record_status=RecordStatus.FIRST_REVIEW)
MONTH = date(2026, 6, 30)
STATED = GateAnswer(scenario_id="s1", gate=Gate.G1, item=GateItem.UNCLASSIFIED, statement="不涉密")


@pytest.fixture
def city(db):
    write(db, CodeItem(list=CodeList.WORKING_GROUP, name="民生"))
    write(
        db,
        Department(id=OWN, name="市城管局", working_group_id=GROUP),
        Department(id=OTHER, name="市教育局"),
        MINE,
        THEIRS,
    )
    return db


def move(scenario, status):
    return Move(id="m1", scenario_id=scenario.id, type=MoveType.PROMOTE, to_tier=Tier.BUILD, status=status)


def entering(it, before=None):
    return Change(kind_of(it).name, it.id, before, it, 1 if before else 0)


LED_BY_HER = {
    "her scenario": entering(replace(MINE, summary="新"), MINE),
    "a new one under her lead": entering(NEW),
    "her plan": entering(AnnualPlan(scenario_id="s1", year=2026)),
    "her return": entering(
        ProgressReport(scenario_id="s1", period_type=Period.MONTH, period="2026-06", period_end=MONTH)
    ),
    "a partner of hers": entering(Partner(scenario_id="s1", department_id=OTHER, role=PartnerRole.SUPPORT)),
    "her own part in theirs": entering(Partner(scenario_id="s2", department_id=OWN, role=PartnerRole.SUPPORT)),
    "her link": entering(Link(from_id="s1", to_id="s2", type=LinkType.SHARES_DATA)),
    "her problem": entering(Issue(id="i1", scenario_id="s1", description="缺数据")),
    "a problem that needs her": entering(
        Issue(id="i1", scenario_id="s2", description="缺数据", needs_department_id=OWN)
    ),
    "her demand": entering(Demand(id="n1", title="找车位", proposer_id=OWN)),
    "a move that she proposes": entering(move(MINE, ReviewStatus.FIRST_REVIEW)),
    "an item of a gate stated": entering(STATED),
    "a reminder that she has read": entering(Reminder(id="r1", department_id=OWN, duty=Duty.RETURN, read_by="张三")),
    "a move that she withdraws": entering(move(MINE, ReviewStatus.WITHDRAWN)),
}
PASSED_ON = {"a move passed on": entering(move(MINE, ReviewStatus.FINAL_REVIEW))}
INSTRUCTED = Issue(
    id="i2",
    scenario_id="s2",
    description="请速办",
    needs_department_id=OTHER,
    origin=IssueOrigin.INSTRUCTION,
    raised_by="张三",
)
PROBLEM = Issue(id="i3", scenario_id="s1", description="缺数据")
ELSEWHERE = replace(PROBLEM, id="i4", scenario_id="s2")
ADVISED = {"advice to a problem of her group": entering(replace(PROBLEM, advice="先走专区"), PROBLEM)}
INSTRUCTED_BY_HER = {
    "what she instructed": entering(INSTRUCTED),
    "what she instructed closed": entering(replace(INSTRUCTED, status=IssueStatus.CLOSED), INSTRUCTED),
}
THE_OFFICES = {
    "what another instructed": entering(replace(INSTRUCTED, raised_by="李四")),
    "what another instructed made hers": entering(INSTRUCTED, replace(INSTRUCTED, raised_by="李四")),
    "a problem of theirs in her name": entering(replace(INSTRUCTED, origin=IssueOrigin.DEPARTMENT)),
    "advice to a problem of another group": entering(replace(ELSEWHERE, advice="先走专区"), ELSEWHERE),
    "their scenario": entering(replace(THEIRS, summary="新"), THEIRS),
    "their phone": entering(replace(THEIRS, phone="3"), THEIRS),
    "a new one under their lead": entering(replace(NEW, lead_id=OTHER)),
    "a new one without a lead": entering(replace(NEW, lead_id=NOBODY)),
    "hers given away": entering(replace(MINE, lead_id=OTHER), MINE),
    "theirs taken": entering(replace(THEIRS, lead_id=OWN), THEIRS),
    "a new one that is in at once": entering(replace(NEW, record_status=RecordStatus.ENTERED)),
    "an item of a gate waived": entering(replace(STATED, waived=True)),
    "another library": entering(replace(MINE, tier=Tier.OPERATE), MINE),
    "their plan": entering(AnnualPlan(scenario_id="s2", year=2026)),
    "their partner": entering(Partner(scenario_id="s2", department_id=OTHER, role=PartnerRole.SUPPORT)),
    "their link": entering(Link(from_id="s2", to_id="s1", type=LinkType.SHARES_DATA)),
    "their demand": entering(Demand(id="n1", title="找车位", proposer_id=OTHER)),
    "a move of theirs": entering(move(THEIRS, ReviewStatus.FIRST_REVIEW)),
    "a move that has effect": entering(move(MINE, ReviewStatus.EFFECTIVE)),
    "a department": entering(Department(id="d3", name="市水务局")),
    "another name": entering(DepartmentAlias(department_id=OWN, alias="城管")),
    "a setting": entering(Setting(name="x", value="1")),
}
ALL = LED_BY_HER | PASSED_ON | ADVISED | INSTRUCTED_BY_HER | THE_OFFICES
ALLOWED = {
    Role.CLERK: LED_BY_HER,
    Role.REVIEWER: LED_BY_HER | PASSED_ON,
    Role.GROUP: ADVISED,
    Role.OFFICE: ALL,
    Role.LEADER: INSTRUCTED_BY_HER,
    Role.ADMIN: {},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_change_what_the_table_says_and_nothing_else(city, role):
    person = Person("张三", role, OWN, working_group_id=GROUP if role is Role.GROUP else None)
    allowed = {name for name, change in ALL.items() if not rights.beyond(city, person, [change])}
    assert allowed == set(ALLOWED[role])


def test_whoever_belongs_to_no_unit_changes_nothing(city):
    person = Person("张三", Role.CLERK)
    assert [name for name, change in ALL.items() if not rights.beyond(city, person, [change])] == []


def test_what_stands_under_a_new_scenario_of_hers_is_hers(city):
    plan = entering(AnnualPlan(scenario_id=NEW.id, year=2026))
    assert rights.beyond(city, Person("张三", Role.CLERK, OWN), [entering(NEW), plan]) == []


def test_a_batch_with_one_change_too_many_is_refused_as_a_whole(city):
    wanted = [replace(MINE, summary="新"), replace(THEIRS, summary="新")]
    changes = ledger.compare(city, ledger.wanted(wanted))
    with pytest.raises(DeniedError) as refused:
        ledger.record(city, changes, by=Person("张三", Role.CLERK, OWN), origin=Origin(Source.IMPORT))
    assert (refused.value.problem.kind, refused.value.problem.facts["id"]) == ("not_yours", "s2")
    assert city.value("select count(*) from scenario where summary = '新'") == 0


def test_the_tables_speak_of_kinds_that_there_are():
    assert set(roles.OF_A_UNIT) <= set(KINDS)
    assert set(roles.REACHES) == set(Role)
    assert roles.reach(Role.OFFICE, "setting") == {Reach.ALL}
