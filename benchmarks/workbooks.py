"""A department's ledger as it would be sent: 24 columns, title rows, joined headings, and if asked for, a mess."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from benchmarks.making import DEPARTMENTS, WORDS

SINGLE = ("场景编号", "场景名称", "库别", "需求领域", "细分领域", "牵头单位", "配合单位", "实施主体")
MONEY = ("总投资", "2026年计划投资", "1-10月完成投资")
DATES = ("计划开工", "计划完工", "实际开工")
REST = ("形象进度", "存在问题", "下一步", "联系人", "联系电话", "阶段", "批复文号", "批次", "落地区域", "备注")
HEADINGS = (*SINGLE, *MONEY, *DATES, *REST)
JOINED = (("I3:K3", 9, "投资情况"), ("L3:N3", 12, "时间安排"))
"""Cells that are joined over several headings: where, in which column they begin, and what they say."""

TIERS = (("建设", 55), ("储备", 20), ("谋划", 15), ("运营", 10))
DOMAINS = ("产业", "企业", "条线", "政府")
WAYS_OF_WRITING_A_DAY = ("{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y年%m月}", "{:%Y.%m}")
BAD = {8: "约两千万左右吧", 11: "2025年13月", 5: "不存在的局", 13: "待定吧"}
"""What stands in a bad cell, by the place of its column."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """How large a workbook is to be, and how well kept; `changed` is the share of rows that differ from the other."""

    rows: int
    messy: bool = False
    changed: float = 0.0
    seed: int = 20260101


def ledger(wanted: Ledger) -> bytes:
    """The bytes of an xlsx. The same numbers give the same cells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for place, _, _ in JOINED:
        sheet.merged_cells.add(place)
    sheet.append(["全市应用场景库台账（截至2026年10月）"])
    sheet.append(["填报单位：市数据局", *[None] * 8, "单位：万元"])
    sheet.append(_upper_headings(sheet))
    sheet.append(list(HEADINGS))
    for row in _in_sections(wanted) if wanted.messy else _rows(wanted):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _upper_headings(sheet: WriteOnlyWorksheet) -> list[Any]:
    starts = {column: text for _, column, text in JOINED}
    return [WriteOnlyCell(sheet, starts.get(i)) for i in range(1, len(HEADINGS) + 1)]


def _in_sections(wanted: Ledger) -> Iterator[list[Any]]:
    """The rows of each tier under a row that names it."""
    rows = list(_rows(wanted))
    for number, (tier, _) in zip("一二三四", TIERS, strict=True):
        section = [row for row in rows if row[2] == tier]
        yield [f"{number}、{tier}一批（共{len(section)}项）"]
        yield from section


def _rows(wanted: Ledger) -> Iterator[list[Any]]:
    rnd, later, mess = (random.Random(wanted.seed + i) for i in range(3))
    tiers = rnd.choices([name for name, _ in TIERS], [weight for _, weight in TIERS], k=wanted.rows)
    for i, tier in enumerate(tiers):
        row = _row(rnd, i, tier)
        if later.random() < wanted.changed:
            row[8], row[9], row[14] = row[8] + 50, row[9] + 100, "已完成招标，" + row[14]
        if wanted.messy and mess.random() < 0.02:
            place = mess.choice(list(BAD))
            row[place] = BAD[place]
        yield row


def _row(rnd: random.Random, i: int, tier: str) -> list[Any]:
    planned = rnd.randint(20, 4000)
    starts = date(2024, 1, 5) + timedelta(days=rnd.randint(0, 700))
    ends = starts + timedelta(days=rnd.randint(200, 900))
    partners = "、".join(f"第{rnd.randint(1, DEPARTMENTS)}局" for _ in range(rnd.randint(0, 3)))
    return [
        None, f"应用场景{i:06d}", tier, DOMAINS[i % 4], "城市治理",
        f"第{1 + i % DEPARTMENTS}局", partners, f"实施公司{i % 97}",
        planned * 3, planned, round(planned * rnd.random(), 2),
        _written(rnd, starts), ends, _written(rnd, starts),
        rnd.choice(WORDS) * rnd.randint(1, 5), "数据接口尚未开放", rnd.choice(WORDS), "张三", f"138{i:08d}", "建设实施",
        f"锡数〔2025〕{i}号", "2025年第二批", "市域", None,
    ]  # fmt: skip


def _written(rnd: random.Random, day: date) -> str:
    return rnd.choice(WAYS_OF_WRITING_A_DAY).format(day)
