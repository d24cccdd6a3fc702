"""The audit as its readers see it: what happened in their words, not in those of the program."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from scenario_db import accounts
from scenario_db.accounts import Account
from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.records import Department
from scenario_db.roles import Person
from tests.telling import write

KEEPER = Person("管理员", Role.ADMIN, login="keeper")


def test_what_became_of_an_account_is_told_in_words(db: Database, front_door: AppTest) -> None:
    write(db, Department(id="d1", name="市城管局"))
    zhang = Account("zhang.san", "张三", Role.CLERK, department_id="d1", demonstration=True)
    accounts.demonstrate(db, [zhang], "a good long one", by=KEEPER)
    accounts.change(db, replace(zhang, name="张小三"), by=KEEPER)
    front_door.run()
    front_door.selectbox(key="visit.role").set_value(Role.ADMIN).run()
    page = front_door.switch_page("pages/office/audit.py").run()
    assert not page.exception
    changed, added = (page.dataframe[0].value["details"][at] for at in (0, 1))
    assert added == "新增；姓名：张三；角色：部门填报员；单位：市城管局"
    assert changed.startswith("修改；原为：姓名：张三、")
    assert "改为：姓名：张小三、角色：部门填报员" in changed
