"""The workbench, the problems and the reminders through the front door: what is shown, done, and written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import tables
from scenario_db import days, periods, reminders, settings, windows
from scenario_db.codes import Duty, IssueOrigin, IssueStatus, MoveType, PartnerRole, Period, ReviewStatus, Role, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Issue, Move, Partner, ProgressReport, Reminder, ReturnWindow, Scenario
from tests.telling import write

TODAY = days.today(settings.current().zone)
CARE = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.OPERATE, lead_id="d1", suspended=True)
ISSUE = Issue(
    id="i1",
    code="WT-1",
    scenario_id="s1",
    description="数据接口未开放 [x](y)",
    needs_department_id="d2",
    raised_on=TODAY - timedelta(days=40),
    due_on=TODAY - timedelta(days=3),
)
PARTNER = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA, requested_on=TODAY, task="提供健康档案")
MOVE = Move(
    id="m1",
    scenario_id="s1",
    type=MoveType.EXIT,
    from_tier=Tier.OPERATE,
    to_tier=Tier.EXIT,
    status=ReviewStatus.FIRST_REVIEW,
    reason="被替代",
)
NOTICE = Reminder(id="r1", department_id="d2", scenario_id="s1", duty=Duty.ISSUE, subject="i1", sent_on=TODAY)


@pytest.fixture
def city(db: Database) -> Database:
    write(db, Department(id="d1", name="市民政局"), Department(id="d2", name="市卫健委"), CARE)
    return db


@pytest.fixture
def at(city: Database, front_door: AppTest):
    """Opens a page as somebody, with an address."""

    def opened(page: str, role: Role, unit: str = "", **address: str) -> AppTest:
        front_door.session_state["visit.role"] = role
        if unit:
            front_door.session_state["visit.unit"] = unit
        for name, value in address.items():
            front_door.query_params[name] = value
        front_door.switch_page(f"pages/{page}.py").run()
        assert [it.message for it in front_door.exception] == []
        return front_door

    return opened


def words(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption, *page.info, *page.success, *page.error))


def click(page: AppTest, label: str) -> AppTest:
    next(it for it in page.button if it.label == label).click().run()
    assert [it.message for it in page.exception] == []
    return page


def piles(page: AppTest) -> dict[str, str]:
    return {it.label: it.value for it in page.metric}


class TestTheWorkbench:
    def test_a_clerk_arrives_there_and_a_leader_does_not(self, city, front_door):
        front_door.session_state["visit.role"] = Role.CLERK
        assert [it.value for it in front_door.run().title] == ["工作台"]
        front_door.session_state["visit.role"] = Role.LEADER

    def test_nothing_to_do_is_said(self, at):
        assert "今天没有要办的。" in words(at("desk/today", Role.CLERK, "d2"))

    def test_what_waits_lies_in_its_pile_with_what_is_expected(self, at, city):
        write(city, ISSUE, PARTNER, NOTICE)
        page = at("desk/today", Role.CLERK, "d2")
        assert piles(page) == {"待处置": "1", "待审核": "0", "待确认": "1", "待查阅": "1"}
        assert "1 项超期" in words(page)
        assert "超期 3 天" in words(page)
        assert "待处理 · 请答复 · 市民政局" in words(page).replace("\\", "")

    def test_what_people_wrote_is_shown_as_they_wrote_it(self, at, city):
        write(city, ISSUE)
        assert "\\[x\\](y)" in words(at("desk/today", Role.CLERK, "d2"))

    def test_a_reviewer_finds_the_move_and_the_way_to_it(self, at, city):
        write(city, MOVE)
        page = at("desk/today", Role.REVIEWER, "d1")
        assert piles(page)["待审核"] == "1"
        assert "退出 · 待初审 · 请审核" in words(page)

    def test_a_reviewer_finds_the_returns_that_nobody_has_read(self, at, city):
        """A month's return of a scenario in 建设 counts at once; a link leads to where it is read."""
        scenario = Scenario(id="s2", code="A2", name="一网统管", tier=Tier.BUILD, lead_id="d1")
        month = periods.containing(Period.MONTH, TODAY)
        report = ProgressReport(
            scenario_id="s2", period_type=Period.MONTH, period=month.name, period_end=month.last, filed_on=TODAY
        )
        write(city, scenario, ReturnWindow(period_type=Period.MONTH, period=month.name, opens_on=TODAY, due_on=TODAY))
        write(city, report)
        page = at("desk/today", Role.REVIEWER, "d1")
        assert piles(page)["待审核"] == "1"
        assert f"{month.name} 期 1 份填报待审核" in words(page).replace("\\", "")
        page.query_params["view"] = "review"
        page.switch_page("pages/desk/progress.py").run()
        assert "确认本页全部 1 份" in [it.label for it in page.button]

    def test_a_problem_opens_its_dialog_on_the_answer(self, at, city):
        write(city, ISSUE)
        page = click(at("desk/today", Role.CLERK, "d2"), "办理")
        assert page.button_group(key="steps.step.i1").value == "answer"
        assert [it.label for it in page.text_area] == ["答复：怎么解决、何时可用"]

    def test_an_answer_opens_it_on_the_closing(self, at, city):
        write(city, replace(ISSUE, status=IssueStatus.TO_CONFIRM, answer="已开放"))
        page = click(at("desk/today", Role.CLERK, "d1"), "办理")
        assert page.button_group(key="steps.step.i1").value == "close"
        assert "已开放" in words(page)

    def test_a_promise_opens_its_dialog_on_the_confirmation(self, at, city):
        write(city, PARTNER)
        page = click(at("desk/today", Role.CLERK, "d2"), "答复")
        assert "提供健康档案" in words(page)
        assert "提交" in [it.label for it in page.button]

    def test_a_reminder_is_read_with_one_click(self, at, city):
        write(city, NOTICE)
        click(at("desk/today", Role.CLERK, "d2"), "知道了")
        assert [it.reminder.read_on for it in reminders.find(city)] == [TODAY]

    def test_in_english_it_says_the_same(self, at, city):
        write(city, ISSUE)
        page = at("desk/today", Role.CLERK, "d2", lang="en")
        page.button_group(key="lang").set_value("en").run()
        assert piles(page)["To do"] == "1"
        assert "3 days over" in words(page)

    def test_returns_that_are_due_lie_among_the_rest_by_their_date(self, at, city):
        """A scenario in 建设 owes this week's by tomorrow; what is overdue stands above it."""
        week = periods.containing(Period.WEEK, TODAY).name
        write(city, replace(CARE, id="s2", code="A2", name="学位预警", lead_id="d2", tier=Tier.BUILD, suspended=False))
        write(city, ReturnWindow(period_type=Period.WEEK, period=week, due_on=TODAY + timedelta(days=1)))
        write(city, replace(ISSUE, due_on=TODAY - timedelta(days=400)))
        page = at("desk/today", Role.CLERK, "d2")
        told = [it.value for it in page.markdown if "badge[问题答复]" in it.value or "badge[填报]" in it.value]
        assert "问题答复" in told[0]
        assert "1 个场景待报" in told[1]


class TestTheProblems:
    def test_there_are_none_yet(self, at):
        assert "还没有问题" in words(at("desk/issues", Role.OFFICE))

    def test_the_list_tells_colour_age_and_who_waits(self, at, city):
        write(city, ISSUE)
        page = at("desk/issues", Role.OFFICE)
        rows = page.dataframe[0].value
        assert list(rows["needed"]) == ["市卫健委"]
        assert list(rows["alert"]) == ["红·超期"]
        assert list(rows["age"]) == [40]
        assert page.dataframe[2].value.iloc[0].to_dict()["on"] == "市卫健委"

    def test_one_problem_offers_the_steps_of_this_person_and_no_others(self, at, city):
        write(city, ISSUE)
        steps = {"接办", "答复", "退回", "销号", "提级到专项工作组", "发函督办"}
        page = at("desk/issues", Role.CLERK, "d1", issue="WT-1")
        assert {it.label for it in page.button} & steps == {"销号"}
        page = at("desk/issues", Role.CLERK, "d2", issue="WT-1")
        assert {it.label for it in page.button} & steps == {"接办", "答复", "退回"}

    def test_the_letter_that_is_proposed_is_that_of_its_colour(self, at, city):
        write(city, ISSUE)
        page = click(at("desk/issues", Role.OFFICE, issue="WT-1"), "发函督办")
        assert "supervision" in [it.value for it in page.selectbox]
        assert "督办文号" in [it.label for it in page.text_input]

    def test_a_clerk_raises_one_of_her_own_scenarios_only(self, at, city):
        write(city, replace(CARE, id="s2", code="A2", name="学位预警", lead_id="d2"))
        page = click(at("desk/issues", Role.CLERK, "d1"), "提出问题")
        assert [it.options for it in page.selectbox if it.label == "场景"] == [["家门口的医养结合"]]

    def test_the_card_raises_one_of_its_scenario_for_whoever_leads_it(self, at, city):
        page = click(at("desk/scenario", Role.CLERK, "d1", code="A1"), "提出问题")
        assert "**家门口的医养结合**" in words(page)
        assert "提出问题" not in [it.label for it in at("desk/scenario", Role.CLERK, "d2", code="A1").button]

    def test_figures_stand_as_figures(self, at, city):
        write(city, ISSUE)
        ages = at("desk/issues", Role.OFFICE).dataframe[1].value
        assert ages[["open", "overdue", "over_30", "oldest"]].to_numpy().tolist() == [[1, 1, 1, 40]]

    def test_a_code_that_is_not_there_gets_a_sentence(self, at):
        assert "没有编号为 WT-9 的问题" in words(at("desk/issues", Role.OFFICE, issue="WT-9"))


class TestTheReminders:
    def test_nobody_owes_anything(self, at):
        assert "没有单位需要催办" in words(at("office/reminders", Role.OFFICE))

    def test_the_list_of_what_was_sent_and_how(self, at, city):
        write(city, ISSUE, replace(NOTICE, message="请尽快"))
        page = at("office/reminders", Role.OFFICE)
        tables = [it.value for it in page.dataframe]
        assert list(tables[0]["overdue"]) == [1]
        assert list(tables[1]["what"]) == ["请尽快"]
        assert "已开通：系统内" in words(page)

    def test_the_switch_lets_reminders_go_by_themselves(self, at, city):
        at("office/reminders", Role.OFFICE).toggle(key="reminders.on").set_value(True).run()
        assert reminders.is_on(city)


class TestInstructions:
    def test_the_card_opens_the_dialog_with_its_lead_and_ten_working_days(self, at, city):
        page = click(at("desk/scenario", Role.LEADER, code="A1"), "批示")
        assert [it.label for it in page.text_area] == ["批示意见"]
        assert (page.selectbox[-1].label, page.selectbox[-1].value) == ("由谁答复", "d1")
        assert page.date_input[-1].value == windows.calendar(city).working_days_after(TODAY, 10)

    @pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.ADMIN])
    def test_nobody_else_is_offered_it(self, at, role):
        assert "批示" not in [it.label for it in at("desk/scenario", role, "d1", code="A1").button]
        page = at("overview/portfolio", role, "d1")
        assert "批示" not in [it.label for it in page.button]
        assert "我的批示" not in [it.value for it in page.header]

    def test_from_a_list_it_is_the_ticked_row(self, at, city):
        write(city, ISSUE, replace(CARE, id="s2", code="A2", name="停车", tier=Tier.BUILD, suspended=False))
        page = at("overview/portfolio", Role.LEADER)
        assert next(it for it in page.button if it.key == "instruct.stuck.give").disabled
        rows = SimpleNamespace(selection=SimpleNamespace(rows=[0]))
        assert tables.ticked_row(rows, 1) == 0
        assert tables.ticked_row(rows, 0) is None
        assert tables.ticked_row(None, 1) is None

    def test_hers_stand_on_the_overview_and_the_offices_are_all(self, at, city):
        hers = replace(ISSUE, origin=IssueOrigin.INSTRUCTION, raised_by="领导", description="请速办")
        write(city, hers, replace(hers, id="i2", code="WT-2", raised_by="另一位", description="请报告"))
        assert list(table_of(at("overview/portfolio", Role.LEADER), "我的批示")["description"]) == ["请速办"]
        assert set(table_of(at("overview/portfolio", Role.OFFICE), "批示办理")["description"]) == {"请速办", "请报告"}

    def test_the_list_of_problems_holds_them_alone_if_wished(self, at, city):
        write(city, ISSUE, replace(ISSUE, id="i2", code="WT-2", origin=IssueOrigin.INSTRUCTION, raised_by="领导"))
        page = at("desk/issues", Role.OFFICE)
        page.toggle(key="instructed").set_value(True).run()
        assert "共 **1** 个问题" in words_of(page)


def words_of(page: AppTest) -> str:
    return words(page).replace("\\", "")


def table_of(page: AppTest, title: str) -> pd.DataFrame:
    assert title in [it.value for it in page.header]
    return next(it.value for it in page.dataframe if "age" in it.value and "status" in it.value)
