"""What the fields of a record owe each other, whoever fills them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from stdnum.cn import uscc

from scenario_db.problems import Problem
from scenario_db.records import AnnualPlan, Demand, Evaluation, Partner, ProgressReport, Provider, Record, Scenario

Rule = tuple[str, str, Callable[[Any], bool]]
"""The kind of problem, the field at which it is shown, and when it is one."""


def _after(later: str, earlier: str) -> Callable[[Any], bool]:
    def holds(it: Any) -> bool:
        start, end = getattr(it, earlier), getattr(it, later)
        return start is not None and end is not None and end < start

    return holds


def _negative(name: str) -> Callable[[Any], bool]:
    def holds(it: Any) -> bool:
        value = getattr(it, name)
        return value is not None and value < 0

    return holds


def _beyond_a_hundred(name: str) -> Callable[[Any], bool]:
    def holds(it: Any) -> bool:
        value = getattr(it, name)
        return value is not None and not 0 <= value <= 100

    return holds


RULES: Mapping[type[Record], tuple[Rule, ...]] = MappingProxyType(
    {
        Scenario: (
            ("name_missing", "name", lambda it: not it.name.strip()),
            ("classified", "classified", lambda it: it.classified),
            ("own_parent", "parent_id", lambda it: it.parent_id == it.id),
            ("negative_amount", "total_invest", _negative("total_invest")),
            ("dates_reversed", "planned_finish", _after("planned_finish", "planned_start")),
            ("dates_reversed", "actual_finish", _after("actual_finish", "actual_start")),
        ),
        Demand: (("name_missing", "title", lambda it: not it.title.strip()),),
        Partner: (),
        AnnualPlan: (("negative_amount", "planned_invest", _negative("planned_invest")),),
        ProgressReport: (
            ("negative_amount", "invest_ytd", _negative("invest_ytd")),
            ("negative_amount", "invest_cum", _negative("invest_cum")),
            ("not_a_percent", "progress_pct", _beyond_a_hundred("progress_pct")),
        ),
        Evaluation: tuple(
            ("not_a_score", name, _beyond_a_hundred(name))
            for name in ("score_useful", "score_effective", "score_usable", "satisfaction")
        ),
        Provider: (
            ("name_missing", "name", lambda it: not it.name.strip()),
            ("not_a_credit_code", "credit_code", lambda it: bool(it.credit_code) and not uscc.is_valid(it.credit_code)),
        ),
    }
)


def problems_with(it: Record) -> list[tuple[str, Problem]]:
    """Each broken rule with the field at which it shows."""
    found = [(name, kind) for kind, name, broken in RULES.get(type(it), ()) if broken(it)]
    return [(name, Problem(kind, facts={"value": getattr(it, name), "heading": name})) for name, kind in found]
