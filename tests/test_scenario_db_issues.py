"""Problems: every state × step × role, what each step asks for and writes, and those that raise themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from scenario_db import duties, issues, ledger, raising, supervision
from scenario_db.changes import StaleError
from scenario_db.codes import CodeList, Instrument, IssueLevel, IssueOrigin, IssueStatus, Role, Tier
from scenario_db.issues import STEPS, IssueStep, Said, Side, StepError
from scenario_db.piles import Pile
from scenario_db.records import CodeItem, Department, Issue, Scenario
from scenario_db.roles import DeniedError, Person
from scenario_db.wording import Words
from tests.telling import OFFICE, write

DAY = date(2026, 1, 20)
LEAD, HEALTH, OTHER = "d1", "d2", "d3"
GROUP, OTHER_GROUP = "working_group/民生", "working_group/教育"
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id=LEAD)
ISSUE = Issue(
    id="i1",
    code="WT-2026-0001",
    scenario_id="s1",
    description="数据接口未开放",
    needs_department_id=HEALTH,
    raised_on=date(2026, 1, 10),
    due_on=date(2026, 1, 31),
    origin=IssueOrigin.DEPARTMENT,
)
CLERK, HEAD = Person("张三", Role.CLERK, LEAD), Person("张局", Role.REVIEWER, LEAD)
DOCTOR, CHIEF = Person("李四", Role.CLERK, HEALTH), Person("李主任", Role.REVIEWER, HEALTH)
STRANGER = Person("王五", Role.CLERK, OTHER)
ZH = Words("zh")
ALL_SAID = Said("接口已开放", date(2026, 2, 10), HEALTH, Instrument.REMINDER, "锡数提〔2026〕1号", DAY)

PEOPLE = {
    "clerk of the lead": CLERK,
    "reviewer of the lead": HEAD,
    "clerk of the department needed": DOCTOR,
    "reviewer of the department needed": CHIEF,
    "clerk of another": STRANGER,
    "reviewer of another": Person("王主任", Role.REVIEWER, OTHER),
    "clerk of no department": Person("无名", Role.CLERK),
    "working group": Person("专班", Role.GROUP, working_group_id=GROUP),
    "another working group": Person("别的专班", Role.GROUP, working_group_id=OTHER_GROUP),
    "office": OFFICE,
    "leader": Person("市领导", Role.LEADER),
    "leader who instructed it": Person("王市长", Role.LEADER),
    "secretary of that leader": Person("赵秘书（代 王市长）", Role.LEADER),
    "administrator": Person("管理员", Role.ADMIN),
}
_LEAD = {"clerk of the lead", "reviewer of the lead"}
_NEEDED = {"clerk of the department needed", "reviewer of the department needed"}

WHO = {
    IssueStep.TAKE_ON: _NEEDED,
    IssueStep.ANSWER: _NEEDED | {"office"},
    IssueStep.HAND_BACK: _NEEDED | {"office"},
    IssueStep.RAISE_AGAIN: _LEAD | {"office"},
    IssueStep.NOT_ENOUGH: _LEAD | {"office"},
    IssueStep.CLOSE: _LEAD | {"office"},
    IssueStep.REOPEN: _LEAD | {"office"},
    IssueStep.TO_WORKING_GROUP: {"reviewer of the lead", "office", "working group"},
    IssueStep.TO_LEADING_GROUP: {"office", "working group"},
    IssueStep.LETTER: {"office"},
    IssueStep.ADVISE: {"office", "working group"},
}
WHEN = {
    IssueStep.TAKE_ON: {"open": "working"},
    IssueStep.ANSWER: {"open": "to_confirm", "working": "to_confirm"},
    IssueStep.HAND_BACK: {"open": "returned", "working": "returned"},
    IssueStep.RAISE_AGAIN: {"returned": "open"},
    IssueStep.NOT_ENOUGH: {"to_confirm": "working"},
    IssueStep.CLOSE: dict.fromkeys(("open", "working", "returned", "to_confirm"), "closed"),
    IssueStep.REOPEN: {"closed": "working"},
    IssueStep.TO_WORKING_GROUP: {it: it for it in ("open", "working", "returned", "to_confirm")},
    IssueStep.TO_LEADING_GROUP: {},
    IssueStep.LETTER: {it: it for it in ("open", "working", "returned")},
    IssueStep.ADVISE: {it: it for it in ("open", "working", "returned", "to_confirm")},
}
"""Of a problem at the level of departments: where each step leads from each state, as domain.md §2.3 tells them."""


@pytest.mark.parametrize(("status", "step"), list(product(IssueStatus, IssueStep)))
def test_in_every_state_every_step_is_open_to_just_these_people(status, step):
    """The whole table, from the two above: allowed exactly where both say so."""
    it = replace(ISSUE, status=status)
    allowed = {who for who, person in PEOPLE.items() if issues.refusal(person, it, LEAD, step, GROUP) is None}
    assert allowed == (WHO[step] if status in WHEN[step] else set())


HERS = {"leader who instructed it", "secretary of that leader"}
SEEN_TO_ITS_END = {IssueStep.RAISE_AGAIN, IssueStep.NOT_ENOUGH, IssueStep.CLOSE, IssueStep.REOPEN}


def test_what_was_instructed_is_answered_by_who_is_needed_and_ended_by_who_asked():
    """The same table: in place of the lead, whoever instructed it."""
    wrong = []
    for status, step, who in product(IssueStatus, IssueStep, PEOPLE):
        it = replace(ISSUE, status=status, origin=IssueOrigin.INSTRUCTION, raised_by="王市长")
        allowed = who in (WHO[step] - _LEAD | (HERS if step in SEEN_TO_ITS_END else set()))
        if (issues.refusal(PEOPLE[who], it, LEAD, step, GROUP) is None) != (allowed and status in WHEN[step]):
            wrong.append((status, step, who))
    assert wrong == []


@pytest.fixture
def city(db):
    units = [
        Department(id=key, name=name, working_group_id=group)
        for key, name, group in (
            (LEAD, "市民政局", GROUP),
            (HEALTH, "市卫健委", None),
            (OTHER, "市教育局", OTHER_GROUP),
        )
    ]
    write(db, *(CodeItem(list=CodeList.WORKING_GROUP, name=name) for name in ("民生", "教育")))
    ledger.new_ids(db, "issue", 1)  # the next one is not called as the one below
    write(db, *units, CARE, ISSUE)
    return db


@pytest.mark.parametrize(("step", "status"), [(step, status) for step, found in WHEN.items() for status in found])
def test_what_may_be_done_is_written_and_leads_where_the_table_says(city, step, status):
    write(city, replace(ISSUE, status=IssueStatus(status)))
    by = PEOPLE[min(WHO[step])]
    issues.take(city, "i1", step, ALL_SAID, by=by, day=DAY)
    assert issues.get(city, "i1")[0].status == WHEN[step][status]


@pytest.mark.parametrize("step", [step for step, rule in STEPS.items() if rule.asks])
def test_a_step_without_its_words_is_refused_and_nothing_is_written(city, step):
    status = min(STEPS[step].states)
    write(city, replace(ISSUE, status=status, level=STEPS[step].level or ISSUE.level))
    before = ledger.history(city, "issue", "i1")
    with pytest.raises(StepError) as refused:
        issues.take(city, "i1", step, Said(words="  "), by=OFFICE, day=DAY)
    assert refused.value.problem.kind == "issue_step_unsaid"
    assert ledger.history(city, "issue", "i1") == before


def test_a_problem_goes_from_department_to_department_and_back(city):
    issues.take(city, "i1", IssueStep.TAKE_ON, Said(), by=DOCTOR, day=DAY)
    issues.take(city, "i1", IssueStep.ANSWER, Said("已开放健康档案接口"), by=DOCTOR, day=DAY)
    issues.take(city, "i1", IssueStep.NOT_ENOUGH, Said("只有三个字段"), by=CLERK, day=DAY)
    issues.take(city, "i1", IssueStep.ANSWER, Said("全部字段已开放"), by=CHIEF, day=DAY)
    issues.take(city, "i1", IssueStep.CLOSE, Said("联调报告 2026-1"), by=CLERK, day=DAY + timedelta(days=1))
    it, _ = issues.get(city, "i1")
    assert (it.status, it.assigned_to, it.answer, it.answered_by) == ("closed", "李四", "全部字段已开放", "李主任")
    assert (it.evidence, it.closed_by, it.closed_on) == ("联调报告 2026-1", "张三", date(2026, 1, 21))
    notes = [it.batch.origin.note for it in ledger.history(city, "issue", "i1")]
    assert notes[1:] == ["", "已开放健康档案接口", "只有三个字段", "全部字段已开放", "联调报告 2026-1"]


def test_reopening_is_counted_and_asks_for_a_new_date(city):
    write(city, replace(ISSUE, status=IssueStatus.CLOSED, closed_by="张三", closed_on=DAY, evidence="报告"))
    issues.take(city, "i1", IssueStep.REOPEN, Said("又断了", date(2026, 3, 1)), by=CLERK, day=DAY)
    it, _ = issues.get(city, "i1")
    assert (it.reopened, it.due_on, it.closed_by, it.evidence) == (1, date(2026, 3, 1), None, None)


def test_a_problem_climbs_one_level_at_a_time(city):
    with pytest.raises(StepError):
        issues.take(city, "i1", IssueStep.TO_LEADING_GROUP, Said("请领导小组协调"), by=OFFICE, day=DAY)
    issues.take(city, "i1", IssueStep.TO_WORKING_GROUP, Said("一个月未动"), by=HEAD, day=DAY)
    issues.take(city, "i1", IssueStep.TO_LEADING_GROUP, Said("请领导小组协调"), by=OFFICE, day=DAY + timedelta(days=5))
    it, _ = issues.get(city, "i1")
    assert (it.level, it.level_since) == (IssueLevel.LEADING_GROUP, date(2026, 1, 25))


def test_the_working_group_advises_and_calls_up_what_its_departments_lead(city):
    member, other = PEOPLE["working group"], PEOPLE["another working group"]
    issues.take(city, "i1", IssueStep.TO_WORKING_GROUP, Said("请专班协调"), by=HEAD, day=DAY)
    issues.take(city, "i1", IssueStep.ADVISE, Said("先走数据共享专区"), by=member, day=DAY)
    with pytest.raises(StepError):
        issues.take(city, "i1", IssueStep.ADVISE, Said("不相干"), by=other, day=DAY)
    issues.take(city, "i1", IssueStep.TO_LEADING_GROUP, Said("请领导小组定"), by=member, day=DAY)
    it, _ = issues.get(city, "i1")
    assert (it.advice, it.level, it.status) == ("先走数据共享专区", IssueLevel.LEADING_GROUP, IssueStatus.OPEN)
    assert supervision.one(city, it.code, DAY, (HEALTH,)) is None
    assert supervision.count(city, supervision.Search(DAY, leads=(HEALTH, OTHER))) == 0
    assert supervision.count(city, supervision.Search(DAY, leads=(LEAD,))) == 1


def test_a_letter_leaves_its_number_its_day_and_the_new_date(city):
    issues.take(city, "i1", IssueStep.LETTER, ALL_SAID, by=OFFICE, day=DAY)
    it, _ = issues.get(city, "i1")
    assert (it.instrument, it.document, it.document_on) == (Instrument.REMINDER, "锡数提〔2026〕1号", DAY)
    assert (it.due_on, it.status) == (date(2026, 2, 10), IssueStatus.OPEN)


def test_handed_back_it_may_be_raised_again_with_another_department(city):
    issues.take(city, "i1", IssueStep.HAND_BACK, Said("不归我委"), by=DOCTOR, day=DAY)
    issues.take(city, "i1", IssueStep.RAISE_AGAIN, Said("请开放", date(2026, 2, 1), OTHER), by=CLERK, day=DAY)
    it, _ = issues.get(city, "i1")
    assert (it.needs_department_id, it.status, it.due_on) == (OTHER, IssueStatus.OPEN, date(2026, 2, 1))


def test_whoever_was_slower_is_told(city):
    issues.take(city, "i1", IssueStep.TAKE_ON, Said(), by=DOCTOR, day=DAY, version=1)
    with pytest.raises(StaleError):
        issues.take(city, "i1", IssueStep.ANSWER, Said("好"), by=CHIEF, day=DAY, version=1)


def test_a_problem_that_left_is_told(city):
    with pytest.raises(StepError) as refused:
        issues.take(city, "i9", IssueStep.ANSWER, Said("好"), by=OFFICE, day=DAY)
    assert refused.value.problem.kind == "issue_gone"


def test_what_the_office_or_the_calendar_raised_only_the_office_closes():
    for origin in (IssueOrigin.INSTRUCTION, IssueOrigin.EXPIRY):
        it = replace(ISSUE, origin=origin, needs_department_id=LEAD, status=IssueStatus.TO_CONFIRM)
        assert issues.sides(CLERK, it, LEAD) == {Side.NEEDED}
        assert issues.steps_open_to(CLERK, it, LEAD) == []
        assert IssueStep.CLOSE in issues.steps_open_to(OFFICE, it, LEAD)


def test_where_nobody_is_named_the_lead_answers():
    it = replace(ISSUE, needs_department_id=None)
    assert issues.sides(CLERK, it, LEAD) == {Side.NEEDED, Side.RAISING}


NEW = Issue(scenario_id="s1", description="缺数据", needs_department_id=HEALTH, due_on=date(2026, 2, 1))


class TestRaising:
    def test_it_gets_a_code_its_day_and_its_origin(self, city):
        key = raising.raised(city, NEW, by=CLERK, day=DAY)
        it, lead = issues.get(city, key)
        assert it.code.startswith("WT-")
        assert (it.raised_by, it.raised_on, it.origin, it.status, lead) == ("张三", DAY, "department", "open", LEAD)

    def test_the_offices_is_an_instruction(self, city):
        key = raising.raised(city, replace(NEW, needs_department_id=LEAD), by=OFFICE, day=DAY)
        assert issues.get(city, key)[0].origin is IssueOrigin.INSTRUCTION

    @pytest.mark.parametrize(
        ("wrong", "kind"),
        [
            ({"description": " "}, "issue_unsaid"),
            ({"needs_department_id": None}, "issue_unsaid"),
            ({"due_on": None}, "issue_unsaid"),
            ({"due_on": date(2026, 1, 19)}, "issue_due_before"),
            ({"needs_department_id": LEAD}, "issue_needs_itself"),
        ],
    )
    def test_what_is_not_whole_is_refused(self, city, wrong, kind):
        with pytest.raises(StepError) as refused:
            raising.raised(city, replace(NEW, **wrong), by=CLERK, day=DAY)
        assert refused.value.problem.kind == kind

    def test_an_instruction_without_words_is_told_so_as_one(self, city):
        with pytest.raises(StepError) as refused:
            raising.raised(city, replace(NEW, description=" "), by=OFFICE, day=DAY)
        assert refused.value.problem.kind == "instruction_unsaid"

    def test_a_leader_instructs_and_sees_it_to_its_end(self, city):
        mayor = PEOPLE["leader who instructed it"]
        key = raising.raised(city, replace(NEW, needs_department_id=LEAD), by=mayor, day=DAY)
        assert (issues.get(city, key)[0].origin, issues.get(city, key)[0].raised_by) == ("instruction", "王市长")
        issues.take(city, key, IssueStep.ANSWER, Said("正在协调"), by=CLERK, day=DAY)
        issues.take(city, key, IssueStep.NOT_ENOUGH, Said("请给出日期"), by=mayor, day=DAY)
        issues.take(city, key, IssueStep.ANSWER, Said("2月底"), by=CLERK, day=DAY)
        issues.take(city, key, IssueStep.CLOSE, Said("好"), by=mayor, day=DAY)
        sources = [it.batch.origin.source for it in ledger.history(city, "issue", key)]
        assert sources == ["instruction", "form", "instruction", "form", "instruction"]

    def test_another_leader_ends_nothing(self, city):
        key = raising.raised(city, NEW, by=PEOPLE["leader who instructed it"], day=DAY)
        with pytest.raises(StepError):
            issues.take(city, key, IssueStep.CLOSE, Said("好"), by=PEOPLE["leader"], day=DAY)

    def test_a_leader_of_a_district_instructs_on_its_scenarios_alone(self, city):
        of_others = Person("区领导", Role.LEADER, district_id=OTHER)
        with pytest.raises(StepError) as refused:
            raising.raised(city, NEW, by=of_others, day=DAY)
        assert refused.value.problem.kind == "issue_not_read"
        assert raising.raised(city, NEW, by=replace(of_others, district_id=LEAD), day=DAY)

    def test_those_of_a_leader_are_found_whoever_wrote_them_for_her(self, city):
        for name in ("王市长", "王市长（代 李市长）", "赵秘书（代 王市长）", "老王市长"):
            raising.raised(city, replace(NEW, description=name), by=Person(name, Role.LEADER), day=DAY)
        raising.raised(city, NEW, by=CLERK, day=DAY)
        hers = supervision.Search(DAY, instructed=True, by=("王市长",))
        assert {it.description for it in supervision.find(city, hers)} == {
            "王市长",
            "王市长（代 李市长）",
            "赵秘书（代 王市长）",
        }
        assert supervision.count(city, replace(hers, by=())) == 4
        assert {it.lead for it in supervision.find(city, hers)} == {
            it.description for it in supervision.find(city, hers)
        }

    def test_the_department_finds_it_on_its_desk_with_whose_it_is(self, city):
        key = raising.raised(city, NEW, by=PEOPLE["leader who instructed it"], day=DAY)
        [it] = [it for it in duties.find(city, DOCTOR, Pile.TO_DO) if it.subject == key]
        assert it.what == "王市长：缺数据"

    @pytest.mark.parametrize("who", [STRANGER, Person("专班", Role.GROUP)])
    def test_from_the_scenario_of_another_nobody_raises_one(self, city, who):
        with pytest.raises(DeniedError):
            raising.raised(city, NEW, by=who, day=DAY)
        assert city.value("select count(*) from issue") == 1


class TestWhatNobodyRaises:
    STILL = replace(CARE, id="s2", code="A2", name="暂停的", suspended=True, resume_due=date(2026, 1, 15))

    def raise_due(self, db, day):
        found = raising.due_by_themselves(db, day, ZH)
        if found:
            write(db, *found)
        return found

    def test_a_suspension_that_is_over_becomes_a_problem_of_its_lead(self, city):
        write(city, self.STILL)
        [it] = self.raise_due(city, DAY)
        assert (it.origin, it.needs_department_id, it.due_on) == (IssueOrigin.EXPIRY, LEAD, date(2026, 2, 3))
        assert "2026-01-15" in it.description
        assert issues.get(city, it.id)[0].code.startswith("WT-")

    def test_it_does_so_once_however_often_one_asks(self, city):
        write(city, self.STILL)
        assert len(self.raise_due(city, DAY)) == 1
        assert self.raise_due(city, DAY) == []
        assert self.raise_due(city, DAY + timedelta(days=9)) == []

    def test_a_suspension_that_was_prolonged_and_is_over_again_does_so_again(self, city):
        write(city, self.STILL)
        self.raise_due(city, DAY)
        write(city, replace(self.STILL, resume_due=date(2026, 2, 1)))
        assert self.raise_due(city, date(2026, 2, 1)) == []
        assert len(self.raise_due(city, date(2026, 2, 2))) == 1

    @pytest.mark.parametrize(
        "quiet",
        [{"suspended": False}, {"resume_due": None}, {"resume_due": DAY}, {"tier": Tier.EXIT}],
    )
    def test_others_raise_nothing(self, city, quiet):
        write(city, replace(self.STILL, **quiet))
        assert self.raise_due(city, DAY) == []
