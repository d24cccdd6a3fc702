"""A city small enough to count by hand, for briefs: told on four days of January 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from scenario_db import briefs
from scenario_db.briefs import Brief, Subject
from scenario_db.codes import (
    CodeList,
    Conclusion,
    Domain,
    InterfaceStatus,
    InvestType,
    PartnerRole,
    Period,
    ProviderOrigin,
    ProviderRole,
    Tier,
)
from scenario_db.database import Database
from scenario_db.records import (
    AnnualPlan,
    CodeItem,
    Demand,
    DemandScenario,
    Department,
    Evaluation,
    Issue,
    Partner,
    ProgressReport,
    Provider,
    ProviderScenario,
    Scenario,
)
from scenario_db.roles import Person
from tests.telling import OFFICE, ZONE, on, the, today, write

HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>'
"""A name that a spreadsheet or a browser would run if it were let."""

GROUP = CodeItem(list=CodeList.WORKING_GROUP, name="数字政务")
EMPTY_GROUP = CodeItem(list=CodeList.WORKING_GROUP, name="数字生态")
DATA = Department(id="d1", name="市数据局", working_group_id=GROUP.id)
POLICE = Department(id="d2", name="市公安局")
PARKING = Scenario(
    id="s1", code="WX-1", name="智慧停车", tier=Tier.BUILD, domain=Domain.GOVERNMENT, lead_id="d1",
    total_invest=Decimal(3000), invest_type=InvestType.SOCIAL, contact="王敏", phone="13812341234",
)  # fmt: skip
CHILD = Scenario(
    id="s2", code="WX-2", name="停车支付", tier=Tier.BUILD, domain=Domain.GOVERNMENT, lead_id="d1", parent_id="s1",
    total_invest=Decimal(1000), invest_type=InvestType.SOCIAL,
)  # fmt: skip
POWER = Scenario(
    id="s3", code="WX-3", name="光储充", tier=Tier.RESERVE, domain=Domain.INDUSTRY, lead_id="d2",
    total_invest=Decimal(1000), invest_type=InvestType.GOVERNMENT, planned_start=date(2026, 5, 1),
)  # fmt: skip
CARE = Scenario(id="s4", code="WX-4", name=HOSTILE, tier=Tier.OPERATE, domain=Domain.LINE, lead_id="d2")
LEAVER = Scenario(id="s5", code="WX-5", name="旧平台", tier=Tier.PLAN, lead_id="d2")


def tell(db: Database) -> None:
    """The register of that city; today is 31 January 2026."""
    write(db, GROUP, EMPTY_GROUP, DATA, POLICE, PARKING, CHILD, LEAVER, at=on(2))
    write(db, POWER, CARE, at=on(20))
    write(db, replace(LEAVER, tier=Tier.EXIT, tier_since=date(2026, 1, 21)), at=on(21))
    january: dict[str, Any] = {"period_type": Period.MONTH, "period": "2026-01", "period_end": date(2026, 1, 31)}
    waits: dict[str, Any] = {"interface_status": InterfaceStatus.TALKING, "requested_on": date(2025, 12, 1)}
    write(
        db,
        AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal(2400)),
        AnnualPlan(scenario_id="s2", year=2026, planned_invest=Decimal(900)),
        ProgressReport(scenario_id="s1", invest_ytd=Decimal(300), filed_on=date(2026, 1, 24), **january),
        Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA, due_on=date(2026, 1, 10), **waits),
        Issue(id="i1", scenario_id="s1", description="缺数据", needs_department_id="d2", raised_on=date(2026, 1, 5)),
        Demand(id="n1", title="停车难", domain=Domain.GOVERNMENT, proposer_id="d1"),
        Demand(id="n2", title="用电贵", domain=Domain.INDUSTRY, proposer_id="d2", raised_on=date(2026, 1, 3)),
        DemandScenario(demand_id="n1", scenario_id="s1"),
        Provider(id="p1", name="本地公司", origin=ProviderOrigin.LOCAL),
        Provider(id="p2", name="外地公司", origin=ProviderOrigin.OUTSIDE),
        ProviderScenario(provider_id="p1", scenario_id="s1", role=ProviderRole.INTEGRATOR, amount=Decimal(50)),
        ProviderScenario(provider_id="p1", scenario_id="s2", role=ProviderRole.INTEGRATOR),
        ProviderScenario(provider_id="p2", scenario_id="s1", role=ProviderRole.DATA),
        Evaluation(scenario_id="s4", period="2025-H2", conclusion=Conclusion.IMPROVE, satisfaction=Decimal(71)),
        at=on(25),
    )


def brief(db: Database, subject: Subject | None = None, *, day: int | None = None, by: Person = OFFICE) -> Brief:
    """The brief of a subject, of today or of a day, against 10 January."""
    now = the(day) if day else today()
    return briefs.of(db, subject or Subject(), now=now, then=date(2026, 1, 10), zone=ZONE, by=by)
