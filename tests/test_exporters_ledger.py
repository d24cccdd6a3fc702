"""The ledger as a workbook: what leaves the house can be sent back, gives no number away, and never comes alive."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from exporters import ledger
from importers import columns, layout, preview, workbook
from importers.forms import FORMS, LEDGER
from scenario_db.choices import Choice
from scenario_db.codes import Domain, FundSource, PartnerRole, Precision, Qualifier, Tier
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.phones import masked
from scenario_db.records import AnnualPlan, Department, Partner, Record, Scenario
from scenario_db.wording import Words
from tests.telling import OFFICE, write

SAY = Words("zh")
DAY = date(2026, 6, 30)


@pytest.fixture
def city(db: Database) -> Database:
    """A scenario of every sort of value, and one that has only a name."""
    full = Scenario(
        id="s1",
        name="智慧停车",
        aliases=("停车一张图", "停车易"),
        tier=Tier.BUILD,
        domain=Domain.GOVERNMENT,
        lead_id="d1",
        parent_id="s2",
        contact="王敏",
        phone="13812341234",
        total_invest=Decimal(2000),
        total_invest_text="约2000",
        invest_qualifier=Qualifier.ABOUT,
        fund_sources=(FundSource.CITY, FundSource.OWN),
        cross_level=True,
        cross_region=False,
        planned_start=date(2026, 6, 1),
        planned_start_precision=Precision.MONTH,
        planned_finish=date(2026, 12, 31),
        planned_finish_precision=Precision.YEAR,
        actual_start=date(2026, 6, 3),
        actual_start_precision=Precision.DAY,
    )
    records: list[Record] = [
        *(Department(id=f"d{i}", name=name) for i, name in enumerate(("市数据局", "市城管局", "市公安局", "市交通局"))),
        full,
        Scenario(id="s2", name="城市大脑", tier=Tier.PLAN),
        Partner(scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT),
        Partner(scenario_id="s1", department_id="d3", role=PartnerRole.SUPPORT),
        Partner(scenario_id="s1", department_id="d0", role=PartnerRole.CO_LEAD),
        AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal("1200.5")),
    ]
    write(db, *records)
    return db


def sheet(data: bytes) -> list[dict[str, Any]]:
    """The rows under their headings."""
    top, *rows = openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(top, row, strict=True)) for row in rows]


def parts(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))


def test_an_empty_library_is_a_sheet_with_headings(db):
    assert sheet(ledger.of_choice(db, Choice(DAY), SAY)) == []


def test_ids_become_names_and_lists_are_joined(city):
    row = sheet(ledger.of_choice(city, Choice(DAY), SAY))[0]
    assert row["牵头单位"] == "市城管局、市数据局"
    assert row["配合单位"] == "市公安局、市交通局"
    assert row["上级场景"] == "城市大脑"
    assert row["别名/曾用名"] == "停车一张图、停车易"
    assert (row["库别"], row["资金来源"], row["跨层级"], row["跨地域"]) == ("建设", "市级财政、企业自筹", "是", "否")


def test_amounts_are_numbers_in_ten_thousand_yuan_and_say_about(city):
    data = ledger.of_choice(city, Choice(DAY), SAY)
    row = sheet(data)[0]
    assert (row["总投资（万元）"], row["2026年度计划投资（万元）"]) == (2000, 1200.5)
    assert "&quot;约&quot;#,##0.####" in parts(data)


def test_days_are_as_exact_as_they_were_given(city):
    row = sheet(ledger.of_choice(city, Choice(DAY), SAY))[0]
    assert (row["计划开工"], row["计划完工"]) == ("2026年6月", "2026年")
    assert row["实际开工"].date() == date(2026, 6, 3)


def test_the_ledger_is_in_the_order_of_the_libraries(city):
    write(
        city, Scenario(id="s3", name="一网统管", tier=Tier.BUILD), Scenario(id="s4", name="数字医疗", tier=Tier.RESERVE)
    )
    names = [row["场景名称"] for row in sheet(ledger.of_choice(city, Choice(DAY), SAY))]
    assert names == ["智慧停车", "一网统管", "数字医疗", "城市大脑"]


@pytest.mark.parametrize("sort", ["code", "name", "invest", "updated"])
def test_the_ledger_follows_the_order_of_the_list(city, sort):
    assert len(sheet(ledger.of_choice(city, Choice(DAY), SAY, sort=sort))) == 2


def test_telephone_numbers_are_masked(city):
    data = ledger.of_choice(city, Choice(DAY), SAY)
    assert sheet(data)[0]["联系电话"] == "138****1234"
    assert "13812341234" not in parts(data)


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        (None, None),
        ("", ""),
        ("13812341234", "138****1234"),
        ("0510-82345678", "051****5678"),
        ("13812341234、13900005678", "138****1234、139****5678"),
        ("市府热线 12345", "市府热线 12345"),
    ],
)
def test_a_number_is_masked_in_its_middle(number, seen):
    assert masked(number) == seen


def test_the_import_knows_every_heading(city):
    found = workbook.read(ledger.of_choice(city, Choice(DAY), SAY), "台账.xlsx")
    assert isinstance(found, workbook.Workbook)
    table = layout.find_table(found.sheets[0], FORMS)
    assert isinstance(table, layout.Table)
    matching = columns.match(table, table.form)
    left = {match.heading: match.left for match in matching.matches if match.left}
    assert left == {"2026年累计完成投资（万元）": "no_period", "最近填报": "computed"} or left == {}


def test_every_field_that_a_ledger_brings_goes_out_again(db):
    brought = {it.name for it in LEDGER.fields if it.record == "scenario" and it.name in KINDS["scenario"].names}
    book = openpyxl.load_workbook(BytesIO(ledger.of_choice(db, Choice(DAY), SAY)))
    headings = [cell.value for cell in book.active[1]]
    assert [name for name in brought if SAY.field("scenario", name) not in headings] == ["total_invest"]
    assert SAY("export.total") in headings


def test_what_was_exported_and_comes_back_changes_nothing(city):
    data = ledger.of_choice(city, Choice(DAY), SAY)
    found = preview.of(city, data, "台账.xlsx", by=OFFICE, day=DAY)
    assert (found.counts["read"], found.counts["same"], found.changes) == (2, 2, ())


HOSTILE = [
    "=1+1",
    "+cmd|'/c calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "http://a.example",
    '=HYPERLINK("x")',
    "{=1}",
    "123",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_comes_alive(city, text):
    write(city, Scenario(id="s9", name=text, tier=Tier.BUILD, summary=text))
    data = ledger.of_choice(city, Choice(DAY), SAY)
    assert text.strip() in [str(row["场景名称"]).strip() for row in sheet(data)]
    assert "<f>" not in parts(data)
    assert "hyperlink" not in parts(data)


def test_a_text_longer_than_a_cell_is_cut_and_not_lost(city):
    write(city, replace(Scenario(id="s9", name="长", tier=Tier.BUILD), summary="长" * 40_000))
    rows = {row["场景名称"]: row for row in sheet(ledger.of_choice(city, Choice(DAY), SAY))}
    assert rows["长"]["场景简介"] == "长" * 32_767


def test_a_past_day_is_exported_as_it_was(city):
    assert (
        sheet(ledger.of_choice(city, Choice(date(2020, 1, 1), city.value("select recorded_at from batch")), SAY)) == []
    )
