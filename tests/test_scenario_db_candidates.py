"""Who may leave or go back: zombies by their signs, 建设 that never started, 储备 with a partner who disagrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from scenario_db import candidates
from scenario_db.candidates import Sign
from scenario_db.codes import Conclusion, InterfaceStatus, LinkType, PartnerRole, Period, Stage, Tier
from scenario_db.records import (
    Department,
    Evaluation,
    Link,
    Metric,
    Partner,
    ProgressReport,
    Scenario,
    Setting,
)
from tests.telling import write

TODAY = date(2026, 7, 20)
OLD = date(2024, 1, 1)


def scenario(number: int, tier: Tier, **fields) -> Scenario:
    given = {"lead_id": "d1", "tier_since": OLD, **fields}
    return Scenario(id=f"s{number}", code=f"WX-{number}", name=f"场景{number}", tier=tier, **given)


def figure(number: int, day: date, value: int, **fields) -> Metric:
    return Metric(scenario_id=f"s{number}", name="月活", as_of=day, value=Decimal(value), unit="人", **fields)


def heard(number: int) -> ProgressReport:
    return ProgressReport(
        scenario_id=f"s{number}", period_type=Period.HALF, period="2026-H1", period_end=date(2026, 6, 30)
    )


def test_a_zombie_is_told_by_what_the_register_knows(db):
    before, now = date(2025, 12, 31), date(2026, 6, 30)
    write(db, Department(id="d1", name="市公安局"))
    write(db, *(scenario(it, Tier.OPERATE) for it in range(1, 9)), scenario(9, Tier.OPERATE, suspended=True))
    write(
        db,
        figure(1, before, 900, baseline=Decimal(800)), figure(1, now, 950),  # well
        # falls: its baseline was told before any figure
        replace(figure(2, OLD, 0), value=None, baseline=Decimal(800)), figure(2, before, 900), figure(2, now, 410),
        figure(3, before, 20, baseline=Decimal(30), target=Decimal(5)), figure(3, now, 12),  # is meant to fall
        figure(4, before, 70), figure(4, now, 0),  # stopped
        figure(5, date(2025, 1, 1), 70),  # silent
        figure(7, now, 70),  # judged out
        figure(8, now, 70),  # merged away
        heard(6),  # heard of, never measured
        Evaluation(scenario_id="s7", period="2025-H2", conclusion=Conclusion.RETIRE),
        Evaluation(scenario_id="s1", period="2025-H1", conclusion=Conclusion.RETIRE),
        Evaluation(scenario_id="s1", period="2025-H2", conclusion=Conclusion.KEEP),
        Link(from_id="s8", to_id="s1", type=LinkType.MERGED_INTO),
    )  # fmt: skip
    every, signs = candidates.signs(db, TODAY)
    assert every == 6
    assert signs == dict.fromkeys(Sign, 1)
    found = {it.code: [one.kind for one in it.because] for it in candidates.zombies(db, TODAY)}
    assert found == {
        "WX-2": ["falling"], "WX-4": ["stopped"], "WX-5": ["silent"], "WX-6": ["unmeasured"], "WX-7": ["retired"],
        "WX-8": ["replaced"],
    }  # fmt: skip
    [falls] = candidates.zombies(db, TODAY, Sign.FALLING)
    assert (falls.lead, falls.because[0].facts["value"], falls.because[0].facts["before"]) == ("市公安局", 410, 900)
    write(db, Setting(name="operate_red_days", value="800"), Setting(name="operate_yellow_days", value="10"))
    assert Sign.SILENT not in candidates.signs(db, TODAY)[1]


def test_who_never_started_goes_back_to_reserve_after_so_many_months(db):
    write(
        db,
        Department(id="d1", name="市公安局"),
        scenario(1, Tier.BUILD, planned_start=date(2024, 3, 1)),
        scenario(2, Tier.BUILD, actual_start=date(2024, 3, 1)),
        scenario(3, Tier.BUILD, stage=Stage.CONSTRUCTION),
        scenario(4, Tier.BUILD, stage=Stage.TENDER, tier_since=date(2025, 12, 1)),
        scenario(5, Tier.BUILD, tier_since=date(2026, 3, 1)),
        scenario(6, Tier.BUILD, suspended=True),
        scenario(7, Tier.RESERVE),
    )
    found = [(it.code, it.because[0].kind) for it in candidates.not_started(db, TODAY)]
    assert found == [("WX-1", "not_started"), ("WX-4", "start_unplanned")]
    assert candidates.count_not_started(db, TODAY) == 2
    write(db, Setting(name="start_after_promotion_months", value="12"))
    assert [it.code for it in candidates.not_started(db, TODAY)] == ["WX-1"]


def moment(month: int) -> datetime:
    return datetime(2026, month, 1, 4, tzinfo=UTC).replace(tzinfo=None)


def test_a_partner_who_disagrees_for_long_sends_reserve_back_to_planning(db):
    part = Partner(
        scenario_id="s1", department_id="d2", role=PartnerRole.DATA, interface_status=InterfaceStatus.DISPUTED
    )
    came_round = replace(part, id="", scenario_id="s2")
    uses = replace(part, id="", scenario_id="s3", role=PartnerRole.USER)
    builds = replace(part, id="", scenario_id="s4")
    write(db, Department(id="d1", name="市公安局"), Department(id="d2", name="市民政局"), at=moment(1))
    write(db, *(scenario(it, Tier.RESERVE) for it in (1, 2, 3)), scenario(4, Tier.BUILD), at=moment(1))
    write(db, part, came_round, uses, builds, at=moment(1))
    write(
        db, replace(came_round, interface_status=InterfaceStatus.TALKING), replace(part, task="人口数据"), at=moment(2)
    )
    write(db, came_round, at=moment(6))
    assert candidates.count_disputed(db, TODAY) == 1
    [found] = candidates.disputed(db, TODAY)
    [why] = found.because
    assert (found.code, why.kind, why.facts["unit"], why.facts["day"]) == (
        "WX-1", "disputed", "市民政局", date(2026, 1, 1)
    )  # fmt: skip
    write(db, Setting(name="dispute_days", value="30"))
    assert [it.code for it in candidates.disputed(db, TODAY)] == ["WX-1", "WX-2"]
