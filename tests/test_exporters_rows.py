"""Any table as a workbook: what goes in comes out, and spreadsheet programs take the file for what it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from exporters.rows import LONGEST_TEXT, Figure, Heading, workbook

HEADS = [Heading("名称", 20), Heading("金额"), Heading("日期"), Heading("数")]


def read(rows):
    sheet = openpyxl.load_workbook(BytesIO(workbook(HEADS, rows, name="表"))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()], sheet


def test_texts_figures_days_and_gaps_stand_where_they_were():
    rows = [
        ["甲", Figure(Decimal("3.5")), date(2026, 3, 1), 7],
        [None, Figure(Decimal(-2), "约"), None, 0],
        ["", "", "", ""],
    ]
    found, sheet = read(rows)
    assert found[:3] == [
        ["名称", "金额", "日期", "数"],
        ["甲", 3.5, sheet["C2"].value, 7],
        [None, -2, None, 0],
    ]
    assert sheet["C2"].value.date() == date(2026, 3, 1)
    assert (sheet["B2"].number_format, sheet["B3"].number_format) == ("#,##0.####", '"约"#,##0.####')
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:D4")
    assert sheet["A1"].font.bold


def test_what_is_chosen_from_a_list_can_be_chosen_in_the_workbook():
    heads = [Heading("库别", choices=("谋划", "储备")), Heading("长", choices=("很长的说法" * 60,)), Heading("备注")]
    book = openpyxl.load_workbook(BytesIO(workbook(heads, [["谋划", "", ""]] * 3, name="表")))
    [rule] = book.active.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("A2:A4", '"谋划,储备"')


@pytest.mark.parametrize("rows", [[], [["只有文字", None, None, None]]])
def test_without_formats_or_rows_it_is_a_workbook_all_the_same(rows):
    found, _ = read(rows)
    assert found == [["名称", "金额", "日期", "数"], *rows]


def test_a_day_before_the_calendar_of_the_format_is_a_text():
    found, _ = read([["旧档", None, date(1899, 5, 4), None]])
    assert found[1][2] == "1899-05-04"


def test_a_text_longer_than_a_cell_is_cut():
    found, _ = read([["长" * (LONGEST_TEXT + 5), None, None, None]])
    assert len(found[1][0]) == LONGEST_TEXT


_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(_TEXT | st.sampled_from(("=1+1", "_x000D_", " <a&b> ", "a\x01b", "+@-")), min_size=1, max_size=6))
def test_every_text_comes_back_and_none_comes_alive(texts):
    """As the import reads them: ends of lines and what no file may hold are told in its own way."""
    found, sheet = read([[it, None, None, None] for it in texts])
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    told = [unescape(row[0]) if row[0] is not None else "" for row in found[1:]]
    assert told == texts
