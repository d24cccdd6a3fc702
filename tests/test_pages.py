"""The pages through the front door, on the sample workbook: what is shown is what the register says."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell import Cell
from streamlit.testing.v1 import AppTest

from importers import preview, template
from importers.forms import FORMS
from importers.template import Occasion
from pages.parts import card
from scenario_db import memories, scenarios, settings, shown
from scenario_db.codes import PartnerRole, Role, Tier
from scenario_db.database import Database
from scenario_db.days import today
from scenario_db.phones import masked
from scenario_db.records import Partner, Provider, Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests.sheets import DEMANDS, LEDGER, SAMPLES, saved, xlsx, zipped
from tests.telling import write

OFFICE = Person("领导小组办公室", Role.OFFICE)


@pytest.fixture
def library(db: Database) -> Database:
    """The sample ledger, committed by the office."""
    found = preview.of(db, (SAMPLES / LEDGER).read_bytes(), LEDGER, by=OFFICE, day=date(2026, 11, 22))
    preview.commit(db, found, by=OFFICE)
    return db


@pytest.fixture
def at(library: Database, front_door: AppTest):
    """Opens a page of the library, with an address."""

    def opened(page: str, **address: str) -> AppTest:
        for name, value in address.items():
            front_door.query_params[name] = value
        front_door.switch_page(f"pages/{page}.py").run()
        assert [it.message for it in front_door.exception] == []
        return front_door

    return opened


def words(page: AppTest) -> str:
    return "\n".join(it.value for it in (*page.markdown, *page.caption, *page.info, *page.warning, *page.success))


def table(page: AppTest, number: int = 0) -> pd.DataFrame:
    return page.dataframe[number].value


class TestTheOverview:
    def test_it_counts_the_libraries(self, at) -> None:
        page = at("overview/portfolio")
        assert {it.label: it.value for it in page.metric if it.label in ("建设", "储备", "谋划", "运营")} == {
            "建设": "23",
            "储备": "5",
            "谋划": "5",
            "运营": "7",
        }

    def test_a_day_before_the_import_is_an_empty_library(self, at) -> None:
        page = at("overview/portfolio")
        page.date_input(key="day").set_value(today(settings.current().zone) - timedelta(days=3)).run()
        assert [it.message for it in page.exception] == []
        assert "只可查看" in words(page)
        assert "23" not in [it.value for it in page.metric]

    def test_the_way_back_to_today_is_one_click(self, at) -> None:
        page = at("overview/portfolio")
        page.date_input(key="day").set_value(today(settings.current().zone) - timedelta(days=3)).run()
        next(it for it in page.button if it.label == "回到今天").click().run()
        assert "23" in [it.value for it in page.metric]

    def test_english_is_one_switch_away(self, at) -> None:
        page = at("overview/portfolio")
        page.button_group(key="lang").set_value("en").run()
        assert "Portfolio" in [it.value for it in page.title]


class TestTheList:
    def test_it_lists_what_is_there(self, at) -> None:
        page = at("desk/scenarios")
        assert "共 **40** 个场景" in words(page)
        assert len(table(page)) == 40

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [("一网", 2), ("ywtg", 1), ("WX-2026-0003", 1), ("wx20260003", 1), ("swjw", 2), ("没有这个", 0), ("100%_", 0)],
    )
    def test_it_finds_by_name_initials_code_and_unit(self, at, wanted: str, count: int) -> None:
        page = at("desk/scenarios")
        page.text_input(key="q").set_value(wanted).run()
        shown = len(table(page)) if page.dataframe else 0
        assert shown == count

    def test_the_address_brings_the_filters(self, at) -> None:
        page = at("desk/scenarios", tier="储备", lead="市民政局")
        assert len(table(page)) == 2

    def test_it_can_be_ordered_by_money(self, at) -> None:
        page = at("desk/scenarios", sort="总投资")
        amounts = [float(it) for it in table(page)["total_invest"] if it is not None and not pd.isna(it)]
        assert amounts == sorted(amounts, reverse=True)

    def test_an_earlier_day_lists_nothing(self, at) -> None:
        page = at("desk/scenarios")
        page.date_input(key="day").set_value(today(settings.current().zone) - timedelta(days=3)).run()
        assert "的场景库里还没有场景" in words(page)


class TestTheCard:
    def test_each_value_says_from_which_cell_it_came(self, at) -> None:
        page = at("desk/scenario", code="WX-2026-0006")
        assert page.title[0].value == "一网统管"
        rows = pd.concat([it.value for it in page.dataframe if "source" in it.value and "field" in it.value])
        sources = dict(zip(rows["field"], rows["source"], strict=False))
        assert sources["总投资"] == f"应用场景库!G10 · {LEDGER}"
        assert sources["库别"] == f"应用场景库!A4 · {LEDGER}"

    def test_a_code_that_is_not_there_gets_a_sentence_and_a_way_on(self, at) -> None:
        assert "没有编号为 WX-1999-0001 的场景" in words(at("desk/scenario", code="WX-1999-0001"))


class TestTheImport:
    def test_the_same_file_again_is_recognised(self, at) -> None:
        page = at("desk/upload")
        page.file_uploader[0].set_value([(LEDGER, (SAMPLES / LEDGER).read_bytes(), "application/octet-stream")]).run()
        assert "同一个文件已于" in words(page)
        assert "没有需要写入的改动" in words(page)

    def test_an_unknown_unit_is_decided_by_the_office(self, at, library: Database) -> None:
        page = at("desk/upload")
        page.file_uploader[0].set_value([(DEMANDS, (SAMPLES / DEMANDS).read_bytes(), "application/octet-stream")]).run()
        assert "拒绝 2" in words(page)
        page.button_group(key="upload.policy.new_departments").set_value("create").run()
        assert "将新建 2 个单位：市城管局、市应急局" in words(page)
        next(it for it in page.button if it.label == "提交 13 行").click().run()
        assert library.value("select count(*) from demand") == 13

    def test_a_zip_of_workbooks_is_looked_at_one_by_one(self, at) -> None:
        page = at("desk/upload")
        both = zipped({name: (SAMPLES / name).read_bytes() for name in (LEDGER, DEMANDS)})
        page.file_uploader[0].set_value([("上报.zip", both, "application/zip")]).run()
        assert len(page.selectbox(key="upload.which").options) == 2


class TestTheBatches:
    def test_a_batch_tells_its_counts_and_its_file(self, at) -> None:
        rows = table(at("office/history"))
        assert (rows["note"][0], rows["counted"][0]) == (LEDGER, "新增 40 · 修改 0 · 相同 0 · 冲突 0 · 拒绝 0")

    def test_a_batch_that_is_not_there_gets_a_sentence(self, at) -> None:
        assert "没有第 99 批" in words(at("office/history", batch="99"))

    def test_all_that_an_undo_leaves_alone_can_be_seen(self, at, library: Database) -> None:
        first = [Scenario(id=f"x{number}", name=f"甲 {number}", tier=Tier.PLAN) for number in range(60)]
        batch = write(library, *first).batch
        write(library, *(replace(it, summary="后来写的") for it in first))
        page = at("office/history", batch=str(batch))
        next(it for it in page.button if it.label.startswith("撤销这一批")).click().run()
        assert "保留的共 60 处，这里是第 1–50 处" in words(page)
        assert page.pagination(key="history.kept").num_pages == 2

    def test_a_leader_may_not_take_a_batch_back(self, at) -> None:
        page = at("office/history", batch="1")
        assert any("撤销" in it.label for it in page.button)
        page.selectbox(key="visit.role").set_value(Role.LEADER).run()
        assert not any("撤销" in it.label for it in page.button)


class TestTheMemory:
    SHEET: ClassVar = [["场景名称", "库别", "补充信息"], ["停车一张图", "建设", "甲"], ["学位预警", "谋划", "乙"]]

    def test_a_decision_on_a_heading_is_kept_shown_and_forgotten(self, at, library: Database) -> None:
        page = at("desk/upload")
        page.file_uploader[0].set_value([("上报.xlsx", xlsx(self.SHEET), "application/octet-stream")]).run()
        asked = next(it for it in page.selectbox if it.label.startswith("补充信息"))
        asked.select("备注").run()
        next(it for it in page.button if it.label.startswith("提交")).click().run()
        assert [it.heading for it in memories.found(library)] == ["补充信息"]
        page.switch_page("pages/office/memories.py").run()
        assert list(table(page)["heading"]) == ["补充信息"]

    def test_nothing_remembered_is_said(self, at) -> None:
        assert "还没有记住任何表头" in words(at("office/memories"))


class TestAConflict:
    def test_what_both_sides_changed_is_asked_and_the_rules_may_answer(self, at, library: Database) -> None:
        """A prefilled workbook, a change in the register meanwhile, and another one in the workbook."""
        given = template.prefilled(library, FORMS[0], Words("zh"), Occasion(date(2026, 11, 22)), by=OFFICE)
        other = xlsx([["场景名称", "总投资（万元）"], ["惠企通", 22222]])
        preview.commit(library, preview.of(library, other, "a.xlsx", by=OFFICE, day=date(2026, 11, 22)), by=OFFICE)
        book = openpyxl.load_workbook(io.BytesIO(given))
        cell = next(it for row in book.worksheets[0].iter_rows() for it in row if it.value == 26000 and named(it))
        cell.value = 33333
        page = at("desk/upload")
        page.file_uploader[0].set_value([("预填.xlsx", saved(book), "application/octet-stream")]).run()
        assert "冲突 1" in words(page)
        page.button_group(key="upload.policy.conflicts").set_value("mine").run()
        assert "修改 1" in words(page)
        assert "冲突 0" in words(page)


def named(cell: Cell) -> bool:
    """Whether that amount stands in the row of 惠企通."""
    return any(it.value == "惠企通" for it in cell.parent[cell.row])


class TestTelephoneNumbers:
    """domain.md, Decided 5: for the office and the own unit; masked for everybody else, wherever they stand."""

    NUMBERS = ("13812341234", "13987654321", "0510-82721234")

    @pytest.fixture
    def everywhere(self, library: Database, at):
        """All words of the pages that show records, as a role sees them."""
        before = scenarios.by_code(library, "WX-2026-0006")
        assert before is not None
        partner = Partner(scenario_id=before.id, department_id=before.lead_id or "", role=PartnerRole.SUPPORT)
        told = write(
            library,
            replace(before, phone="13812341234"),
            Provider(name="雪浪云", phone="13987654321"),
            replace(partner, contact="李工0510-82721234"),
        )
        write(library, replace(before, phone="13812341234", contact="王工13987654321"))
        last = write(library, replace(before, phone="0510-82721234", contact="王工13987654321"))

        asked = (
            ("desk/scenario", {"code": "WX-2026-0006"}),
            ("office/history", {"batch": str(told.batch)}),
            ("office/history", {"batch": str(last.batch)}),
        )
        return lambda role: "".join(self.all_words(at(page, **address), role) for page, address in asked)

    def all_words(self, page: AppTest, role: Role) -> str:
        page.selectbox(key="visit.role").set_value(role).run()
        assert [it.message for it in page.exception] == []
        return "\n".join([*(it.value.to_csv() for it in page.dataframe), words(page)])

    def test_a_leader_finds_them_masked_on_the_card_in_its_history_and_in_the_batches(self, everywhere) -> None:
        found = everywhere(Role.LEADER)
        assert [number for number in self.NUMBERS if number in found] == []
        assert all(masked(number) in found for number in self.NUMBERS)

    def test_the_office_finds_them_whole(self, everywhere) -> None:
        found = everywhere(Role.OFFICE)
        assert [number for number in self.NUMBERS if number not in found] == []


def test_every_field_of_a_scenario_stands_on_its_card():
    told = set(shown.fields(Scenario(name="停车一张图", tier=Tier.BUILD)))
    assert told - {name for group in card.GROUPS.values() for name in group} == {"code", "name", "classified"}


class TestFinding:
    def test_what_is_typed_on_any_page_leads_to_what_was_found(self, front_door):
        page = front_door.run()
        page.text_input(key="find.box").set_value("数据").run()
        assert [it.message for it in page.exception] == []
        assert page.title[0].value == "查找"
        assert page.text_input(key="find.box").value == ""

    def test_nothing_found_says_what_to_try(self, front_door):
        front_door.query_params["q"] = "没有这个词"
        page = front_door.switch_page("pages/overview/find.py").run()
        assert "没有找到" in page.info[0].value
