"""Whatever comes in, nothing raises, hangs or disappears: mutated files of every kind, and sheets of random cells.

A child process is started for each file, so there are few files, each damaged in many ways at once; sheets of random
cells are read without one.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import (
    archive,
    biff,
    cells,
    columns,
    compound,
    delimited,
    layout,
    odsxml,
    parcel,
    reading_child,
    webtable,
    xml2003,
)
from importers.forms import FORMS
from importers.limits import Limits
from importers.refusal import RefusedFileError
from importers.workbook import Merge, Sheet, Workbook, read
from scenario_db.problems import Problem
from tests.damage import damaged, files
from tests.sheets import parts_of, xlsx


@pytest.mark.confined
@pytest.mark.parametrize("kind", sorted(files()))
@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_of_any_kind_is_a_workbook_or_one_problem(kind, seed):
    found = read(damaged(files()[kind], seed, 1 + 8 * seed), "来件.xlsx", Limits(seconds=10))
    assert isinstance(found, Workbook | Problem)
    if isinstance(found, Workbook):
        for sheet in found.sheets:
            accounted_for(sheet)


@pytest.mark.parametrize("kind", sorted(files()))
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 30))
def test_what_we_look_into_ourselves_is_read_or_refused(kind, seed, times):
    """The same damage without a child process, for the parts that are ours: zips, OLE2, BIFF, texts, pages, XML."""
    with suppress(RefusedFileError):
        look_into(damaged(files()[kind], seed, times), Limits(inflated=8 << 20))


def look_into(content: bytes, limits: Limits) -> None:
    if content.startswith(archive.MAGIC):
        archive.inspect(content, limits)
    elif content.startswith(compound.MAGIC):
        reading_child._refuse_locked(compound.streams(content))
        biff.scan(compound.whole(content, ("Workbook",)))
    else:
        lines = [line for found in reading_child._text(content, limits) for line in reading_child._told(found, limits)]
        assert all(json.loads(line) for line in lines)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 30))
def test_a_damaged_parcel_is_taken_apart_or_refused(seed, times):
    found = parcel.unpack(damaged(files()["zip"], seed, times), "来件.zip")
    assert isinstance(found, Problem) or all(isinstance(content, bytes) for _, content in found)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 40))
def test_damage_inside_the_parts_of_a_workbook_is_survived(seed, times):
    """The zip is whole, what it holds is not: the scans of sheets and the reading of OLE2 streams see such bytes."""
    content = damaged(parts_of(files()["ods"])["content.xml"], seed, times)
    assert isinstance(odsxml.scan(content), dict)
    stream = damaged(compound.whole(files()["xls"], ("Workbook",)), seed, times)
    assert isinstance(biff.scan(stream), dict)
    text = damaged(files()["2003"], seed, times).decode("utf-8", errors="ignore")
    with suppress(RefusedFileError):
        assert all(len(set(map(len, grid.rows))) <= 1 for grid in xml2003.sheets(text, Limits()))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_rows_or_a_page(text):
    assert all(isinstance(row, list) for row in delimited.rows(text))
    assert all(isinstance(row, list) for grid in webtable.tables(f"<table>{text}</table>") for row in grid.rows)


HEADINGS = sorted({heading for form in FORMS for field in form.fields for heading in field.headings})
WORDS = [
    "—",
    "合计",
    "小计",
    "一、建设一批（共2项）",
    "注：",
    "同上",
    "约2000",
    "1.2亿元",
    "2022年底",
    "市城管局、市公安局（牵头）",
    "国企",
    "未开工",
    "暂停",
    "√",
    "0510-85001234",
    "单位：亿元",
    "截至2022年6月30日",
    "2022年",
    "1-6月完成投资",
    "停车一张图",
]
CELL = st.one_of(
    st.just(""),
    st.sampled_from(WORDS),
    st.sampled_from(HEADINGS),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@st.composite
def sheets(draw) -> Sheet:
    """A sheet of random cells, often with a row of headings that are known, and with merged cells anywhere."""
    width = draw(st.integers(1, 7))
    row = st.lists(CELL, min_size=width, max_size=width)
    above, below = draw(st.lists(row, max_size=3)), draw(st.lists(row, max_size=8))
    form = draw(st.sampled_from(FORMS))
    known = [form.field(form.naming).headings[0], *(field.headings[0] for field in form.fields)]
    heading = [known[0], *draw(st.lists(st.sampled_from(known), min_size=width - 1, max_size=width - 1))]
    rows = [*above, heading, *below] if draw(st.booleans()) else [*above, *below]
    cells = st.tuples(st.integers(1, max(1, len(rows))), st.integers(0, width - 1))
    corners = draw(st.lists(st.tuples(cells, cells), max_size=3))
    merges = tuple(
        Merge(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in corners if rows and (a, b) != (c, d)
    )
    unread = {f"{chr(65 + b)}{a}": "=" for (a, b), _ in corners}
    return Sheet("表", rows, "来件.xlsx", merges, draw(st.booleans()), unread=unread)


def accounted_for(sheet: Sheet) -> None:
    """Every row is a record or skipped for a reason; every record has a value or nothing in each column."""
    table = layout.find_table(sheet, FORMS)
    if isinstance(table, Problem):
        return
    reading = cells.read(columns.match(table, table.form))
    skipped = [row.row for row in table.skipped]
    assert sorted([*reading.rows, *skipped]) == list(range(1, len(sheet.rows) + 1))
    assert all(row.reason for row in table.skipped)
    assert {len(column.values) for column in reading.columns.values()} <= {len(reading.rows)}
    filled = {
        heading.column for heading in table.headings if any(sheet.rows[n - 1][heading.column] != "" for n in table.rows)
    }
    assert filled <= {match.column for match in reading.matching.matches}
    assert all(problem.kind for problem in reading.problems)


@settings(max_examples=250, deadline=None)
@given(sheets())
def test_every_row_and_column_of_any_sheet_is_accounted_for(sheet):
    accounted_for(sheet)


@settings(max_examples=60, deadline=None)
@given(sheets(), st.sampled_from(FORMS))
def test_any_sheet_can_be_forced_into_any_form(sheet, form):
    table = layout.find_table(sheet, [form])
    if not isinstance(table, Problem):
        assert cells.read(columns.match(table, form)).rows == table.rows


@pytest.mark.confined
def test_a_sheet_that_needs_more_memory_than_a_reading_may_take_is_given_up():
    texts = xlsx([[chr(0x4E00 + row) * 30_000 for _ in range(40)] for row in range(60)])
    found = read(texts, "来件.xlsx", replace(Limits(), memory=160 << 20))
    assert isinstance(found, Problem)
    assert found.kind == "unreadable_file"
