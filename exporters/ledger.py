"""The scenario ledger as a workbook: plain values under the headings that the import reads, and nothing that lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from exporters.rows import Figure, Heading, workbook
from scenario_db import exported
from scenario_db.choices import Choice
from scenario_db.codes import Precision, Qualifier
from scenario_db.database import Database
from scenario_db.exported import Entry
from scenario_db.kinds import KINDS
from scenario_db.wording import Words

_PRECISE = {
    Precision.YEAR: "{0.year}年",
    Precision.HALF: "{0.year}年{half}半年",
    Precision.QUARTER: "{0.year}年{quarter}季度",
    Precision.MONTH: "{0.year}年{0.month}月",
}
"""As the office writes half-known days, in either language: the import reads them."""

Said = Callable[[Entry, Words], Any]


def _field(name: str) -> Said:
    return lambda it, say: _shown(getattr(it.scenario, name), say)


def _shown(value: Any, say: Words) -> Any:
    if isinstance(value, StrEnum):
        return say.code(value)
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no")
    if isinstance(value, tuple):
        return "、".join(str(_shown(one, say)) for one in value)
    return value


def _day(name: str) -> Said:
    return lambda it, _: _precise(getattr(it.scenario, name), getattr(it.scenario, f"{name}_precision"))


def _precise(day: date | None, precision: Precision | None) -> date | str | None:
    if day is None or precision not in _PRECISE:
        return day
    half, quarter = "上" if day.month < 7 else "下", "一二三四"[(day.month - 1) // 3]
    return _PRECISE[precision].format(day, half=half, quarter=quarter)


def _total(it: Entry, say: Words) -> Figure | None:
    qualifier = it.scenario.invest_qualifier
    return _figure(it.scenario.total_invest, _before(qualifier, say) if qualifier else "")


def _before(qualifier: Qualifier, say: Words) -> str:
    return say.code(qualifier).replace('"', "")


def _figure(amount: Decimal | None, qualifier: str = "") -> Figure | None:
    return None if amount is None else Figure(amount, qualifier)


_OWN: Mapping[str, Said] = {
    "parent_id": lambda it, _: it.parent,
    "lead_id": lambda it, _: "、".join(it.leads),
    **{name: _day(name) for name in ("planned_start", "planned_finish", "actual_start", "actual_finish")},
}
"""Fields that are not written as they stand."""

_WIDE = {"name": 28, "pain_point": 36, "summary": 36, "content": 36, "outcome": 36, "remark": 24, "lead_id": 18}

_BEFORE_PARTNERS = (
    "code", "name", "aliases", "tier", "stage", "domain", "category", "transformations", "industry_tags", "scale",
    "form", "parent_id", "batch_name", "lead_id",
)  # fmt: skip
_BEFORE_MONEY = (
    "implementer", "leader", "contact", "phone", "regions", "pain_point", "summary", "content", "outcome",
    "technologies", "data_need", "policy_basis", "cross_declared", "cross_level", "cross_region", "cross_system",
    "cross_department", "cross_business",
)  # fmt: skip
_AFTER_MONEY = (
    "fund_sources", "operation_model", "open_to_market", "planned_start", "planned_finish", "actual_start",
    "actual_finish", "approval_no", "approval_date", "security", "classified", "remark",
)  # fmt: skip


def of_choice(db: Database, choice: Choice, say: Words, *, sort: str = "tier") -> bytes:
    """The chosen scenarios of the day, in the order in which they are shown, with all that a clerk may send back."""
    columns = _columns(choice.day.year, say)
    entries = exported.entries(db, choice, sort=sort)
    rows = ([said(it, say) for _, said in columns] for it in entries)
    return workbook([heading for heading, _ in columns], rows, name=say("page.scenarios"))


def _columns(year: int, say: Words) -> list[tuple[Heading, Said]]:
    return [
        *(_of_field(name, say) for name in _BEFORE_PARTNERS),
        (Heading(say("export.partners"), 24), lambda it, _: "、".join(it.partners)),
        *(_of_field(name, say) for name in _BEFORE_MONEY),
        (Heading(say("export.total"), 14), _total),
        (Heading(say("export.planned", year=year), 14), lambda it, _: _figure(it.planned)),
        (Heading(say("export.done", year=year), 14), lambda it, _: _figure(it.done)),
        (Heading(say("export.period"), 12), lambda it, _: it.period),
        *(_of_field(name, say) for name in _AFTER_MONEY),
    ]


def _of_field(name: str, say: Words) -> tuple[Heading, Said]:
    column = next(it for it in KINDS["scenario"].columns if it.name == name)
    choices = tuple(map(say.code, column.choices)) if column.choices and not column.listed else ()
    return Heading(say.field("scenario", name), _WIDE.get(name, 14), choices), _OWN.get(name) or _field(name)
