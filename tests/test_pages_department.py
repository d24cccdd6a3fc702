"""部门 through the front door: side by side, one by itself, a working group, a district, and who reads a part only."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import visit
from scenario_db import days
from scenario_db.bodies import BodyKind
from scenario_db.codes import CodeList, DepartmentType, PartnerRole, Role, Tier
from scenario_db.records import CodeItem, Department, Partner, Scenario
from scenario_db.roles import Person
from tests.telling import write

DEPARTMENT = "pages/overview/department.py"
TODAY = date(2026, 6, 30)
GROUP = CodeItem(id="working_group/数字政务", list=CodeList.WORKING_GROUP, name="数字政务", position=1)
BUREAU = Department(id="d1", name="市数据局", working_group_id=GROUP.id)
DISTRICT = Department(id="d2", name="滨湖区", type=DepartmentType.DISTRICT)
PARKING = Scenario(id="s1", code="A1", name="停车一张图", tier=Tier.BUILD, lead_id="d1", planned_start=date(2026, 1, 1))
CARE = Scenario(id="s2", code="A2", name="医养结合", tier=Tier.PLAN, lead_id="d2")
ASKED = Partner(
    scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT, task="路侧设备", requested_on=date(2026, 6, 1)
)


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A bureau that waits for a district, and has not started in time."""
    monkeypatch.setattr(days, "today", lambda zone: TODAY)
    write(db, GROUP, BUREAU, DISTRICT, PARKING, CARE, ASKED)
    return front_door


def at(page: AppTest, **address: str) -> AppTest:
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page(DEPARTMENT)
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption))


def table(page: AppTest, column: str):
    return next(it.value for it in page.dataframe if column in it.value)


def metrics(page: AppTest) -> dict[str, str]:
    return {it.label: it.value for it in page.metric}


def test_an_empty_library_says_what_to_do(front_door):
    assert "还没有单位牵头场景" in at(front_door).info[0].value


def test_departments_stand_side_by_side_among_their_peers(page):
    rows = table(at(page), "score")
    assert rows[["score", "start", "enter", "build"]].to_numpy().tolist() == [[50.0, 0.0, 20.0, 1]]
    assert rows["name"][0].startswith("/department?kind=department&unit=d1&lang=zh#")
    page.segmented_control(key="department.type").set_value(DepartmentType.DISTRICT)
    page.run()
    assert table(page, "score")["name"][0].startswith("/department?kind=department&unit=d2")


def test_one_department_by_itself(page):
    at(page, kind="department", unit="d1")
    assert "市数据局牵头 1 个场景" in said(page)
    assert {name: metrics(page)[name] for name in ("建设", "谋划", "配合", "得分")} == {
        "建设": "1",
        "谋划": "0",
        "配合": "0",
        "得分": "50.0",
    }
    waits = table(page, "direction")
    assert waits[["direction", "things", "oldest", "problem"]].to_numpy().tolist() == [["→ 它在等", 1, 29, "路侧设备"]]
    assert table(page, "basis")["basis"].tolist()[1:3] == ["应开工 1，已开工 0", "应入建设库 1，已入 1"]
    page.segmented_control(key="department.part").set_value("start")
    page.run()
    assert len(table(page, "since")) == 1


def test_a_working_group_and_a_district_have_the_same_page(page):
    at(page, kind="group")
    assert "数字政务（1 个单位）牵头 1 个场景" in said(page)
    assert page.query_params["unit"] == GROUP.id
    page.segmented_control(key="department.kind").set_value(BodyKind.DISTRICT)
    page.run()
    assert "滨湖区牵头 1 个场景" in said(page)
    assert table(page, "promise")["task"].tolist() == ["路侧设备"]
    assert table(page, "direction")["direction"].tolist() == ["← 在等它"]


def test_who_reads_a_district_only_finds_neither_the_others_nor_their_scenarios(page, monkeypatch):
    person = Person("滨湖区专班", Role.GROUP, district_id="d2")
    monkeypatch.setattr(visit, "_person", lambda db, words: person)
    at(page, kind="department", unit="d1")
    assert "停车一张图" not in said(page)
    assert page.selectbox(key="department.unit").options == ["滨湖区"]
    at(page, kind="department", unit="d2")
    assert all("停车一张图" not in f"{it.value}" for it in page.dataframe)


def test_a_day_before_all_has_nobody_to_look_at(page):
    page.query_params["day"] = "2025-12-01"
    at(page, kind="group")
    assert "2025-12-01 还没有这类单位" in page.info[0].value


def test_the_same_in_english(page):
    page.query_params["lang"] = "en"
    at(page, kind="department", unit="d1")
    assert "市数据局 leads 1 scenarios" in said(page)
