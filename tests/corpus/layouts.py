"""Where the table is and which rows are records (domain.md §5, habits 1, 3, 4, 5, 6, 7, 13, 14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl

from scenario_db.codes import Domain, Stage, Tier
from tests.corpus.case import Case
from tests.sheets import csv_text, ods, xls, xlsx

PLAIN = [["序号", "场景名称", "牵头单位"], [1, "停车一张图", "市城管局"], [2, "一网统管", "市数据局"]]


def _styled(book: openpyxl.Workbook) -> None:
    for column in range(1, 256):
        book.active.cell(2, column).font = openpyxl.styles.Font(bold=True)
    book.active.cell(900, 3).font = openpyxl.styles.Font(bold=True)


def _hidden(book: openpyxl.Workbook) -> None:
    book.active.row_dimensions[3].hidden = True


BUILD: dict[str, list[Any]] = {"scenario.tier": [Tier.BUILD] * 2}
RESERVE = {"scenario.tier": [Tier.RESERVE] * 2}

CASES = (
    Case(
        "an empty merged first row above the title",
        """
        | < | <
        某市应用场景库台账（建设库） | < | <
        填报单位（盖章）：市工信局 | | 单位：万元
        序号 | 场景名称 | 总投资
        1 | 停车一张图 | 300
        2 | 一网统管 | 约2000
        """,
        values=BUILD | {"scenario.total_invest": [300, 2000]},
        skipped={1: "title", 2: "title", 3: "title", 4: "heading"},
    ),
    Case(
        "the table begins in the third column",
        """
        | | 应用场景库台账（建设库） | <
        | | 场景名称 | 备注
        | | 停车一张图 | 好
        | | 一网统管 |
        """,
        values={"scenario.remark": ["好", None]},
    ),
    Case(
        "three lines of headings, year and unit above",
        """
        应用场景库台账（建设库） | < | < | < | <
        序号 | 场景名称 | 投资情况（亿元） | < | <
        ^ | ^ | 总投资 | 2023年 | <
        ^ | ^ | ^ | 计划投资 | 1-6月完成投资
        1 | 停车一张图 | 3 | 2 | 1
        2 | 一网统管 | 1 | 0.5 | 0.1
        """,
        values={
            "scenario.total_invest": [30000, 10000],
            "annual_plan.planned_invest@2023": [20000, 5000],
            "progress_report.invest_ytd@2023-06": [10000, 1000],
        },
    ),
    Case(
        "spaces, line breaks, full width and old script in headings and values",
        data=xlsx(
            [
                ["應用場景庫臺賬（建設庫）"],
                ["序號", "場  景\n名稱", "牽頭單位", "總投資\n（萬元）", "需求領域"],
                [1, "停车一张图", "市數據局", "３，０００", "產業"],
                [2, "一网统管", "市城管局", 5, "政府"],
            ]
        ),
        values={"scenario.total_invest": [3000, 5], "scenario.domain": [Domain.INDUSTRY, Domain.GOVERNMENT]},
    ),
    Case(
        "section rows with counts, numbering that starts again",
        """
        序号 | 场景名称 | 牵头单位
        一、建设一批（共1项） | < | <
        1 | 停车一张图 | 市城管局
        二、谋划一批（共3项） | < | <
        1 | 一网统管 | 市数据局
        """,
        values={"scenario.tier": [Tier.BUILD, Tier.PLAN]},
        told=[("count_differs", "A4")],
        skipped={1: "heading", 2: "section", 4: "section"},
    ),
    Case(
        "an empty cell of a column takes what its section says",
        """
        序号 | 场景名称 | 库别 | 牵头单位
        一、建设一批 | < | < | <
        1 | 停车一张图 | | 市城管局
        2 | 一网统管 | 储备 | 市数据局
        """,
        values={"scenario.tier": [Tier.BUILD, Tier.RESERVE]},
        told=[("section_differs", "C4")],
    ),
    Case(
        "totals above and below, subtotals between",
        """
        应用场景库台账（建设库） | < | <
        序号 | 场景名称 | 总投资（万元）
        总 计 | | 500
        1 | 停车一张图 | 300
        小计 | | 300
        2 | 一网统管 | 200
        合计：2个 | | 600
        """,
        values={"scenario.total_invest": [300, 200]},
        told=[("sum_differs", "C7")],
        skipped={1: "title", 2: "heading", 3: "total", 5: "total", 7: "total"},
    ),
    Case(
        "notes, signatures and remarks below",
        """
        序号 | 场景名称 | 库别
        1 | 停车一张图 | 建设
        2 | 一网统管 | 建设
        备注：以上数据截至6月底。 | < | <
        填表人：张三 审核人：李四 | < | <
        """,
        skipped={1: "heading", 4: "note", 5: "note"},
    ),
    Case(
        "rows after a gap, headings again on the second page",
        """
        序号 | 场景名称 | 库别
        1 | 停车一张图 | 建设
        | |
        序号 | 场景名称 | 库别
        2 | 一网统管 | 建设
        """,
        skipped={1: "heading", 3: "blank", 4: "repeated_heading"},
    ),
    Case(
        "a line that numbers the columns",
        """
        序号 | 场景名称 | 库别 | 牵头单位
        甲 | 1 | 2 | 3
        1 | 停车一张图 | 建设 | 市城管局
        2 | 一网统管 | 建设 | 市数据局
        """,
        skipped={1: "heading", 2: "numbering"},
    ),
    Case(
        "categories merged down, amounts merged down once only",
        """
        应用场景库台账（建设库）（单位：万元） | < | < | <
        需求领域 | 场景名称 | 牵头单位 | 总投资
        产业 | 停车一张图 | 市城管局 | 300
        ^ | 一网统管 | ^ | ^
        """,
        values={
            "scenario.domain": [Domain.INDUSTRY, Domain.INDUSTRY],
            "scenario.total_invest": [300, None],
        },
    ),
    Case(
        "a row that goes on under a merged name",
        """
        序号 | 场景名称 | 库别 | 配合单位 | 目前进展（2022年7月） | 总投资（万元）
        1 | 停车一张图 | 建设 | 市公安局 | 接口联调 | 300
        ^ | ^ | ^ | 市交通局 | 设备安装 | 40
        2 | 一网统管 | 建设 | 市数据局 | 按计划 | 20
        """,
        values={
            "progress_report.progress@2022-07": ["接口联调；设备安装", "按计划"],
            "scenario.total_invest": [300, 20],
        },
        told=[("continuation_row", "F3"), ("row_joined", "A3")],
        skipped={1: "heading", 3: "continuation"},
    ),
    Case(
        "a row without name that only has one more partner",
        """
        序号 | 场景名称 | 库别 | 配合单位
        1 | 停车一张图 | 建设 | 市公安局
        | | | 市交通局
        | | | 市住建局
        2 | 一网统管 | 建设 | 市数据局
        """,
        told=[("row_joined", "A3"), ("row_joined", "A4")],
        skipped={1: "heading", 3: "continuation", 4: "continuation"},
    ),
    Case(
        "a row without name but with a lead is a record to be mended",
        """
        序号 | 场景名称 | 库别 | 牵头单位
        1 | 停车一张图 | 建设 | 市公安局
        2 | | 储备 | 市交通局
        """,
        names=("停车一张图", None),
        told=[("missing_value", "B3")],
    ),
    Case(
        "months and stretches of months as columns, the year named once",
        """
        序号 | 场景名称 | 库别 | 2022年计划投资（万元） | 1—6月完成投资（万元） | 6月形象进度
        1 | 停车一张图 | 建设 | 100 | 40 | 联调
        2 | 一网统管 | 建设 | 200 | 90 | 招标
        """,
        values={
            "annual_plan.planned_invest@2022": [100, 200],
            "progress_report.invest_ytd@2022-06": [40, 90],
            "progress_report.progress@2022-06": ["联调", "招标"],
        },
    ),
    Case(
        "two years in the headings say no year for the rest",
        """
        序号 | 场景名称 | 库别 | 2022年计划投资（万元） | 2023年计划投资（万元） | 1-6月完成投资（万元）
        1 | 停车一张图 | 建设 | 100 | 40 | 3
        2 | 一网统管 | 建设 | 200 | 90 | 4
        """,
        values={"annual_plan.planned_invest@2023": [40, 90]},
        told=[("period_unknown", "F1")],
    ),
    Case(
        "two columns of the same name",
        """
        序号 | 场景名称 | 库别 | 备注 | 总投资（万元） | 备注
        1 | 停车一张图 | 建设 | 甲 | 3 | 乙
        2 | 一网统管 | 建设 | | 4 | 丙
        """,
        values={"scenario.remark": ["甲；乙", "丙"]},
    ),
    Case(
        "255 styled columns and a styled cell far below",
        data=xlsx(PLAIN, title="建设库", change=_styled),
        sheet="建设库",
        values=BUILD,
    ),
    Case(
        "a hidden row is read and told",
        data=xlsx(PLAIN, title="建设库", change=_hidden),
        values=BUILD,
        told=[("hidden_rows", "A3")],
    ),
    Case(
        "an old workbook",
        data=xls([["应用场景库台账（储备库）"], *PLAIN]),
        values=RESERVE,
    ),
    Case(
        "an open document",
        data=ods([["应用场景库台账（储备库）"], *PLAIN]),
        values=RESERVE,
    ),
    Case(
        "text with tabs in GB18030",
        data=csv_text([["应用场景库台账（储备库）", "", ""], *PLAIN], "\t").encode("gb18030"),
        values=RESERVE,
    ),
    Case(
        "text with commas in UTF-16, categories left blank below",
        data=csv_text(
            [["场景名称", "库别", "需求领域"], ["停车一张图", "建设", "产业"], ["一网统管", "建设", ""]]
        ).encode("utf-16"),
        values={"scenario.domain": [Domain.INDUSTRY, Domain.INDUSTRY]},
        told=[("filled_down", "C3")],
    ),
    Case(
        "a web page under .xls",
        data=(
            "<html><body><table><tr><th>场景名称</th><th>库别</th><th>项目类别</th></tr><tr><td>停车一张图</td>"
            "<td rowspan=2>建设</td><td>在建</td></tr><tr><td>一网统管</td><td>完工</td></tr></table></body></html>"
        ).encode("gb18030"),
        values=BUILD | {"scenario.stage": [Stage.CONSTRUCTION, Stage.OPERATION]},
    ),
    Case(
        "a monthly return on two lines of headings",
        """
        市工信局应用场景推进情况月报（2022年7月） | < | < | < | <
        序号 | 应用场景名称 | 投资完成情况（万元） | < | 完成时限
        ^ | ^ | 本月完成 | 年度累计完成 | ^
        1 | 停车一张图 | 45.5 | 836.1 | 2022.12
        2 | 一网统管 | 80 | 779 | 2022年底
        """,
        form="returns",
        values={
            "progress_report.invest_period@2022-07": [45.5, 80],
            "progress_report.next_deadline@2022-07": [date(2022, 12, 31), date(2022, 12, 31)],
        },
    ),
    Case(
        "a partner list with scenarios merged over their rows",
        """
        协同单位清单 | < | <
        场景名称 | 协同单位 | 角色
        停车一张图 | 市公安局 | 数据提供
        ^ | 市交通局 | 使用
        """,
        form="partners",
        names=("停车一张图", "停车一张图"),
    ),
)
