"""Where the table is: title blocks, headings on several lines, sections, totals, notes; and sheets that hold none."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from importers.forms import FORMS
from importers.layout import Table, find_table
from scenario_db.codes import Domain, Tier
from tests.sheets import DEMANDS, LEDGER, SAMPLES, csv_text, reading_of, refused, table_in, workbook, xls, xlsx


def skipped(table: Table) -> dict[int, str]:
    return {row.row: row.reason for row in table.skipped}


def test_the_heading_row_is_found_below_the_title_block(sheet):
    """
    某市数字应用场景库台账 | < | < | <
    填报单位（盖章）：市工信局 | | | 单位：亿元
    序号 | 场景名称 | 牵头单位 | 总投资
    1 | 停车一张图 | 市城管局 | 2
    """
    table = table_in(sheet)
    assert (table.form.name, table.top, table.rows) == ("ledger", 3, (4,))
    assert table.about.unit == "亿元"
    assert skipped(table) == {1: "title", 2: "title", 3: "heading"}


def test_a_sheet_may_begin_with_its_headings(sheet):
    """
    场景名称 | 牵头单位
    停车一张图 | 市城管局
    """
    assert table_in(sheet).rows == (2,)


def test_the_day_above_the_table_says_year_and_month(sheet):
    """
    填报单位： | 市工信局 | 截至日期：2022年6月30日
    序号 | 场景名称 | 牵头单位
    1 | 停车一张图 | 市城管局
    """
    about = table_in(sheet).about
    assert (about.as_of, about.year, about.month) == (date(2022, 6, 30), 2022, 6)


def test_unit_and_month_may_stand_in_the_title(sheet):
    """
    重点场景推进情况（2022年7月）（单位：千元） | < | <
    序号 | 场景名称 | 总投资
    1 | 停车一张图 | 300
    """
    about = table_in(sheet).about
    assert (about.unit, about.year, about.month) == ("千元", 2022, 7)


def test_headings_on_two_lines_are_joined_with_what_stands_above(sheet):
    """
    序号 | 场景名称 | 2023年计划 | < | 备注
    ^ | ^ | 投资（万元） | 主要建设内容 | ^
    1 | 停车一张图 | 300 | 接口联调 | 无
    """
    table = table_in(sheet)
    assert [heading.text for heading in table.headings] == [
        "序号", "场景名称", "2023年计划 投资（万元）", "2023年计划 主要建设内容", "备注",
    ]  # fmt: skip
    assert table.rows == (3,)


def test_headings_on_three_lines_are_joined(sheet):
    """
    序号 | 场景名称 | 投资情况（万元） | < | <
    ^ | ^ | 总投资 | 2022年 | <
    ^ | ^ | ^ | 计划投资 | 完成投资
    1 | 停车一张图 | 300 | 20 | 10
    """
    table = table_in(sheet)
    assert table.headings[4].text == "投资情况（万元） 2022年 完成投资"
    assert table.rows == (4,)


def test_a_line_of_groups_above_plain_headings_belongs_to_them(sheet):
    """
    某市应用场景库台账 | < | < | < | <
    基本情况 | < | < | 进展情况 | <
    序号 | 场景名称 | 牵头单位 | 目前进展 | 存在问题
    1 | 停车一张图 | 市城管局 | 接口联调 | 无
    """
    table = table_in(sheet)
    assert table.headings[3].text == "进展情况 目前进展"
    assert skipped(table) == {1: "title", 2: "heading", 3: "heading"}


def test_joined_headings_are_told_without_merged_cells_too():
    grid = [
        ["序号", "场景名称", "投资完成情况（万元）", ""],
        ["", "", "本月完成", "年度累计完成"],
        [1, "停车一张图", 4, 10],
    ]
    table = table_in(workbook(csv_text(grid).encode(), "月报.csv").sheets[0])
    assert (table.top, table.rows) == (2, (3,))


def test_section_rows_give_the_tier_and_what_they_declare(sheet):
    """
    序号 | 场景名称 | 牵头单位
    一、建设一批（共2项） | < | <
    1 | 停车一张图 | 市城管局
    2 | 一网统管 | 市数据局
    二、储备一批 | < | <
    1 | 学位预警 | 市教育局
    谋划库 | |
    1 | 元宇宙 | 市科技局
    """
    table = table_in(sheet)
    assert [(it.row, it.tier, it.declared) for it in table.sections] == [
        (2, Tier.BUILD, 2), (5, Tier.RESERVE, None), (7, Tier.PLAN, None),
    ]  # fmt: skip
    assert table.rows == (3, 4, 6, 8)


def test_sections_within_sections_may_give_the_domain(sheet):
    """
    序号 | 场景名称 | 牵头单位
    一、建设一批 | < | <
    （一）产业领域 | < | <
    1 | 智能感知 | 市工信局
    （二）政府领域 | < | <
    2 | 一网统管 | 市数据局
    """
    reading = reading_of(sheet)
    assert reading.values("scenario.tier") == [Tier.BUILD, Tier.BUILD]
    assert reading.values("scenario.domain") == [Domain.INDUSTRY, Domain.GOVERNMENT]
    assert reading.address("scenario.domain", 6) == "A5"


def test_totals_above_and_below_are_kept_aside(sheet):
    """
    序号 | 场景名称 | 总投资（万元）
    合计 | | 500
    1 | 停车一张图 | 300
    2 | 一网统管 | 200
    小计 | | 500
    | 合计：2个 | 500
    """
    table = table_in(sheet)
    assert table.rows == (3, 4)
    assert [(total.row, total.subtotal, total.declared) for total in table.totals] == [
        (2, False, None), (5, True, None), (6, False, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["合  计", "总计：", "合计（40个）", "共计12项", "平均值"])
def test_totals_are_told_however_they_are_spaced(text):
    table = table_in(workbook(xlsx([["序号", "场景名称", "总投资"], [1, "停车", 3], [text, None, 3]])).sheets[0])
    assert table.rows == (2,)


@pytest.mark.parametrize("name", ["总计划一张图", "合计算力中心", "小计算机普及", "注册登记一件事", "备注册平台"])
def test_names_that_only_begin_like_totals_or_notes_are_records(name):
    table = table_in(workbook(xlsx([["序号", "场景名称", "总投资"], [1, name, 3]])).sheets[0])
    assert table.rows == (2,)


def test_notes_signatures_and_what_follows_them_are_set_aside(sheet):
    """
    序号 | 场景名称 | 牵头单位
    1 | 停车一张图 | 市城管局
    注：1.本表每月25日前报送； | < | <
    2.牵头单位排第一。 | < | <
    填表人：张三 审核人：李四 | < | <
    """
    assert list(skipped(table_in(sheet)).values())[1:] == ["note", "note", "note"]


def test_rows_after_a_gap_are_not_lost():
    grid = [["序号", "场景名称", "牵头单位"], [1, "停车", "市城管局"], [], [], [2, "一网统管", "市数据局"]]
    table = table_in(workbook(xlsx(grid)).sheets[0])
    assert table.rows == (2, 5)
    assert skipped(table) == {1: "heading", 3: "blank", 4: "blank"}


def test_lines_that_number_the_columns_or_repeat_the_headings_are_no_records(sheet):
    """
    序号 | 场景名称 | 牵头单位 | 总投资
    1 | 2 | 3 | 4
    1 | 停车一张图 | 市城管局 | 3
    序号 | 场景名称 | 牵头单位 | 总投资
    2 | 一网统管 | 市数据局 | 4
    """
    table = table_in(sheet)
    assert table.rows == (3, 5)
    assert (skipped(table)[2], skipped(table)[4]) == ("numbering", "repeated_heading")


def test_rows_that_only_carry_a_number_are_no_records(sheet):
    """
    序号 | 场景名称 | 牵头单位
    1 | 停车一张图 | 市城管局
    2 | |
    3 | |
    """
    assert skipped(table_in(sheet)) == {1: "heading", 3: "only_number", 4: "only_number"}


def test_a_row_without_name_stays_a_record_so_that_it_can_be_refused(sheet):
    """
    序号 | 场景名称 | 牵头单位
    1 | | 市城管局
    """
    assert table_in(sheet).rows == (2,)


def test_rows_under_a_merged_name_continue_it(sheet):
    """
    序号 | 场景名称 | 牵头单位 | 目前进展
    1 | 停车一张图 | 市城管局 | 接口联调
    ^ | ^ | ^ | 设备安装
    2 | 一网统管 | 市数据局 | 按计划
    """
    table = table_in(sheet)
    assert table.rows == (2, 4)
    assert skipped(table)[3] == "continuation"


def test_headings_with_spaces_line_breaks_and_old_script_are_known():
    grid = [["序號", "場  景\n名稱", "牽頭單位", "總投資（萬元）"], [1, "停车", "市城管局", 3]]
    assert table_in(workbook(xlsx(grid)).sheets[0]).form.name == "ledger"


def test_styled_columns_to_the_right_are_no_columns():
    def style(book: openpyxl.Workbook) -> None:
        for column in range(20, 280):
            book.active.cell(2, column).font = openpyxl.styles.Font(bold=True)

    assert workbook(xlsx([["序号", "场景名称"], [1, "停车"]], change=style)).sheets[0].width == 2


def test_a_demand_list_is_told_from_a_ledger(sheet):
    """
    数字应用场景需求清单 | < | <
    序号 | 需求名称 | 提出单位
    1 | 停车资源共享 | 市城管局
    """
    assert table_in(sheet).form.name == "demands"


# refused


def test_an_empty_sheet_is_told():
    assert refused(workbook(xlsx([[None]])).sheets[0]) == "empty_sheet"


def test_a_sheet_without_headings_is_told(sheet):
    """
    今天天气很好 | 是的
    明天也好 | 是的
    """
    assert refused(sheet) == "no_table"


def test_a_summary_without_names_is_refused(sheet):
    """
    各区重点项目完成情况 | < | < | < | <
    项目类别 | 项目数量 | 年度计划投资 | 1-9月完成投资 | 投资计划完成率
    合计 | 12 | 300 | 200 | 66%
    产业 | 8 | 200 | 150 | 75%
    """
    assert refused(sheet) == "summary_table"


def test_a_form_about_one_scenario_is_refused(sheet):
    """
    应用场景申报表 | < | < | <
    场景名称 | 停车一张图 | 牵头单位 | 市城管局
    需求领域 | 政府 | 联系人 | 张三
    总投资 | 300 | 资金来源 | 市级财政
    场景简介 | 解决停车难 | 备注 | 无
    建设内容 | 平台一套 | 预期成效 | 好
    """
    assert refused(sheet) == "form_like_sheet"


@pytest.mark.parametrize("mark", ["机密★", "密级：秘密", "秘密★10年", "绝 密"])
def test_a_mark_of_secrecy_above_the_table_stops_it(mark):
    grid = [[mark], ["应用场景库台账"], ["序号", "场景名称"], [1, "停车"]]
    assert refused(workbook(xlsx(grid)).sheets[0]) == "classified_file"


@pytest.mark.parametrize("mark", ["非涉密", "本表不含国家秘密", "商业秘密保护平台清单"])
def test_words_about_secrecy_are_no_mark(mark):
    grid = [[mark], ["序号", "场景名称"], [1, "停车"]]
    assert isinstance(find_table(workbook(xlsx(grid)).sheets[0], FORMS), Table)


# the real ones


def test_every_row_of_the_real_ledger_is_accounted_for():
    table = table_in(workbook((SAMPLES / LEDGER).read_bytes(), LEDGER).sheets[0])
    assert [(it.row, it.tier, it.declared) for it in table.sections] == [
        (4, Tier.BUILD, 23), (28, Tier.RESERVE, 5), (34, Tier.PLAN, 5), (40, Tier.OPERATE, 7),
    ]  # fmt: skip
    assert len(table.rows) == 40
    assert table.about.unit == "万元"
    assert [(it.row, it.text, it.declared) for it in table.totals] == [(48, "合计：40个", 40)]
    assert skipped(table)[49] == "note"
    assert sorted([*table.rows, *skipped(table)]) == list(range(1, 50))


def test_the_real_demand_list_has_thirteen_records():
    table = table_in(workbook((SAMPLES / DEMANDS).read_bytes(), DEMANDS).sheets[0])
    assert (table.form.name, len(table.rows)) == ("demands", 13)


def test_an_old_workbook_lies_the_same_way():
    grid = [["应用场景库台账"], ["序号", "场景名称"], ["一、储备一批"], [1, "停车"]]
    assert table_in(workbook(xls(grid)).sheets[0]).sections[0].tier is Tier.RESERVE
