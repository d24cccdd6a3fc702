"""单位与清单 for who keeps it and for who only reads: nothing that she may not press stands there."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.records import Department
from tests.telling import write

PAGE = "pages/office/units.py"


@pytest.fixture
def page(db: Database, front_door: AppTest) -> AppTest:
    """A city with two departments."""
    write(db, Department(id="d1", name="市城管局", cdo_name="张三"), Department(id="d2", name="市教育局"))
    return front_door.run()


def opened(page: AppTest, role: Role, *, chosen: str = "") -> AppTest:
    page.selectbox(key="visit.role").set_value(role).run()
    page.switch_page(PAGE).run()
    if chosen:
        page.session_state["units.chosen"] = chosen
        page.run()
    assert not page.exception
    return page


def buttons(page: AppTest) -> set[str]:
    return {it.label for it in page.main.button}


def test_the_office_adds_changes_and_saves(page: AppTest) -> None:
    assert {"新增单位", "保存", "保存清单"} <= buttons(opened(page, Role.OFFICE, chosen="d1"))


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.LEADER, Role.ADMIN])
def test_others_read_and_find_no_button_that_refuses_them(page: AppTest, role: Role) -> None:
    opened(page, role, chosen="d1")
    assert not {"新增单位", "保存", "保存清单"} & buttons(page)
    assert "2 个单位。点一行看详情。" in [it.value for it in page.caption]
    told = page.dataframe[1].value
    assert dict(zip(told["field"], told["value"], strict=True))["首席数据官"] == "张三"
