"""What stands in the cells (domain.md §5, habits 2, 8 to 12), and what is refused (15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from scenario_db.codes import Precision, Qualifier, Stage, Tier
from tests.corpus.case import Case
from tests.office_files import encrypted_xlsx, xml2003
from tests.sheets import csv_text, parts_of, xlsx, zipped

GRID = [["场景名称", "库别"], ["停车一张图", "建设"], ["一网统管", "储备"]]


def _strict(workbook: bytes) -> bytes:
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    parts = parts_of(workbook)
    for old, new in spaces.items():
        parts = {name: part.replace(old, new) for name, part in parts.items()}
    return zipped(parts)


def _column(heading: str, one: object, other: object, title: str = "应用场景库台账（截至2022年6月30日）") -> bytes:
    rows = [[1, "停车一张图", "市城管局", one], [2, "一网统管", "市数据局", other]]
    return xlsx([[title], ["序号", "场景名称", "牵头单位", heading], *rows], title="建设库")


CASES = (
    Case(
        "a unit of money in each column, in the title, and in the cell",
        """
        应用场景库台账（建设库）（单位：千元） | < | < | <
        场景名称 | 总投资（亿元） | 2022年计划投资 | 2023年计划投资（元）
        停车一张图 | 1.2 | 300 | 50000
        一网统管 | 3500万元 | 1亿元 | 0
        """,
        values={
            "scenario.total_invest": [12000, 3500],
            "annual_plan.planned_invest@2022": [30, 10000],
            "annual_plan.planned_invest@2023": [5, 0],
        },
    ),
    Case(
        "amounts as text, full width, with marks for nothing",
        data=_column("总投资（万元）", "１２，０００．５", "——"),
        values={"scenario.total_invest": [Decimal("12000.5"), None]},
    ),
    Case(
        "amounts with a qualifier before and after",
        data=_column("总投资（万元）", "约2000", "3000余"),
        values={
            "scenario.total_invest": [2000, 3000],
            "scenario.invest_qualifier": [Qualifier.ABOUT, Qualifier.OVER],
            "scenario.total_invest_text": ["约2000", "3000余"],
        },
    ),
    Case(
        "amounts in Chinese numerals, plain and formal",
        data=_column("总投资（万元）", "两千三百", "伍佰万元"),
        values={"scenario.total_invest": [2300, 500]},
    ),
    Case(
        "an amount that is a range or a word",
        data=_column("总投资（万元）", "2000-3000", "若干"),
        values={"scenario.total_invest": [None, None]},
        told=[("not_an_amount", "D3"), ("not_an_amount", "D4")],
    ),
    Case(
        "no unit at all",
        data=_column("总投资", 3, 4),
        values={"scenario.total_invest": [3, 4]},
        told=[("unit_assumed", "D2")],
    ),
    Case(
        "a serial number and a Chinese date",
        data=_column("计划开工时间", 44713, "二〇二二年三月"),
        values={
            "scenario.planned_start": [date(2022, 6, 1), date(2022, 3, 1)],
            "scenario.planned_start_precision": [Precision.DAY, Precision.MONTH],
        },
    ),
    Case(
        "half dates",
        data=_column("计划竣工日期", "2022年底", "2023Q2"),
        values={
            "scenario.planned_finish": [date(2022, 12, 31), date(2023, 6, 30)],
            "scenario.planned_finish_precision": [Precision.YEAR, Precision.QUARTER],
        },
    ),
    Case(
        "a year of the sheet's own for what names none",
        data=_column("计划竣工日期", "年内", "6月底"),
        values={"scenario.planned_finish": [date(2022, 12, 31), date(2022, 6, 30)]},
    ),
    Case(
        "ranges, one with a slash",
        data=_column("建设起止年限", "2022—2025", "2020-07/2023-12"),
        values={
            "scenario.planned_start": [date(2022, 1, 1), date(2020, 7, 1)],
            "scenario.planned_finish": [date(2025, 12, 31), date(2023, 12, 31)],
        },
    ),
    Case(
        "a month that lost its zero, and a word for no day",
        data=_column("计划竣工日期", 2022.1, "长期"),
        values={"scenario.planned_finish": [None, None]},
        told=[("month_or_october", "D3"), ("open_date", "D4")],
    ),
    Case(
        "marks for yes and no",
        data=_column("是否多跨", "√", "×"),
        values={"scenario.cross_declared": [True, False]},
    ),
    Case(
        "several partners in a cell, one of them nobody",
        data=_column("配合单位", "市公安局、市交通局\n市住建局等", "国企、各有关部门；市数据局"),
        told=[("not_a_department", "D4")],
    ),
    Case(
        "社会资本 is no department",
        data=_column("配合单位", "社会资本", "市公安局，相关企业"),
        told=[("not_a_department", "D3"), ("not_a_department", "D4")],
    ),
    Case(
        "暂停 among the libraries says that work rests, not where it stands",
        """
        场景名称 | 库别 | 备注
        停车一张图 | 搁置 |
        一网统管 | 在建 |
        """,
        values={"scenario.suspended": [True, None], "scenario.tier": [None, Tier.BUILD]},
    ),
    Case(
        "暂停 among the stages",
        data=_column("当前阶段", "暂停", "招标"),
        values={"scenario.suspended": [True, None], "scenario.stage": [None, Stage.TENDER]},
    ),
    Case(
        "what must be asked is not guessed",
        data=_column("开工状态", "未开工", "在建"),
        values={"scenario.stage": [None, Stage.CONSTRUCTION]},
        told=[("ask_choice", "D3")],
    ),
    Case(
        "a long number and a person with a phone in one cell",
        data=_column("联系人及电话", "张三 13800005340", "李四（0510-85001234）"),
        values={"scenario.contact": ["张三", "李四"], "scenario.phone": ["13800005340", "0510-85001234"]},
    ),
    Case(
        "a name as a formula that was never computed",
        data=zipped(
            parts_of(xlsx(GRID, title="台账"))
            | {
                "xl/worksheets/sheet1.xml": (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                    '<row r="1"><c r="A1" t="inlineStr"><is><t>场景名称</t></is></c>'
                    '<c r="B1" t="inlineStr"><is><t>库别</t></is></c></row>'
                    '<row r="2"><c r="A2" t="inlineStr"><is><t>停车一张图</t></is></c>'
                    '<c r="B2"><f>"建"&amp;"设"</f></c></row>'
                    "</sheetData></worksheet>"
                )
            }
        ),
        names=("停车一张图",),
        told=[("formula_without_value", "B2")],
    ),
    Case("strict OOXML", data=_strict(xlsx(GRID)), values={"scenario.tier": [Tier.BUILD, Tier.RESERVE]}),
    Case(
        "the XML of Excel 2003",
        data=xml2003().encode(),
        names=("停车一张图",),
        values={"scenario.planned_start": [date(2022, 6, 1)]},
        told=[("hidden_rows", "A4")],
        skipped={1: "title", 2: "heading", 3: "blank", 5: "unread"},
    ),
    Case("a summary without names", data=xlsx([["类别", "项目数量"], ["产业", 3]]), refused="no_table"),
    Case(
        "a summary with known columns",
        data=xlsx([["类别", "项目数量", "总投资"], ["产业", 3, 100]]),
        refused="summary_table",
    ),
    Case("a mark of secrecy", data=xlsx([["秘密★1年"], *GRID]), refused="classified_file"),
    Case(
        "a form about one scenario",
        """
        申报表 | < | < | <
        场景名称 | 停车一张图 | 牵头单位 | 市城管局
        需求领域 | 政府 | 联系人 | 张三
        总投资 | 300 | 资金来源 | 市级财政
        场景简介 | 停车难 | 备注 | 无
        建设内容 | 平台 | 预期成效 | 好
        """,
        refused="form_like_sheet",
    ),
    Case("a workbook with a password", data=encrypted_xlsx(xlsx(GRID), "密码"), refused="encrypted_file"),
    Case("a letter instead of a workbook", data=zipped({"word/document.xml": "<w/>"}), refused="other_document"),
    Case("a torn workbook", data=xlsx(GRID)[:-200], refused="damaged_file"),
    Case("prose under .csv", data=csv_text([["请于月底前报送。"]]).encode(), refused="no_table"),
)
