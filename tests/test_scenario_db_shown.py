"""What records are called where they are shown."""

from __future__ import annotations

import pytest

from scenario_db import shown
from scenario_db.codes import IssueCategory, MoveType, PartnerRole
from scenario_db.records import AnnualPlan, Issue, Move, Partner, Provider
from scenario_db.wording import Words

SAY = Words("zh")
CALLED = {"s1": "一网统管", "d1": "市公安局"}


@pytest.mark.parametrize(
    ("record", "title"),
    [
        (Move(id="m170", type=MoveType.PROMOTE, scenario_id="s1"), f"一网统管 {SAY.code(MoveType.PROMOTE)}"),
        (
            Issue(id="i1", code="WT-1", category=IssueCategory.DATA, description="缺接口", scenario_id="s1"),
            f"WT-1 一网统管 {SAY.code(IssueCategory.DATA)}",
        ),
        (
            Partner(department_id="d1", role=PartnerRole.SUPPORT, scenario_id="s1"),
            f"一网统管 市公安局 {SAY.code(PartnerRole.SUPPORT)}",
        ),
        (AnnualPlan(year=2026, scenario_id="s1"), "一网统管 2026"),
        (Provider(id="p1", code="FW-1", name="雪浪云"), "FW-1 雪浪云"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_no_record_is_called_by_a_bare_number(record, title):
    assert shown.title(SAY, record, CALLED) == title
