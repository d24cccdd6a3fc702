"""What all parts of a large library are made from: its size, its words, and columns of records with one version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scenario_db import days

ZONE = ZoneInfo("Asia/Shanghai")
Columns = dict[str, tuple[str, Sequence[Any]]]

DEPARTMENTS = 60

WORDS = (
    "公共数据库汇聚人口、法人、地理和信用数据，向各部门开放接口；",
    "路侧设施、云控平台和开放接口统一建设，子场景共用；",
    "完成招标并签订合同，进场施工，累计完成主体工程的六成；",
    "一件事一次办，材料减少一半，办理时限压缩到三个工作日；",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a library is to be; `day` is its today."""

    scenarios: int
    versions: int
    day: date
    seed: int = 20260101


def at(day: date) -> datetime:
    return days.start_of(day, ZONE)


def first(ids: Sequence[str], at: Sequence[datetime] | datetime) -> Columns:
    """The columns of records that have one version."""
    moments = [at] * len(ids) if isinstance(at, datetime) else at
    return {
        "id": ("text", ids),
        "version": ("bigint", [1] * len(ids)),
        "recorded_at": ("timestamp", moments),
        "batch": ("bigint", [1] * len(ids)),
    }


def spending(size: Size) -> list[int]:
    return [i for i in range(size.scenarios) if i % 10 < 6]
