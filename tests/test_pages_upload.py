"""The page 导入: cells mended, headings chosen, columns mapped; what the browser sends is checked on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import suspects
from scenario_db.codes import Role, TwinVerdict
from scenario_db.database import Database
from scenario_db.records import Department
from tests import engines
from tests.sheets import saved_sheets, xlsx
from tests.telling import write

Open = Callable[[bytes], AppTest]

BAD = [["场景名称", "库别", "总投资（万元）"], ["停车一张图", "建设", "很多"], ["学位预警", "谋划", "很多"]]
NAMELESS = [["2026年事项"], ["事项", "放在哪", "花多少"], ["停车一张图", "建设", 100], ["学位预警", "谋划", 200]]


@pytest.fixture
def upload(db: Database, front_door: AppTest) -> Open:
    """Opens the page with a workbook."""
    write(db, Department(id="d1", name="市城管局"))

    def opened(data: bytes) -> AppTest:
        front_door.switch_page("pages/desk/upload.py").run()
        front_door.file_uploader[0].set_value([("上报.xlsx", data, "application/octet-stream")]).run()
        return whole(front_door)

    return opened


def test_the_office_begins_with_the_ledger_of_all(db: Database, front_door: AppTest) -> None:
    write(db, Department(id="d1", name="市城管局"))
    page = whole(front_door.switch_page("pages/desk/upload.py").run())
    assert (given(page), page.selectbox(key="upload.unit").value) == ("ledger", None)


@pytest.mark.parametrize("unit", ["d1", "d2"])
def test_a_clerk_is_offered_the_return_of_her_own_department(db: Database, front_door: AppTest, unit: str) -> None:
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市教育局"))
    front_door.session_state["visit.role"] = Role.CLERK
    front_door.session_state["visit.unit"] = unit
    page = whole(front_door.switch_page("pages/desk/upload.py").run())
    assert (given(page), page.selectbox(key="upload.unit").value) == ("returns", unit)


def given(page: AppTest) -> str:
    form: Any = page.selectbox(key="upload.form").value
    return str(form.name)


def whole(page: AppTest) -> AppTest:
    assert [it.message for it in page.exception] == []
    return page


def words(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption, *page.warning, *page.error))


def edited(page: AppTest, name: str, rows: Mapping[int, Mapping[str, Any]]) -> AppTest:
    """Edits lines of a grid as the browser reports them."""
    key = next(it.key for it in page.data_editor if it.key and it.key.startswith(name))
    page.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return whole(page.run())


def pressed(page: AppTest, label: str) -> AppTest:
    next(it for it in page.button if it.label.startswith(label)).click().run()
    return whole(page)


class TestMending:
    def test_cells_that_say_the_same_are_mended_together_and_one_by_one_on_request(self, upload: Open) -> None:
        page = upload(xlsx(BAD))
        assert "在这里改（2 格）" in words(page)
        page = edited(page, "upload.mend.", {0: {"new": "2000"}})
        assert "填好、还没有生效的（2 格）" in words(page)
        page.toggle(key="upload.mend.together").set_value(False).run()
        assert [len(it.value) for it in page.data_editor if it.key and it.key.startswith("upload.mend.")] == [2]
        assert "填好、还没有生效的（2 格）" in words(page)

    def test_applied_they_count_and_can_be_taken_back(self, upload: Open, db: Database) -> None:
        page = pressed(edited(upload(xlsx(BAD)), "upload.mend.", {0: {"new": "2000"}}), "按所填重新检查（2 格）")
        assert "新增 2 + 修改 0 + 相同 0 + 冲突 0 + 拒绝 0" in words(page)
        page = pressed(edited(page, "upload.mend.", {0: {"new": None}}), "按所填重新检查（2 格）")
        assert "拒绝 2" in words(page)

    @engines.both
    def test_the_card_says_that_a_value_was_mended_on_the_page(self, upload: Open) -> None:
        page = pressed(edited(upload(xlsx(BAD)), "upload.mend.", {0: {"new": "2000"}}), "按所填重新检查（2 格）")
        pressed(page, "提交 2 行")
        page.query_params["code"] = "WX-2026-0001"
        page.switch_page("pages/desk/scenario.py").run()
        assert "台账!C2 · 上报.xlsx · 在页面上改过" in everything(whole(page))

    def test_what_cannot_be_read_stays_typed_and_is_told(self, upload: Open) -> None:
        page = edited(upload(xlsx(BAD)), "upload.mend.", {0: {"new": "少一点"}})
        assert [it.disabled for it in page.button if it.label.startswith("按所填重新检查")] == [True]
        page.button_group(key="upload.policy.errors").set_value("all_or_nothing").run()
        assert "填好、还没有生效的（2 格）" in words(whole(page))

    def test_only_new_texts_of_lines_that_are_there_are_taken(self, upload: Open) -> None:
        page = edited(upload(xlsx(BAD)), "upload.mend.", {0: {"old": "x", "where": "A1"}})
        assert "填好" not in words(page)


class TestTheHeadings:
    @engines.both
    def test_a_row_without_any_known_heading_is_said_to_be_the_headings(self, upload: Open, db: Database) -> None:
        page = upload(xlsx(NAMELESS))
        assert "程序没有找到表头" in words(page)
        key = next(it.key for it in page.dataframe if it.key and it.key.startswith("upload.top."))
        page.session_state[key] = {"selection": {"rows": [1], "columns": [], "cells": []}}
        page = pressed(whole(page.run()), "用第 2 行作表头")
        assert "您指定第 2 行是表头" in words(page)
        for heading, field in (("事项", "场景名称"), ("放在哪", "库别"), ("花多少", "总投资")):
            next(it for it in page.selectbox if it.label.startswith(heading)).select(field).run()
        assert "新增 2 + 修改 0 + 相同 0 + 冲突 0 + 拒绝 0" in words(whole(page))
        pressed(page, "提交 2 行")
        assert db.rows("select name, total_invest from scenario order by name") == [
            ("停车一张图", 100),
            ("学位预警", 200),
        ]

    def test_the_program_may_choose_again(self, upload: Open) -> None:
        page = upload(xlsx(BAD))
        key = next(it.key for it in page.dataframe if it.key and it.key.startswith("upload.top."))
        page.session_state[key] = {"selection": {"rows": [1], "columns": [], "cells": []}}
        page = pressed(whole(page.run()), "用第 2 行作表头")
        assert "您指定第 2 行是表头" in words(page)
        assert "程序认为表头在第 1 行：认得其中 3 个表头" in words(pressed(page, "恢复程序的判断"))

    def test_each_sheet_is_imported_or_skipped(self, upload: Open) -> None:
        good = [["场景名称", "库别"], ["甲场景", "建设"]]
        page = upload(saved_sheets({"第一张": good, "第二张": [good[0], ["乙场景", "谋划"]]}))
        assert [it.value for it in page.checkbox] == [True, False]
        next(it for it in page.checkbox if "第二张" in it.label).check().run()
        assert "读入 2 行" in words(whole(page))
        next(it for it in page.checkbox if "第一张" in it.label).uncheck().run()
        assert "读入 1 行" in words(whole(page))
        next(it for it in page.checkbox if "第二张" in it.label).uncheck().run()
        assert "这个文件没有读入任何数据" in words(whole(page))


class TestTheColumns:
    GOOD: ClassVar = [["场景名称", "库别", "备注", "总投资匡算额"], ["停车一张图", "建设", "新", 100]]

    def test_any_column_can_mean_something_else_or_nothing(self, upload: Open, db: Database) -> None:
        page = edited(upload(xlsx(self.GOOD)), "upload.columns.", {2: {"becomes": "场景简介"}})
        pressed(page, "提交 1 行")
        assert db.rows("select summary, remark from scenario") == [("新", None)]
        assert db.rows("select heading, field from heading_memory") == [("备注", "scenario.summary")]

    def test_a_near_miss_is_offered_and_never_taken(self, upload: Open) -> None:
        page = upload(xlsx(self.GOOD))
        table = next(it.value for it in page.data_editor if it.key and it.key.startswith("upload.columns."))
        assert (table["becomes"][3], table["how"][3]) == ("未导入", "不认识；像是 总投资")
        page = edited(page, "upload.columns.", {3: {"becomes": "总投资"}})
        table = next(it.value for it in page.data_editor if it.key and it.key.startswith("upload.columns."))
        assert (table["becomes"][3], table["how"][3]) == ("总投资", "您刚才定的")

    def test_a_meaning_that_there_is_not_is_not_taken(self, upload: Open) -> None:
        page = edited(upload(xlsx(self.GOOD)), "upload.columns.", {2: {"becomes": "drop table"}})
        table = next(it.value for it in page.data_editor if it.key and it.key.startswith("upload.columns."))
        assert list(table["becomes"]) == ["场景名称", "库别", "备注", "未导入"]


class TestNumbers:
    PHONES: ClassVar = [["场景名称", "库别", "牵头单位", "联系电话"], ["停车一张图", "建设", "市城管局", "13812341234"]]

    def test_a_clerk_sees_whole_numbers_of_her_own_department_only(self, upload: Open, db: Database) -> None:
        write(db, Department(id="d2", name="市教育局"))
        page = upload(xlsx(self.PHONES))
        assert "13812341234" in everything(page)
        page.selectbox(key="visit.role").set_value(Role.CLERK).run()
        page.selectbox(key="visit.unit").set_value("d2").run()
        page.switch_page("pages/desk/upload.py").run()
        page.file_uploader[0].set_value([("上报.xlsx", xlsx(self.PHONES), "application/octet-stream")]).run()
        assert "拒绝 1" in words(whole(page))
        assert "13812341234" not in everything(page)
        assert "138****1234" in everything(page)
        page.selectbox(key="visit.unit").set_value("d1").run()
        assert "新增 1" in words(whole(page))
        assert "13812341234" in everything(page)


def everything(page: AppTest) -> str:
    return words(page) + "".join(it.value.to_csv() for it in (*page.dataframe, *page.data_editor))


class TestDoubles:
    ROWS: ClassVar = [["场景名称", "库别"], ["城市停车诱导", "谋划"], ["停车诱导系统", "谋划"], ["蓝藻打捞", "谋划"]]

    def ticked(self, page: AppTest, verdict: TwinVerdict, reason: str) -> AppTest:
        key = next(it.key for it in page.dataframe if it.key and it.key.startswith("upload.doubles."))
        page.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
        whole(page.run()).button_group(key="upload.doubles.verdict").set_value(verdict)
        page.text_input(key="upload.doubles.reason").set_value(reason).run()
        return pressed(page, "记下判定（1 对）")

    @engines.both
    def test_rows_that_are_alike_are_told_with_their_cells_and_decided_before_the_commit(self, upload, db) -> None:
        page = upload(xlsx(self.ROWS))
        assert "**1 行疑似重复**，共 1 对，其中 1 对是本文件内两行之间；还有 **1** 对没有判定" in words(page)
        [told] = [it.value for it in page.dataframe if it.key and it.key.startswith("upload.doubles.")]
        assert told[["where", "other"]].to_numpy().tolist() == [["台账!A3", "城市停车诱导（台账!A2）"]]
        page = self.ticked(page, TwinVerdict.MERGE, "同一系统")
        assert "还有 **0** 对没有判定" in words(page)
        assert "新增 2 + 修改 0 + 相同 1 + 冲突 0 + 拒绝 0" in words(page)
        pressed(page, "提交 2 行")
        assert db.rows("select name, aliases from scenario order by name") == [
            ("城市停车诱导", ["停车诱导系统"]),
            ("蓝藻打捞", []),
        ]

    def test_a_verdict_needs_its_reason_and_another_file_begins_undecided(self, upload) -> None:
        page = self.ticked(upload(xlsx(self.ROWS)), TwinVerdict.DIFFERENT, "")
        assert "还有 **1** 对没有判定" in words(page)
        page = self.ticked(page, TwinVerdict.DIFFERENT, "不同对象")
        assert "还有 **0** 对没有判定" in words(page)
        page.file_uploader[0].set_value([("再报.xlsx", xlsx([*self.ROWS, ["电梯监测", "谋划"]]), "x")]).run()
        assert "还有 **1** 对没有判定" in words(whole(page))

    def test_what_is_left_open_may_go_in_and_waits_under_the_demands(self, upload, db) -> None:
        pressed(upload(xlsx(self.ROWS)), "提交 3 行")
        assert db.rows("select id from twin") == []
        assert len(suspects.undecided(db)) == 1
