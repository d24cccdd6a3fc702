"""What people type, read as what they meant; what is unclear is told by its cell."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import cells, columns, figures, words
from importers.amounts import TEN_THOUSAND_YUAN, in_ten_thousand_yuan, read_figure
from importers.choices import member
from importers.dates import read_day, read_span
from importers.forms import LEDGER, Field, Reads
from importers.layout import Table, find_table
from importers.values import Known, Read
from importers.words import Names
from importers.workbook import Cell, Sheet
from scenario_db.codes import Domain, FundSource, Precision, Qualifier, Stage, Tier, Urgency
from scenario_db.problems import Level
from tests import sheets
from tests.sheets import SAMPLES, kinds, ods, reading_of, table_in, workbook, xlsx

MONEY = LEDGER.field("scenario.total_invest")
START, FINISH = LEDGER.field("scenario.planned_start"), LEDGER.field("scenario.planned_finish")
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text("0123456789.年月日-—/～至约超亿万元千百十一二三四五六七八九〇零底上下半季度%％,，() 旬", max_size=16),
)


def column(heading: str, *values: object) -> cells.Reading:
    """A ledger with one more column."""
    rows = [[number, f"场景{number}", "市城管局", value] for number, value in enumerate(values, start=1)]
    title = ["应用场景库台账（截至日期：2022年6月30日）（单位：万元）"]
    grid = [title, ["序号", "场景名称", "牵头单位", heading], *rows]
    return reading_of(workbook(xlsx(grid, title="储备库")).sheets[0])


# figures


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("突破6000亿元", 6000 * 10**8, "元", Qualifier.OVER),
        ("达3000亿元", 3000 * 10**8, "元", None),
        ("1324家", 1324, "家", None),
        ("超8万家", 80_000, "家", Qualifier.OVER),
        ("超7000家", 7000, "家", Qualifier.OVER),
        ("140多家", 140, "家", Qualifier.OVER),
        ("3000家以上", 3000, "家", Qualifier.OVER),
        ("154.9亿元", 15_490_000_000, "元", None),
        ("64.5%", Decimal("64.5"), "%", None),
        ("超1.1亿元", 110_000_000, "元", Qualifier.OVER),
        ("超58亿元", 58 * 10**8, "元", Qualifier.OVER),
        ("8000万元", 80_000_000, "元", None),
        ("最高1000万元", 10_000_000, "元", None),
        ("四个", 4, "个", None),
        ("五家", 5, "家", None),
        ("20条", 20, "条", None),
        ("超780项", 780, "项", Qualifier.OVER),
        ("约720万", 7_200_000, "", Qualifier.ABOUT),
        ("16430个", 16430, "个", None),
        ("100%", 100, "%", None),
        ("一百二十", 120, "", None),
        ("近2000", 2000, "", Qualifier.NEARLY),
    ],
)
def test_the_figures_of_the_source_are_read_as_it_means_them(text, value, unit, qualifier):
    figure = read_figure(text)
    assert figure
    assert (figure.value, figure.unit, figure.qualifier) == (value, unit, qualifier)


@pytest.mark.parametrize("text", ["", "待定", "2000-3000", "1.2.3", "见附件", "1亿2000万", "1,23", "二〇二二年"])
def test_what_is_not_one_figure_is_none(text):
    figure = read_figure(text)
    assert figure is None or figure.unit == "年"


@pytest.mark.parametrize(
    ("cell", "amount", "qualifier"),
    [
        (2000, 2000, None),
        (1074.2, Decimal("1074.2"), None),
        ("约2000", 2000, Qualifier.ABOUT),
        ("2000左右", 2000, Qualifier.ABOUT),
        ("近2000", 2000, Qualifier.NEARLY),
        ("超过2,000万元", 2000, Qualifier.OVER),
        ("1.2亿元", 12_000, None),
        ("1.2亿", 12_000, None),
        ("3500万", 3500, None),
        ("500000元", 50, None),
        ("３５００", 3500, None),
        ("12,000.50", Decimal("12000.5"), None),
        (" 2 000 ", 2000, None),
        ("五百万元", 500, None),
        (0, 0, None),
        ("—", None, None),
        ("/", None, None),
        ("无", None, None),
        ("待定", None, None),
        ("", None, None),
    ],
)
def test_money_is_read_in_ten_thousand_yuan(cell, amount, qualifier):
    read = figures.money(cell, Known(MONEY))
    assert (read.values[0], read.values[2], read.trouble) == (amount, qualifier, None)


def test_what_was_said_of_an_amount_is_kept_beside_it():
    reading = column("总投资", "约2000", "1.2亿元", "待定", 800)
    assert reading.values("scenario.total_invest_text") == ["约2000", "1.2亿元", "待定", None]
    assert reading.values("scenario.invest_qualifier") == [Qualifier.ABOUT, None, None, None]


@pytest.mark.parametrize(("unit", "amount"), [("元", "0.2"), ("千元", 200), ("万元", 2000), ("亿元", 20_000_000)])
def test_the_columns_unit_counts_where_the_cell_names_none(unit, amount):
    assert figures.money(2000, Known(MONEY, unit)).values[0] == Decimal(amount)
    assert figures.money("2000万元", Known(MONEY, unit)).values[0] == 2000


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("很多", "not_an_amount"),
        ("2000-3000", "not_an_amount"),
        ("3台", "not_an_amount"),
        (True, "not_an_amount"),
        (date(2022, 6, 1), "not_an_amount"),
        (-5, "negative_amount"),
        ("-5万元", "negative_amount"),
        (1e15, "amount_too_large"),
    ],
)
def test_a_bad_amount_is_told_with_its_cell(cell, kind):
    reading = column("总投资", 3, cell)
    assert kinds(reading) == [(kind, "D4")]
    assert reading.values("scenario.total_invest") == [3, None]


def test_about_is_told_where_the_field_has_no_word_beside_its_amount():
    read = figures.money("约2000", Known(LEDGER.field("progress_report.invest_ytd")))
    assert read.values[0] == 2000
    assert read.trouble
    assert (read.trouble.kind, read.trouble.level) == ("qualifier_not_kept", Level.HINT)


@given(st.decimals(0, 10**9, places=4, allow_nan=False), st.sampled_from(sorted(TEN_THOUSAND_YUAN)))
def test_any_amount_written_with_its_unit_comes_back(value, unit):
    if unit in ("元", "万元", "亿元"):
        figure = read_figure(f"{value:,f}{unit}")
        assert figure
        assert in_ten_thousand_yuan(figure, "元") == value * TEN_THOUSAND_YUAN[unit]


# dates


@pytest.mark.parametrize(
    ("cell", "first", "last", "precision"),
    [
        (date(2022, 6, 15), "2022-06-15", "2022-06-15", Precision.DAY),
        (44713, "2022-06-01", "2022-06-01", Precision.DAY),
        ("2022-06-15", "2022-06-15", "2022-06-15", Precision.DAY),
        ("2022-06-15 00:00:00", "2022-06-15", "2022-06-15", Precision.DAY),
        ("2022.6.5", "2022-06-05", "2022-06-05", Precision.DAY),
        ("2022/6/5", "2022-06-05", "2022-06-05", Precision.DAY),
        ("2022年6月5日", "2022-06-05", "2022-06-05", Precision.DAY),
        ("20220605", "2022-06-05", "2022-06-05", Precision.DAY),
        ("2022-06", "2022-06-01", "2022-06-30", Precision.MONTH),
        ("2022.6", "2022-06-01", "2022-06-30", Precision.MONTH),
        (2022.5, "2022-05-01", "2022-05-31", Precision.MONTH),
        (2022.12, "2022-12-01", "2022-12-31", Precision.MONTH),
        ("2022.10", "2022-10-01", "2022-10-31", Precision.MONTH),
        ("2022 年 6 月", "2022-06-01", "2022-06-30", Precision.MONTH),
        ("２０２２年６月", "2022-06-01", "2022-06-30", Precision.MONTH),
        ("二〇二二年三月", "2022-03-01", "2022-03-31", Precision.MONTH),
        ("二零二二年十二月", "2022-12-01", "2022-12-31", Precision.MONTH),
        ("2022年6月底", "2022-06-30", "2022-06-30", Precision.MONTH),
        ("2022年6月底前", "2022-06-30", "2022-06-30", Precision.MONTH),
        ("2022年3月中旬", "2022-03-11", "2022-03-20", Precision.MONTH),
        ("2023Q2", "2023-04-01", "2023-06-30", Precision.QUARTER),
        ("2022年第二季度", "2022-04-01", "2022-06-30", Precision.QUARTER),
        ("2022年二季度", "2022-04-01", "2022-06-30", Precision.QUARTER),
        ("2022年上半年", "2022-01-01", "2022-06-30", Precision.HALF),
        ("2022年", "2022-01-01", "2022-12-31", Precision.YEAR),
        (2022, "2022-01-01", "2022-12-31", Precision.YEAR),
        ("2022年底", "2022-12-31", "2022-12-31", Precision.YEAR),
        ("2022年内", "2022-01-01", "2022-12-31", Precision.YEAR),
    ],
)
def test_a_date_keeps_how_exactly_it_was_given(cell, first, last, precision):
    when = read_day(cell)
    assert when
    assert (str(when.first), str(when.last), when.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "first"),
    [("年底", "2022-12-31"), ("上半年", "2022-01-01"), ("二季度", "2022-04-01"), ("9月", "2022-09-01")],
)
def test_a_date_without_year_lies_in_the_sheets(text, first):
    when = read_day(text, 2022)
    assert when
    assert str(when.first) == first
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "start", "finish"),
    [
        ("2020-2024", "2020-01-01", "2024-12-31"),
        ("2021—2024", "2021-01-01", "2024-12-31"),
        ("2022至2025", "2022-01-01", "2025-12-31"),
        ("2022年至2025年", "2022-01-01", "2025-12-31"),
        ("2020-07/2023-12", "2020-07-01", "2023-12-31"),
        ("2020.7-2023.12", "2020-07-01", "2023-12-31"),
        ("2020年7月～2023年12月", "2020-07-01", "2023-12-31"),
        ("2022年3月-12月", "2022-03-01", "2022-12-31"),
        ("2020-07-01-2023-12-31", "2020-07-01", "2023-12-31"),
        ("2020/07/01-2023/12/31", "2020-07-01", "2023-12-31"),
        ("2022-2022", "2022-01-01", "2022-12-31"),
    ],
)
def test_a_range_fills_start_and_finish(text, start, finish):
    span = read_span(text)
    assert span
    assert span.start
    assert span.finish
    assert (str(span.start.first), str(span.finish.last)) == (start, finish)


def test_a_month_in_a_range_column_is_a_start():
    span = read_span("2022-05")
    assert span
    assert span.start
    assert (str(span.start.first), span.finish) == ("2022-05-01", None)


@pytest.mark.parametrize(
    "text", ["2022-13", "2022-02-30", "明年", "15/6/2022", "3年", "1899-01-01", "123456", "2022.50"]
)
def test_what_is_no_date_is_none(text):
    assert read_day(text) is None


def test_a_start_is_the_first_day_and_a_finish_the_last_of_what_is_named():
    assert figures.day("2022年6月", Known(START)).values == (date(2022, 6, 1), Precision.MONTH)
    assert figures.day("2022年6月", Known(FINISH)).values == (date(2022, 6, 30), Precision.MONTH)


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("开工时间", 2022.1, "month_or_october"),
        ("开工时间", "不知道", "not_a_date"),
        ("开工时间", "2022-13", "not_a_date"),
        ("竣工时间", "长期", "open_date"),
        ("建设起止年限", "2024-2020", "dates_reversed"),
        ("建设起止年限", "三年左右", "not_a_date"),
    ],
)
def test_a_doubtful_date_is_told_with_its_cell(heading, cell, kind):
    reading = column(heading, "2022年3月", cell)
    assert kinds(reading) == [(kind, "D4")]


@given(
    st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]),
)
def test_any_day_comes_back_however_it_is_written(day, way):
    when = read_day(day.strftime(way))
    assert when
    assert (when.first, when.precision) == (day, Precision.DAY)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_any_serial_number_is_its_day(day):
    when = read_day(float((day - date(1899, 12, 30)).days))
    assert when
    assert when.first == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 3000), st.sampled_from("-—–~至到/"))
def test_any_range_of_days_comes_back(start, length, divider):
    finish = start + timedelta(days=length)
    span = read_span(f"{start.year}.{start.month}.{start.day}{divider}{finish.year}.{finish.month}.{finish.day}")
    assert span
    assert span.start
    assert span.finish
    assert (span.start.first, span.finish.last) == (start, finish)


# percent, marks, choices


def test_percentages_are_hundredths_however_they_are_written():
    field = Field("progress_report", "progress_pct", ("形象进度百分比",), Reads.PERCENT)
    read = [figures.percent(cell, Known(field)).values[0] for cell in (64.5, "64.5%", "71.2％", 100, "—")]
    assert read == [Decimal("64.5"), Decimal("64.5"), Decimal("71.2"), 100, None]
    assert figures.percent(0.645, Known(field, fractions=True)).values[0] == Decimal("64.5")
    doubtful = figures.percent(0.645, Known(field)).trouble
    assert doubtful
    assert (doubtful.kind, doubtful.level) == ("fraction_or_percent", Level.WARNING)


@pytest.mark.parametrize("cell", ["很多", "20家", 20_000, True, date(2022, 6, 1)])
def test_what_is_no_percentage_is_told(cell):
    read = figures.percent(cell, Known(Field("progress_report", "progress_pct", ("形象进度百分比",), Reads.PERCENT)))
    assert read.trouble
    assert (read.values, read.trouble.kind) == ((None,), "not_a_percentage")


def test_marks_mean_yes_or_no_and_an_empty_cell_says_nothing():
    reading = column("是否多跨", "是", "√", "●", "Y", 1, True, "否", "×", "○", None, "也许")
    assert reading.values("scenario.cross_declared") == [True] * 6 + [False] * 3 + [None, None]
    assert kinds(reading) == [("not_yes_or_no", "D13")]


@pytest.mark.parametrize(
    ("codes", "text", "meant"),
    [
        (Tier, "谋划一批", Tier.PLAN),
        (Tier, "储备库", Tier.RESERVE),
        (Tier, "儲備", Tier.RESERVE),
        (Tier, "在建", Tier.BUILD),
        (Tier, "build", Tier.BUILD),
        (Tier, "已建成", Tier.OPERATE),
        (Tier, "退库", Tier.EXIT),
        (Tier, "未开工", None),
        (Tier, "已入库", None),
        (Stage, "已落地", Stage.OPERATION),
        (Stage, "未开工", None),
        (Domain, "产业类", Domain.INDUSTRY),
        (Domain, "政府领域", Domain.GOVERNMENT),
        (Urgency, "特急", Urgency.HIGH),
    ],
)
def test_entries_of_closed_lists_are_known_by_label_synonym_and_code(codes, text, meant):
    assert member(codes, text) is meant


def test_what_may_mean_two_things_is_asked_never_guessed():
    reading = column("入库状态", "储备", "储备", "未开工", "已入库", "谋划", "别的")
    assert kinds(reading) == [("ask_choice", "D5"), ("ask_choice", "D6"), ("unknown_choice", "D8")]
    assert reading.values("scenario.tier") == [Tier.RESERVE, Tier.RESERVE, None, None, Tier.PLAN, None]


def test_several_sources_of_funds_in_a_cell():
    reading = column("资金来源", "市级财政、社会资本", "天上", None)
    assert reading.values("scenario.fund_sources") == [(FundSource.CITY, FundSource.SOCIAL), (), ()]
    assert kinds(reading) == [("unknown_choice", "D4")]


# words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市公安局、市卫健委；市大数据局", ("市公安局", "市卫健委", "市大数据局")),
        ("市公安局，市卫健委/市教育局\n市民政局", ("市公安局", "市卫健委", "市教育局", "市民政局")),
        ("市公安局 市卫健委", ("市公安局", "市卫健委")),
        ("市公安局、市公安局", ("市公安局",)),
        ("市行政审批局/政务办", ("市行政审批局", "政务办")),
    ],
)
def test_departments_in_a_cell_are_taken_apart(text, names):
    assert words.departments(text, Known(LEDGER.field("partner.departments"))).values[0].names == names


def test_lead_mark_and_and_so_on_are_taken_off_and_the_lead_is_kept():
    found = words.departments("市公安局（牵头）、市卫健委等", Known(LEDGER.field("partner.departments"))).values[0]
    assert found == Names("市公安局（牵头）、市卫健委等", ("市公安局", "市卫健委"), "市公安局")


def test_all_departments_concerned_are_no_department():
    reading = column("配合单位", "市公安局、各有关部门")
    assert reading.values("partner.departments")[0].names == ("市公安局",)
    assert kinds(reading) == [("not_a_department", "D3")]


def test_phones_are_text_and_several_are_told_apart():
    reading = column("联系电话", 13800005340, "13800005340,85001234", "0510-85001234 13800005340", "找小王")
    assert reading.values("scenario.phone") == [
        "13800005340", "13800005340、85001234", "0510-85001234、13800005340", "找小王",
    ]  # fmt: skip
    assert kinds(reading) == [("odd_phone", "D6")]


def test_a_person_and_a_number_in_one_cell_fill_two_fields():
    reading = column("联系人及电话", "张三 13800005340", "李四（85001234）", "王五")
    assert reading.values("scenario.contact") == ["张三", "李四", "王五"]
    assert reading.values("scenario.phone") == ["13800005340", "85001234", None]


def test_a_long_code_stored_as_a_number_is_flagged():
    assert kinds(column("项目代码", "CJ-1", 220632123456789012)) == [("long_number", "D4")]


def test_texts_lose_what_cannot_be_seen_and_same_as_above_is_filled_in():
    reading = column("备注", " 一\n二\u200b ", "同上", "无", 12.0)
    assert reading.values("scenario.remark") == ["一 二", "一 二", None, "12"]


def test_a_text_longer_than_a_spreadsheets_cell_is_cut_and_told():
    text = "场景名称,备注\n停车," + "长" * 40_000
    reading = reading_of(workbook(text.encode(), "储备库.csv").sheets[0])
    assert len(reading.values("scenario.remark")[0]) == 32_767
    assert kinds(reading) == [("text_cut", "B2")]


# whole sheets


def test_merged_categories_are_filled_down_and_merged_amounts_never(sheet):
    """
    类别 | 序号 | 场景名称 | 牵头单位 | 总投资（万元）
    产业 | 1 | 智能感知 | 市工信局 | 300
    ^ | 2 | 工业互联网 | ^ | ^
    政府 | 3 | 一网统管 | 市数据局 | 200
    """
    reading = reading_of(sheet)
    assert reading.values("scenario.domain") == [Domain.INDUSTRY, Domain.INDUSTRY, Domain.GOVERNMENT]
    assert [it.text for it in reading.values("scenario.lead")] == ["市工信局", "市工信局", "市数据局"]
    assert reading.values("scenario.total_invest") == [300, None, 200]


def test_blank_categories_are_filled_down_where_a_file_cannot_say_what_was_merged():
    grid = [["领域", "序号", "需求名称"], ["产业", 1, "甲"], [None, 2, "乙"], ["政府", 3, "丙"], [None, 4, "丁"]]
    reading = reading_of(workbook(ods(grid)).sheets[0])
    assert reading.values("demand.domain") == [Domain.INDUSTRY, Domain.INDUSTRY, Domain.GOVERNMENT, Domain.GOVERNMENT]
    assert [it.kind for it in reading.problems] == ["filled_down"]


def test_blank_categories_stay_blank_where_nothing_was_merged(sheet):
    """
    领域 | 序号 | 需求名称
    产业 | 1 | 甲
     | 2 | 乙
    """
    assert reading_of(sheet).values("demand.domain") == [Domain.INDUSTRY, None]


def test_a_missing_name_is_told_with_its_cell(sheet):
    """
    序号 | 场景名称 | 牵头单位
    1 | | 市城管局
    """
    assert ("missing_value", "B2") in kinds(reading_of(sheet))


def test_counts_and_sums_that_do_not_add_up_are_told(sheet):
    """
    序号 | 场景名称 | 牵头单位 | 总投资（万元）
    一、建设一批（共3项） | < | < | <
    1 | 停车一张图 | 市城管局 | 300
    2 | 一网统管 | 市数据局 | 200
    | 合计：2个 | | 600
    """
    reading = reading_of(sheet)
    assert kinds(reading) == [("count_differs", "A2"), ("sum_differs", "D5")]
    assert [it.level for it in reading.problems] == [Level.WARNING, Level.WARNING]


def test_a_tier_column_stands_against_its_section_with_a_warning(sheet):
    """
    序号 | 场景名称 | 库别
    一、建设一批 | < | <
    1 | 停车一张图 | 建设
    2 | 一网统管 | 储备
    """
    reading = reading_of(sheet)
    assert reading.values("scenario.tier") == [Tier.BUILD, Tier.RESERVE]
    assert kinds(reading) == [("section_differs", "C4")]


def test_the_sheets_name_may_say_the_tier():
    data = xlsx([["序号", "场景名称"], [1, "停车"]], title="储备库")
    assert reading_of(workbook(data).sheets[0]).values("scenario.tier") == [Tier.RESERVE]


def test_formulas_without_value_are_told_only_where_they_are_read():
    def write(book: openpyxl.Workbook) -> None:
        book.active["D2"] = "=1+1"
        book.active["E2"] = "=1+1"

    grid = [["序号", "场景名称", "牵头单位", "总投资（万元）", "投资完成率"], [1, "停车", "市城管局"]]
    reading = reading_of(workbook(xlsx(grid, change=write)).sheets[0])
    assert kinds(reading) == [("formula_without_value", "D2"), ("tier_unknown", "")]


def test_all_trouble_of_a_sheet_is_told_at_once():
    reading = column("总投资", "很多", -1, "约2000", "3台")
    assert kinds(reading) == [("not_an_amount", "D3"), ("negative_amount", "D4"), ("not_an_amount", "D6")]


def test_the_real_ledger_is_read_to_the_last_cell():
    reading = reading_of(workbook((SAMPLES / sheets.LEDGER).read_bytes(), sheets.LEDGER).sheets[0])
    tiers = reading.values("scenario.tier")
    assert [tiers.count(tier) for tier in (Tier.BUILD, Tier.RESERVE, Tier.PLAN, Tier.OPERATE)] == [23, 5, 5, 7]
    assert kinds(reading) == [("not_a_department", "E21")]  # 国企 among the partners
    at = reading.rows.index(30)
    assert reading.values("scenario.total_invest")[at] == 12_000
    assert reading.values("scenario.total_invest_text")[at] == "1.2亿元"
    assert str(reading.place("scenario.total_invest", 30)) == "应用场景库!G30"
    assert reading.address("scenario.tier", 30) == "A28"
    assert reading.values("scenario.planned_finish")[at] == date(2023, 12, 31)
    assert sum(filter(None, reading.values("progress_report.invest_ytd@2022-06"))) == Decimal("12810.4")
    assert reading.provenance()["应用场景库"]["sections"] == [4, 28, 34, 40]
    assert reading.provenance()["应用场景库"]["columns"]["annual_plan.planned_invest@2022"] == "I"


def test_the_real_demand_list_is_read_to_the_last_cell():
    reading = reading_of(workbook((SAMPLES / sheets.DEMANDS).read_bytes(), sheets.DEMANDS).sheets[0])
    assert [reading.values("demand.domain").count(domain) for domain in Domain] == [3, 3, 4, 3]
    assert reading.values("demand.raised_on")[:2] == [date(2022, 5, 1), date(2022, 6, 15)]
    assert reading.problems == ()


# promises


@given(ANYTHING)
def test_no_reader_raises_for_what_a_person_typed(cell):
    for field in LEDGER.fields:
        reader = cells.READERS.get(field.reads)
        if reader:
            read = reader(cell, Known(field))
            assert isinstance(read, Read)
            assert len(read.values) >= len(field.gives)


@given(st.lists(st.lists(ANYTHING, min_size=4, max_size=4), max_size=8))
def test_no_sheet_raises_whatever_stands_in_it(rows: list[list[Cell]]):
    heads: list[Cell] = ["序号", "场景名称", "总投资", "建设起止年限"]
    table = find_table(Sheet("台账", [heads, *rows]), (LEDGER,))
    if isinstance(table, Table):
        reading = cells.read(columns.match(table, LEDGER))
        skipped = [row.row for row in table.skipped]
        assert sorted([*reading.rows, *skipped]) == list(range(1, len(rows) + 2))
        assert {len(column.values) for column in reading.columns.values()} <= {len(reading.rows)}


def test_ten_thousand_rows_are_read_in_a_moment():
    said: list[Cell] = [
        "市工信局",
        "市公安局、市教育局",
        "约2000",
        "2020-2024",
        "正在调研",
        "无",
        "张三",
        "13800005340",
    ]
    heads: list[Cell] = [
        "序号",
        "场景名称",
        "牵头单位",
        "配合单位",
        "总投资",
        "起止年限",
        "目前进展",
        "问题",
        "联系人",
        "电话",
    ]
    table = table_in(Sheet("台账", [heads, *([number, f"场景{number}", *said] for number in range(1, 10_001))]))
    start = time.monotonic()
    reading = cells.read(columns.match(table, LEDGER))
    assert len(reading.rows) == 10_000
    assert time.monotonic() - start < 2


@given(st.lists(st.text(max_size=8), min_size=1, max_size=8))
def test_a_column_of_tidy_texts_is_what_reading_each_would_give(cells_of_text: list[Cell]):
    known = Known(LEDGER.field("scenario.remark"))
    assert words.tidy_texts(cells_of_text) in (None, [words.text(cell, known).values[0] for cell in cells_of_text])
