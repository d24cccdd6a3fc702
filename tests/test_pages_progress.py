"""The page of returns through the front door: what is owed, what is typed, what is sent, what survives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import seeking
from scenario_db import days, drafts, ledger, plans, progress, settings
from scenario_db.codes import Light, Period, Role, Tier
from scenario_db.database import Database
from scenario_db.drafts import Draft
from scenario_db.records import Department, ProgressReport, Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests import engines
from tests.telling import write

UNIT = "d1"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A Wednesday on which the month's figures and the week's words are asked for."""
    day = date(2030, 5, 22)
    monkeypatch.setattr(days, "today", lambda zone: day)
    return day


@pytest.fixture
def city(db: Database) -> Database:
    """One unit, three scenarios in 储备 and three in 建设, all there since Monday."""
    it = partial(Scenario, lead_id=UNIT)
    kept = [it(id=f"s{i}", name=f"储备{i}", tier=Tier.RESERVE) for i in (1, 2, 3)]
    built = [it(id=f"b{i}", name=f"建设{i}", tier=Tier.BUILD) for i in (1, 2, 3)]
    monday = datetime.fromisoformat("2030-05-20")
    write(db, Department(id=UNIT, name="市工信局"), *kept, *built, at=monday)
    return db


MAY = partial(ProgressReport, period_type=Period.MONTH, period="2030-05", period_end=date(2030, 5, 31))


def opened(front_door: AppTest, role: Role = Role.CLERK) -> AppTest:
    front_door.session_state["visit.role"] = role
    front_door.session_state["visit.unit"] = UNIT
    front_door.switch_page("pages/desk/progress.py").run()
    assert [it.message for it in front_door.exception] == []
    return front_door


def clerk() -> Person:
    return Person(f"市工信局 {Words(settings.current().language).code(Role.CLERK)}", Role.CLERK, UNIT)


def texts(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.success, *page.warning, *page.error, *page.info))


def button(page: AppTest, label: str):
    return next(it for it in page.button if label in it.label)


def reports(db: Database) -> list[ProgressReport]:
    rows = db.rows("select id from progress_report order by id")
    found = [ledger.history(db, "progress_report", key)[-1].record for (key,) in rows]
    return [it for it in found if isinstance(it, ProgressReport)]


def test_the_page_stands_where_nothing_is_owed(front_door: AppTest, db: Database, today: date) -> None:
    write(db, Department(id=UNIT, name="市工信局"))
    assert "没有待填报的场景" in texts(opened(front_door))


def test_everything_owed_stands_on_one_screen_the_first_due_first(
    front_door: AppTest, city: Database, today: date
) -> None:
    rows = opened(front_door).dataframe[0].value
    assert list(rows["period"]) == ["2030-W21"] * 3 + ["2030-05"] * 3
    assert list(rows["due"])[:1] == ["还有 2 天"]


@engines.both
def test_all_that_is_unchanged_goes_in_with_two_clicks(front_door: AppTest, city: Database, today: date) -> None:
    page = opened(front_door)
    button(page, "本页其余都无变化").click().run()
    button(page, "提交 6 份").click().run()
    assert "已提交 6 份" in texts(page)
    assert [it.unchanged for it in reports(city)] == [True] * 6
    assert {it.filed_on for it in reports(city)} == {today}


def test_what_was_typed_is_there_after_a_refresh(front_door: AppTest, city: Database, today: date) -> None:
    key = "b2/month/2030-05"
    drafts.keep(city, clerk(), {key: Draft(0, {"progress": "完成招标", "invest_ytd": Decimal("12.5")})})
    page = opened(front_door)
    row = page.dataframe[0].value.query("progress == '完成招标'").iloc[0]
    assert (row["period"], row["invest_ytd"]) == ("2030-05", 12.5)
    button(page, "提交 1 份").click().run()
    assert [(it.id, it.progress, it.invest_ytd) for it in reports(city)] == [(key, "完成招标", Decimal("12.5"))]
    assert drafts.subjects(city, clerk()) == []


def test_a_year_that_falls_is_not_sent_without_a_word(front_door: AppTest, city: Database, today: date) -> None:
    write(city, MAY(scenario_id="b1", period="2030-04", period_end=date(2030, 4, 30), invest_ytd=Decimal(50)))
    drafts.keep(city, clerk(), {"b1/month/2030-05": Draft(0, {"invest_ytd": Decimal(40)})})
    page = opened(front_door)
    assert "年度累计 40 比上期 50 少" in texts(page)
    assert button(page, "提交 0 份").disabled


BY_HAND = {"progress": "进场", "light_override": Light.GREEN}


def test_a_light_is_not_made_better_without_a_reason(front_door: AppTest, city: Database, today: date) -> None:
    drafts.keep(city, clerk(), {"b1/month/2030-05": Draft(0, BY_HAND)})
    page = opened(front_door)
    assert page.dataframe[0].value.query("progress == '进场'").iloc[0]["light_override"] == "● 绿灯"
    assert "请写明调整理由" in texts(page)
    assert button(page, "提交 0 份").disabled


def test_a_light_is_set_by_hand_with_its_reason(front_door: AppTest, city: Database, today: date) -> None:
    drafts.keep(city, clerk(), {"b1/month/2030-05": Draft(0, BY_HAND | {"override_reason": "资金已到位"})})
    button(opened(front_door), "提交 1 份").click().run()
    assert [(it.light_override, it.override_reason) for it in reports(city)] == [(Light.GREEN, "资金已到位")]


@engines.both
def test_a_lost_race_shows_both_texts_and_either_may_stand(front_door: AppTest, city: Database, today: date) -> None:
    drafts.keep(city, clerk(), {"b1/month/2030-05": Draft(0, {"progress": "我写的"})})
    write(city, MAY(scenario_id="b1", progress="同事写的", reported_by="李四", filed_on=today))
    page = opened(front_door)
    assert "已被别人提交" in texts(page)
    assert page.dataframe[0].value[["theirs", "mine"]].to_numpy().tolist() == [["同事写的", "我写的"]]
    button(page, "以我的为准").click().run()
    assert [it.progress for it in reports(city)] == ["我写的"]


def test_why_a_return_came_back_stands_above_the_table(front_door: AppTest, city: Database, today: date) -> None:
    write(city, MAY(scenario_id="b1", progress="进场", filed_on=today))
    reviewer = Person("审核人", Role.REVIEWER, UNIT)
    progress.send_back(city, {"b1/month/2030-05": 1}, "请写明进展", by=reviewer, today=today)
    page = opened(front_door)
    assert "建设1（2030-05，2030-05-27 截止）被退回：请写明进展" in page.warning[0].value


def test_the_reviewer_confirms_all_at_once(front_door: AppTest, city: Database, today: date) -> None:
    write(city, *(MAY(scenario_id=f"b{i}", progress="进场", filed_on=today) for i in (1, 2)))
    page = opened(front_door, Role.REVIEWER)
    page.button_group(key="progress.view").set_value("review").run()
    assert "待审核 2" in page.button_group(key="progress.view").options
    button(page, "确认本页全部 2 份").click().run()
    assert [it.reviewed_on for it in reports(city)] == [today, today]
    assert "没有待审核的填报" in texts(page)


def test_the_table_of_returns_counts_each_department_and_leads_to_its_list(
    front_door: AppTest, city: Database, today: date
) -> None:
    write(city, MAY(scenario_id="b1", progress="进场", filed_on=today))
    front_door.session_state["visit.role"] = Role.OFFICE
    page = front_door.switch_page("pages/office/returns.py").run()
    assert [it.message for it in page.exception] == []
    city_row, unit_row = page.dataframe[0].value.iloc[0], page.dataframe[1].value.iloc[0]
    for row in (city_row, unit_row):
        assert (row["owed"], row["on_time"], row["due"]) == (3, 1, 2)
        assert not row["missing"]


def test_the_office_enters_a_holiday_and_the_due_day_moves(front_door: AppTest, city: Database, today: date) -> None:
    front_door.session_state["visit.role"] = Role.OFFICE
    page = front_door.switch_page("pages/office/calendar.py").run()
    button(page, "登记").click().run()
    assert [it.value for it in page.error] == ["请填写“日期”。"]
    page.date_input(key="calendar.span").set_value((date(2030, 5, 24), date(2030, 5, 26)))
    page.text_input(key="calendar.name").set_value("校运会")
    button(page, "登记").click().run()
    assert [it.message for it in page.exception] == []
    due = dict(zip(page.dataframe[0].value["period"], page.dataframe[0].value["due"], strict=True))
    assert due["2030-W21"] == "2030-05-27 一"


def test_a_name_is_shown_in_the_list_of_plans_with_all_its_signs(front_door: AppTest, city: Database) -> None:
    write(city, Scenario(id="b9", name="5G+工业 & 互联网", tier=Tier.BUILD, lead_id=UNIT))
    front_door.session_state["visit.role"] = Role.CLERK
    front_door.session_state["visit.unit"] = UNIT
    page = front_door.switch_page("pages/desk/plan.py").run()
    shown = [unquote(link.split("#")[1]) for link in page.dataframe[0].value["name"]]
    assert "5G+工业 & 互联网" in shown
    assert not [link for link in page.dataframe[0].value["name"] if "+" in link.split("#")[1]]


def test_a_plan_is_saved_and_its_adjustment_asks_for_a_reason(front_door: AppTest, city: Database, today: date) -> None:
    front_door.session_state["visit.role"] = Role.CLERK
    front_door.session_state["visit.unit"] = UNIT
    code = city.value("select code from scenario where id = 'b1'")
    front_door.query_params["code"] = code
    page = front_door.switch_page("pages/desk/plan.py").run()
    assert "还没有计划" in texts(page)
    page.number_input[0].set_value(1200.0)
    button(page, "保存计划").click().run()
    assert "已保存" in texts(page)
    page.number_input[0].set_value(900.0)
    button(page, "保存计划").click().run()
    assert "写明理由" in texts(page)
    next(it for it in page.text_input if it.key != seeking.BOX).set_value("资金核减")
    button(page, "保存计划").click().run()
    assert [it.message for it in page.exception] == []
    assert plans.of(city, "b1", 2030).planned == 900
