"""Any file may be handed in: it is read, or refused in one sentence; none of them hurts."""

from __future__ import annotations

import io
import random
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import binarybook
from importers.limits import Limits
from importers.workbook import Merge, Workbook, address, letter, read
from scenario_db import wording
from scenario_db.problems import Problem
from tests.binary import xlsb
from tests.office_files import encrypted_xlsx, xml2003
from tests.sheets import (
    DEMANDS,
    LEDGER,
    SAMPLES,
    compound,
    csv_text,
    ods,
    parts_of,
    refusal,
    saved,
    workbook,
    xls,
    xlsx,
    zipped,
)

pytestmark = pytest.mark.confined

GRID = [["序号", "场景名称", "总投资"], [1, "停车一张图", 2000], [2, "一网统管", "约3000"]]
HALF_PAST_EIGHT = datetime.fromisoformat("2022-06-01T08:30")
SHEET = "xl/worksheets/sheet1.xml"
HEADER = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def with_sheet(xml: str) -> bytes:
    return zipped(parts_of(xlsx(GRID)) | {SHEET: xml.encode()})


def test_every_cell_knows_its_address():
    found = workbook(xlsx([[None], [None, None, "名称"]])).sheets[0]
    assert found.row(2)[2] == "名称"
    assert str(found.place(2, 2)) == "台账!C2"
    assert [address(1, column) for column in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]


def test_columns_left_empty_keep_their_letters():
    found = workbook(xlsx([[None, None, None, "名称"]])).sheets[0]
    assert found.rows == [["", "", "", "名称"]]


@pytest.mark.parametrize(
    "data",
    [
        xlsx(GRID),
        xls(GRID),
        ods(GRID),
        csv_text(GRID).encode(),
        csv_text(GRID).encode("utf-8-sig"),
        csv_text(GRID).encode("gb18030"),
        csv_text(GRID, "\t").encode("utf-16"),
        csv_text(GRID, "\t").encode("gbk"),
        csv_text(GRID, ";").encode(),
    ],
    ids=["xlsx", "xls", "ods", "utf-8", "utf-8 with mark", "gb18030", "utf-16 tabs", "gbk tabs", "semicolons"],
)
def test_the_kind_of_a_file_is_told_by_its_content(data):
    rows = workbook(data, "随便叫什么.doc").sheets[0].rows
    assert [row[1] for row in rows] == ["场景名称", "停车一张图", "一网统管"]
    assert float(str(rows[1][2])) == 2000


def test_text_says_which_encoding_it_was_in():
    assert workbook(csv_text(GRID).encode("gb18030"), "上报.csv").encoding == "gb18030"
    assert workbook(csv_text(GRID).encode("gb18030"), "上报.csv").sheets[0].name == "上报"


def test_a_line_break_inside_a_quoted_cell_stays_in_its_cell():
    assert workbook('名称,简介\n停车,"一\n二"\n'.encode()).sheets[0].rows[1] == ["停车", "一\n二"]


def test_a_web_page_saved_as_a_workbook_is_read():
    page = """<html><meta charset="utf-8"><body><table><tr><td colspan=2>台账</td></tr>
    <tr><td rowspan="2">产业</td><td>停车</td></tr><tr><td>一网<br>统管</td></tr></table></body></html>"""
    found = workbook(page.encode(), "导出.xls").sheets[0]
    assert found.rows == [["台账", ""], ["产业", "停车"], ["", "一网\n统管"]]
    assert found.merges == (Merge(1, 0, 1, 1), Merge(2, 0, 3, 0))


def test_merged_cells_and_hidden_sheets_and_rows_are_known():
    def hide(book: openpyxl.Workbook) -> None:
        book.active.row_dimensions[2].hidden = True
        book.create_sheet("草稿").sheet_state = "hidden"

    shown, draft = workbook(xlsx([["题", "<"], ["停车", "x"]], change=hide)).sheets
    assert shown.merges == (Merge(1, 0, 1, 1),)
    assert shown.hidden_rows == {2}
    assert (shown.hidden, draft.hidden) == (False, True)


def test_dates_come_as_dates_even_in_the_chinese_formats():
    def form(book: openpyxl.Workbook) -> None:
        book.active["A1"].number_format = '[$-804]yyyy"年"m"月";@'

    found = workbook(xlsx([[43629, date(2022, 6, 1), HALF_PAST_EIGHT]], change=form)).sheets[0]
    assert found.rows[0] == [date(2019, 6, 13), date(2022, 6, 1), HALF_PAST_EIGHT]


def test_days_counted_from_1904_are_the_same_days():
    def old_mac(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert workbook(xlsx([[date(2022, 6, 1)]], change=old_mac)).sheets[0].rows[0] == [date(2022, 6, 1)]


def test_formulas_without_value_and_failed_ones_are_told_by_cell():
    xml = HEADER + (
        '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
        "</sheetData><conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting></worksheet>"
    )
    assert workbook(with_sheet(xml)).sheets[0].unread == {"A1": "=", "C1": "#DIV/0!"}


def test_strict_workbooks_are_read_like_others():
    strict = {
        name: part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, part in parts_of(xlsx(GRID)).items()
    }
    assert workbook(zipped(strict)).sheets[0].rows[1][1] == "停车一张图"


def test_a_strict_workbook_may_write_its_days_as_words():
    cell = '<c r="A1" t="d"><v>2022-06-01</v></c>'
    assert workbook(with_sheet(f'{HEADER}<row r="1">{cell}</row></sheetData></worksheet>')).sheets[0].rows == [
        [date(2022, 6, 1)]
    ]


def test_the_xml_of_excel_2003_is_read_with_its_gaps_merges_and_hidden_rows():
    found = workbook(xml2003().encode("gb18030"), "上报.xls").sheets[0]
    assert found.name == "台账"
    assert found.rows[1] == ["场景名称", "总投资（万元）", "计划开工时间"]
    assert found.rows[3] == ["停车一张图", 12.5, datetime.fromisoformat("2022-06-01")]
    assert (found.merges, found.hidden_rows) == ((Merge(1, 0, 1, 2),), {4})
    assert found.unread == {"B5": "#DIV/0!", "C5": "="}


@pytest.mark.parametrize(
    ("old", "new"),
    [('ss:Index="4"', 'ss:Index="1048576"'), ('ss:Index="2"', 'ss:Index="16384"')],
    ids=["a far row", "a far column"],
)
def test_a_far_cell_in_the_xml_of_2003_makes_no_room(old, new):
    assert [it.kind for it in workbook(xml2003().replace(old, new).encode()).problems] == ["far_cell"]


def test_the_xml_of_2003_is_as_careful_as_the_rest():
    assert refusal(xml2003().replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook', 1).encode()) == (
        "unsafe_archive"
    )
    assert refusal(xml2003()[:-20].encode()) == "damaged_file"
    assert refusal(b'<?xml version="1.0"?><office:document xmlns:office="x"/>') == "other_document"


def test_failed_formulas_and_hidden_rows_of_old_workbooks_are_told():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    sheet.write(0, 0, "名称")
    sheet.row(1).set_cell_error(2, 0x07)
    sheet.write(2, 0, xlwt.Formula('"a"&"b"'))
    sheet.row(2).hidden = True
    found = workbook(saved(book)).sheets[0]
    assert found.unread["C2"] == "#DIV/0!"
    assert found.hidden_rows == {3}


def test_failed_formulas_and_hidden_rows_of_open_documents_are_told():
    cell = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    uncomputed = '<table:table-cell table:formula="of:=1+1"/>'
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{gap}</table:table-row>'
        f'<table:table-row table:visibility="collapse">{gap}{cell}{uncomputed}</table:table-row>'
    )
    parts = parts_of(ods(GRID))
    content = parts["content.xml"].decode()
    name = 'table:name="台账">'
    spaces = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    content = content.replace(name, name + rows).replace(
        "<office:document-content ", f"<office:document-content{spaces}"
    )
    found = workbook(zipped(parts | {"content.xml": content.encode()})).sheets[0]
    assert (found.unread, found.hidden_rows) == ({"C3": "#DIV/0!", "D3": "="}, {3})


def test_days_counted_from_1904_in_an_old_workbook_are_the_same_days():
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("a").write(0, 0, date(2022, 6, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert workbook(saved(book)).sheets[0].rows == [[date(2022, 6, 1)]]


def test_a_binary_workbook_is_read_like_any_other():
    grid: list[list[object]] = [
        ["场景名称", "库别", "总投资（万元）"],
        ["停车一张图", "建设", 12.5],
        ["学位预警", "谋划", ""],
    ]
    assert workbook(xlsb(grid), "台账.xlsb").sheets[0].rows == grid


def test_an_xlsb_tells_failed_formulas_by_cell_and_that_others_may_be_old():
    found = workbook(xlsb([["名称", "数"], ["甲", "#DIV/0!"], ["乙", "=7"]]), "台账.xlsb")
    assert found.sheets[0].unread == {"B2": "#DIV/0!"}
    assert found.sheets[0].rows[2] == ["乙", 7]
    assert [(it.kind, it.level, it.facts["count"]) for it in found.problems] == [("formulas_untold", "hint", 1)]


@given(st.binary(max_size=200))
def test_a_torn_xlsb_sheet_is_looked_at_as_far_as_it_goes(part):
    binarybook.scan(part)
    list(binarybook.sheets(part))


def test_a_really_encrypted_workbook_is_told():
    assert refusal(encrypted_xlsx(xlsx(GRID), "五个字的密码")) == "encrypted_file"


def test_control_characters_never_come_in():
    xml = HEADER + '<row r="1"><c r="A1" t="inlineStr"><is><t>停_x0007_车</t></is></c></row></sheetData></worksheet>'
    assert "\x07" not in str(workbook(with_sheet(xml)).sheets[0].rows[0][0])


def test_an_empty_sheet_has_no_rows():
    assert workbook(saved(openpyxl.Workbook())).sheets[0].rows == []


# refused


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty_file"),
        (b"\0\0\0 \n", "empty_file"),
        (b"%PDF-1.7\n\x01\x02\x03", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), "not_a_workbook"),
        (bytes(range(256)) * 50, "not_a_workbook"),
        (b"PK\x03\x04" + b"x" * 500, "damaged_file"),
        (xlsx(GRID)[:-300], "damaged_file"),
        (zipped({"word/document.xml": "<w/>"}), "other_document"),
        (zipped({"a.xlsx": b"x", "b.xls": b"y"}), "zip_of_files"),
        (zipped({"a.txt": b"x"}), "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 200, "damaged_file"),
        (compound("EncryptionInfo", "EncryptedPackage"), "encrypted_file"),
        (compound("WordDocument"), "other_document"),
        (compound("Quill"), "not_a_workbook"),
        (zipped({"content.xml": "<x/>", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "encrypted_file"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "empty_file"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_in_one_sentence(data, kind):
    found = read(data, "上报.xlsx")
    assert isinstance(found, Problem)
    assert (found.kind, found.place.file) == (kind, "上报.xlsx")
    assert wording.Words("zh").problem(found)


def test_a_biff_workbook_with_a_password_is_told():
    locked = xls(GRID).replace(b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\x00\x00", 1)
    assert refusal(locked) == "encrypted_file"


def test_a_hundred_megabytes_are_refused_without_being_read():
    start = time.monotonic()
    assert refusal(bytes(100 << 20)[:-1] + b"x") == "file_too_large"
    assert time.monotonic() - start < 2


def test_two_cells_at_the_corners_of_a_sheet_do_no_harm():
    xml = HEADER + (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    found = workbook(with_sheet(xml))
    assert [(problem.kind, problem.place.sheet) for problem in found.problems] == [("far_cell", "台账")]


def test_a_corner_cell_written_in_a_way_that_escapes_the_scan_only_kills_the_child():
    xml = HEADER + (
        "<row r='1'><c r='A1'><v>1</v></c></row><row\nr='1048576'><c\nr='XFD1048576'><v>1</v></c></row>"
        "</sheetData></worksheet>"
    )
    found = read(with_sheet(xml), "上报.xlsx")
    assert isinstance(found, Problem)
    assert found.kind == "unreadable_file"


def test_a_styled_cell_far_out_inflates_nothing():
    def style(book: openpyxl.Workbook) -> None:
        book.active["XFD9000"].font = openpyxl.styles.Font(bold=True)

    found = workbook(xlsx(GRID, change=style))
    assert (found.problems, found.sheets[0].width, len(found.sheets[0].rows)) == ((), 3, 3)


def test_a_bomb_is_refused_by_what_it_inflates_to():
    assert refusal(zipped(parts_of(xlsx(GRID)) | {"xl/media/x.bin": bytes(330 << 20)})) == "inflates_too_far"


def test_a_part_that_lies_about_its_size_is_refused_too():
    honest = zipped(parts_of(xlsx(GRID)) | {"xl/media/x.bin": bytes(330 << 20)})
    at = honest.rindex(b"xl/media/x.bin") - 46
    lying = honest[: at + 24] + (10).to_bytes(4, "little") + honest[at + 28 :]
    assert refusal(lying) == "inflates_too_far"


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ['<!DOCTYPE x [<!ENTITY a "b">]>', "<!ENTITY a SYSTEM 'file:///etc/passwd'>"])
def test_entities_are_refused_in_any_part(code, mark):
    part = f'<?xml version="1.0"?>{mark}<sst/>'.encode(code)
    assert refusal(zipped(parts_of(xlsx(GRID)) | {"xl/sharedStrings.xml": part})) == "unsafe_archive"


@pytest.mark.parametrize("name", ["../../etc/passwd", "xl/..\\..\\x", "XL/WORKBOOK.XML"])
def test_paths_that_climb_and_parts_that_stand_twice_are_refused(name):
    assert refusal(zipped(parts_of(xlsx(GRID)) | {name: b"x"})) == "unsafe_archive"


def test_parts_with_a_password_are_told():
    data = bytearray(xlsx(GRID))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)) == "encrypted_file"


def test_too_many_parts_are_refused():
    parts = {f"xl/x{number}.xml": b"" for number in range(2_001)}
    assert refusal(zipped(parts_of(xlsx(GRID)) | parts)) == "too_many_parts"


def test_unusual_compression_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_BZIP2) as archive:
        for name, part in parts_of(xlsx(GRID)).items():
            archive.writestr(name, part)
    assert refusal(kept.getvalue()) == "unsafe_archive"


def test_rows_columns_and_sheets_beyond_the_limits_are_told():
    few = Limits(rows=10, columns=2, sheets=1)
    long = read(xlsx([["x"]] * 21), "上报.xlsx", few)
    wide = read(xlsx([["a", "b", "c"]]), "上报.xlsx", few)
    many = read(xlsx(GRID, change=lambda book: book.create_sheet("又")), "上报.xlsx", few)
    assert isinstance(long, Workbook)
    assert isinstance(wide, Workbook)
    assert isinstance(many, Problem)
    assert [problem.kind for problem in long.problems] == ["too_many_rows"]
    assert [problem.kind for problem in wide.problems] == ["too_many_columns"]
    assert wide.sheets[0].rows == [["a", "b"]]
    assert many.kind == "too_many_sheets"


def test_what_the_house_has_set_bounds_what_is_read(monkeypatch):
    monkeypatch.setenv("SCENARIO_UPLOAD_ROWS", "10")
    assert [it.kind for it in workbook(xlsx([["x"]] * 21)).problems] == ["too_many_rows"]
    monkeypatch.setenv("SCENARIO_UPLOAD_MIB", "1")
    assert refusal(b"x" * (1 << 20) + b"x") == "file_too_large"


def test_a_file_that_takes_too_long_is_given_up():
    start = time.monotonic()
    found = read(xlsx(GRID), "上报.xlsx", Limits(seconds=0.001))
    assert isinstance(found, Problem)
    assert found.kind == "unreadable_file"
    assert time.monotonic() - start < 5


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 40))
def test_damage_anywhere_gives_a_workbook_or_one_problem(seed, cuts):
    chance = random.Random(seed)
    damaged = bytearray((SAMPLES / DEMANDS).read_bytes())
    for _ in range(cuts):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    assert isinstance(read(bytes(damaged), "上报.xlsx"), Workbook | Problem)


def test_the_real_samples_are_read():
    assert [len(workbook((SAMPLES / name).read_bytes()).sheets[0].rows) for name in (LEDGER, DEMANDS)] == [49, 15]


def test_letters_go_on_after_z():
    assert [letter(column) for column in (0, 27, 16_383)] == ["A", "AB", "XFD"]
