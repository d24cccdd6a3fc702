"""Which heading is which field, why, and how sure; what is doubtful is asked, and nothing disappears silently."""

from __future__ import annotations

import dataclasses

import pytest

from importers import columns
from importers.columns import How, Left, Match, Matching
from importers.forms import DEMANDS, FORMS, LEDGER, Reads
from importers.headings import label, plain
from scenario_db import records
from tests import sheets
from tests.sheets import SAMPLES, table_in, workbook, xlsx

HEADS = ["序号", "场景名称", "牵头单位"]
ROW = [1, "停车一张图", "市城管局"]


def matched(heads: list[object], *rows: list[object], title: str = "", **given) -> Matching:
    """What becomes of the columns of a small ledger."""
    above = [[title]] if title else []
    table = table_in(workbook(xlsx([*above, heads, *rows])).sheets[0])
    return columns.match(table, table.form, **given)


def column(heading: object, *values: object, **given) -> Match:
    """What becomes of one column beside 序号, 场景名称 and 牵头单位."""
    rows = [[number, f"场景{number}", "市城管局", value] for number, value in enumerate(values or ["某某"], start=1)]
    return next(it for it in matched([*HEADS, heading], *rows, **given).matches if it.column == 3)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("配合部门", "partner.departments"),
        ("项目(法人)单位", "scenario.implementer"),
        ("包联领导", "scenario.leader"),
        ("总投资（亿元）", "scenario.total_invest"),
        ("匡算总投资,万元", "scenario.total_invest"),
        ("總投資", "scenario.total_invest"),
        ("存在\n问题", "progress_report.issue@2022-06"),
        ("2022年计划投资", "annual_plan.planned_invest@2022"),
        ("2023年度计划投资(万元)", "annual_plan.planned_invest@2023"),
        ("本年度投资计划（万元）", "annual_plan.planned_invest@2022"),
        ("年计划投资", "annual_plan.planned_invest@2022"),
        ("1-6月完成投资", "progress_report.invest_ytd@2022-06"),
        ("1—9月完成投资", "progress_report.invest_ytd@2022-09"),
        ("2023年1-12月累计完成投资(万元)", "progress_report.invest_ytd@2023-12"),
        ("上半年完成投资", "progress_report.invest_ytd@2022-06"),
        ("12月完成投资(万元)", "progress_report.invest_period@2022-12"),
        ("3月形象进度", "progress_report.progress@2022-03"),
        ("当月投资", "progress_report.invest_period@2022-06"),
        ("2021年底累计完成投资", "progress_report.invest_before@2021-12"),
        ("到上年底累计完成投资（万元）", "progress_report.invest_before@2021-12"),
        ("建设起止年限", "scenario.planned_period"),
        ("联系人及电话", "scenario.contact_and_phone"),
        ("配合单位（可多选）", "partner.departments"),
    ],
)
def test_headings_of_real_forms_are_known(heading, key):
    assert column(heading, title="应用场景库台账（截至日期：2022年6月30日）").key == key


def test_each_column_says_by_what_it_was_matched_and_how_surely():
    found = matched([*HEADS, "办公电话", "配合部门"], [*ROW, "85001234", "市公安局"])
    assert [(it.how, it.confidence) for it in found.matches[1:]] == [
        (How.NAME, 1.0), (How.NAME, 1.0), (How.ALIAS, 0.95), (How.ALIAS, 0.95),
    ]  # fmt: skip


def test_every_column_is_imported_or_listed_as_not_imported():
    found = matched([*HEADS, "心情", None, "年度投资完成率"], [*ROW, "好", 5, "64.5%"])
    assert [it.left for it in found.matches] == [
        Left.NUMBERING, None, None, Left.UNKNOWN, Left.UNKNOWN, Left.COMPUTED,
    ]  # fmt: skip
    assert [(it.kind, it.place.cell) for it in found.problems] == [("unknown_column", "D1"), ("unknown_column", "E1")]


def test_what_the_ledger_does_not_take_is_told_and_not_swallowed():
    """A provider's part in a scenario needs a role, which a ledger's column does not say."""
    assert column("服务商", "朗新科技").left is Left.UNKNOWN


def test_a_person_who_filled_in_the_form_is_not_the_contact():
    assert column("填报人", "张三").left is Left.UNKNOWN


@pytest.mark.parametrize(
    ("heading", "values", "key"),
    [
        ("项目类别", ["完工", "在建", "在建"], "scenario.stage"),
        ("项目类别", ["房地产", "工业", "其他"], "scenario.category"),
        ("类别", ["产业", "企业", "政府"], "scenario.domain"),
        ("应用领域", ["交通", "医疗", "教育"], "scenario.category"),
        ("入库情况", ["储备", "谋划", "储备"], "scenario.tier"),
        ("编号", ["CJ-01", "CJ-02", "CJ-09"], "scenario.code"),
    ],
)
def test_headings_with_two_meanings_are_decided_by_the_values(heading, values, key):
    found = column(heading, *values)
    assert found.key == key
    assert found.how in (How.VALUES, How.ALIAS, How.NAME)


def test_a_column_of_codes_that_only_counts_is_a_numbering():
    assert column("编号", 1, 2, 3).left is Left.NUMBERING


def test_units_of_measure_are_not_departments():
    grid = [["序号", "场景名称", "单位"], [1, "停车", "万元"], [2, "一网统管", "万元"]]
    table = table_in(workbook(xlsx(grid)).sheets[0])
    assert columns.match(table, LEDGER).matches[2].left is Left.COMPUTED


def test_a_heading_that_the_values_do_not_decide_is_asked():
    found = column("项目状态", "甲", "乙", "丙")
    assert (found.left, {field.key for field in found.choices}) == (Left.ASKED, {"scenario.tier", "scenario.stage"})
    asked = matched([*HEADS, "项目状态"], [*ROW, "甲"]).problems
    assert [(it.kind, it.place.cell) for it in asked] == [("ambiguous_column", "D1")]


def test_what_was_decided_before_is_remembered():
    assert column("心情", remembered={"心情": "scenario.remark"}).how is How.MEMORY
    assert column("联系电话", remembered={"联系电话": ""}).left is Left.DECIDED


def test_two_columns_of_the_same_name_are_read_together_if_they_hold_text():
    table = table_in(workbook(xlsx([[*HEADS, "备注", "备注"], [*ROW, "甲", "乙"]])).sheets[0])
    assert [it.key for it in columns.match(table, LEDGER).imported][-2:] == ["scenario.remark", "scenario.remark"]
    assert sheets.reading_of(table.sheet).values("scenario.remark") == ["甲；乙"]


def test_of_two_columns_for_one_amount_the_surer_one_is_read_and_the_other_told():
    found = matched([*HEADS, "投资总额", "总投资"], [*ROW, 5, 6])
    assert [it.key for it in found.imported][-1] == "scenario.total_invest"
    assert [(it.kind, it.place.cell) for it in found.problems if it.kind == "doubled_column"] == [
        ("doubled_column", "D1")
    ]


def test_the_unit_of_a_column_is_its_own_before_its_parents_before_the_sheets(sheet):
    """
    应用场景库台账（2022年） | < | < | < | 单位：千元
    序号 | 场景名称 | 投资（亿元） | < | 2022年计划投资
    ^ | ^ | 总投资（万元） | 2022年投资计划 | ^
    1 | 停车一张图 | 3 | 2 | 1
    """
    table = table_in(sheet)
    units = {it.column: it.unit for it in columns.match(table, LEDGER).matches}
    assert (units[2], units[3], units[4]) == ("万元", "亿元", "千元")


def test_an_amount_without_any_unit_is_assumed_with_a_warning():
    assert [it.kind for it in matched([*HEADS, "总投资"], [*ROW, 5]).problems] == ["unit_assumed"]


def test_figures_of_an_unknown_period_are_not_imported_and_told():
    found = matched([*HEADS, "年度计划投资（万元）"], [*ROW, 5])
    assert (found.matches[3].left, found.problems[0].kind) == (Left.NO_PERIOD, "period_unknown")
    given = matched([*HEADS, "年度计划投资（万元）", "目前进展"], [*ROW, 5, "联调"], year=2022, month=6)
    assert [it.key for it in given.imported][-2:] == [
        "annual_plan.planned_invest@2022",
        "progress_report.progress@2022-06",
    ]


def test_the_last_month_with_a_column_is_the_months_of_the_sheet():
    found = matched(
        [*HEADS, "1月形象进度", "2月形象进度", "存在问题"], [*ROW, "甲", "乙", "丙"], title="进度表（2022年）"
    )
    assert found.matches[5].key == "progress_report.issue@2022-02"


def test_a_missing_name_column_is_a_problem():
    grid = [["序号", "项目名称代号", "牵头单位", "总投资"], [1, "停车", "市城管局", 3]]
    table = table_in(workbook(xlsx(grid)).sheets[0])
    assert ("missing_column", "场景名称") in [
        (it.kind, it.facts.get("heading")) for it in columns.match(table, LEDGER).problems
    ]


def test_all_columns_of_the_real_samples_are_known():
    for name in (sheets.LEDGER, sheets.DEMANDS):
        table = table_in(workbook((SAMPLES / name).read_bytes(), name).sheets[0])
        found = columns.match(table, table.form)
        assert {it.left for it in found.matches} == {None, Left.NUMBERING}
        assert found.problems == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("项  目  名\n称", "项目名称"), ("項目名稱", "项目名称"), ("Ｎｏ．", "no."), ("总投资（万元）", "总投资(万元)")],
)
def test_width_space_and_script_do_not_tell_headings_apart(one, other):
    assert plain(one) == plain(other)


def test_a_heading_is_taken_apart():
    found = label("2022年1—6月完成投资（万元）")
    assert (found.stem, found.unit, found.year, found.months) == ("Y年M-M月完成投资", "万元", 2022, (1, 6))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_heading_stands_as_headings_are_compared(form):
    for field in form.fields:
        for heading in field.headings:
            written = heading.replace("Y年", "2022年").replace("M-M月", "1-6月").replace("M月", "3月")
            assert label(written).stem == heading, field.key


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_field_is_one_of_the_registers(form):
    nouns = {"".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_"): cls
             for name, cls in vars(records).items() if isinstance(cls, type)}  # fmt: skip
    ours = {"scenario.lead", "scenario.parent", "partner.departments", "partner.department",
            "demand.proposer", "progress_report.invest_before"}  # fmt: skip
    for field in form.fields:
        if field.reads in (Reads.NUMBERING, Reads.NOTHING) or field.key in ours:
            continue
        names = {it.name for it in dataclasses.fields(nouns[field.record])}
        assert set(field.gives) <= names, field.key


def test_the_demand_list_needs_its_title():
    assert DEMANDS.field("demand.title").required
