"""The slip that travels in a workbook: it comes back as it left, or not at all, and is never taken for data."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import slip
from importers.slip import SHEET, Slip
from tests.sheets import drawn, refused, saved, table_in, workbook, xlsx

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SLIP = Slip("ledger", "2026-11", "d00001", MADE, 42, {"s00001": 3, "s00002": 1}, {"s00001": "CJ-01"})


def enclosed(given: Slip) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("台账").write_string(0, 0, "场景名称")
        slip.write(book, given)
    return out.getvalue()


def changed(cell: str, value: object) -> bytes:
    """The slip's workbook after somebody has touched one of its cells."""
    book = openpyxl.load_workbook(io.BytesIO(enclosed(SLIP)))
    book[SHEET][cell] = value
    return saved(book)


def test_a_slip_comes_back_as_it_left() -> None:
    assert slip.read(workbook(enclosed(SLIP))) == SLIP


def test_a_slip_of_no_records_comes_back_too() -> None:
    alone = Slip("demands", "", "", MADE, 0)
    assert slip.read(workbook(enclosed(alone))) == alone


def test_a_workbook_of_somebody_else_has_no_slip() -> None:
    assert slip.read(workbook(xlsx(drawn("场景名称 | 牵头单位")))) is None


@pytest.mark.parametrize("cell", ["B1", "B2", "B5", "B6", "A7", "C7", "C8", "A9"])
def test_a_slip_that_somebody_has_touched_is_none(cell: str) -> None:
    assert slip.read(workbook(changed(cell, "x"))) is None


def test_a_slip_with_a_row_lost_is_none() -> None:
    book = openpyxl.load_workbook(io.BytesIO(enclosed(SLIP)))
    book[SHEET].delete_rows(8)
    assert slip.read(workbook(saved(book))) is None


def test_a_slip_survives_a_new_name_of_its_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(enclosed(SLIP)))
    book[SHEET].title = "Sheet9"
    book["Sheet9"].sheet_state = "visible"
    assert slip.read(workbook(saved(book))) == SLIP


def test_nobody_sees_the_slip_and_it_is_no_table() -> None:
    sheet = workbook(enclosed(SLIP)).sheets[1]
    assert sheet.hidden
    assert refused(sheet) == "enclosed_sheet"


def test_a_sheet_that_only_begins_with_other_words_is_still_a_table() -> None:
    picture = """
    问题清单 |
    场景名称 | 牵头单位 | 库别
    停车一张图 | 市城管局 | 建设
    """
    assert table_in(workbook(xlsx(drawn(picture))).sheets[0]).rows == (3,)


@settings(deadline=None, max_examples=15)
@given(
    st.dictionaries(st.from_regex(r"[a-z]\d{1,6}(/\d{4})?", fullmatch=True), st.integers(1, 10**6), max_size=20),
    st.integers(0, 10**9),
)
def test_whatever_versions_there_were_come_back(versions: dict[str, int], mark: int) -> None:
    given_out = Slip("ledger", "", "", MADE, mark, versions)
    assert slip.read(workbook(enclosed(given_out))) == given_out
