"""The nouns of the register, frozen; one line a field, which is why this module is longer than others.

A record says what is true of one thing at one time. Money is in 万元. `id` never changes; where a record is
known by what it joins (a scenario and a department and a role), the id is made of those, so that it cannot
stand twice. Words for every field are in wording.toml, what each column means in docs/data-dictionary.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from scenario_db.codes import (
    AliasNature,
    Channel,
    CodeList,
    Conclusion,
    Cooperation,
    DeliveryStatus,
    DemandStatus,
    DepartmentType,
    Domain,
    Duty,
    FitVerdict,
    Form,
    FundSource,
    Gate,
    GateItem,
    Instrument,
    InterfaceStatus,
    InvestType,
    IssueCategory,
    IssueLevel,
    IssueOrigin,
    IssueStatus,
    Light,
    LinkStatus,
    LinkType,
    MilestoneStatus,
    MoveType,
    PartnerRole,
    Period,
    Precision,
    ProviderKind,
    ProviderOrigin,
    ProviderRole,
    Qualifier,
    RecordStatus,
    ReviewStatus,
    Scale,
    Security,
    SolutionTier,
    Stage,
    Support,
    Tier,
    Transformation,
    TwinVerdict,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that holds the id of a record of another kind."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every noun has: an id, given by the ledger or made of the fields named in `NATURAL`."""

    NATURAL: ClassVar[tuple[str, ...]] = ()

    id: str = ""

    def __post_init__(self) -> None:
        if self.NATURAL and not self.id:
            object.__setattr__(self, "id", "/".join(str(getattr(self, name)) for name in self.NATURAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Record):
    """单位. A unit, shown by its name of the day; aliases and former names lead to it."""

    name: str
    full_name: str | None = None
    type: DepartmentType = DepartmentType.CITY
    parent_id: Annotated[str, Ref("department")] | None = None
    working_group_id: Annotated[str, Ref("code_item")] | None = None
    cdo_name: str | None = None
    data_officer: str | None = None
    leader: str | None = None
    email: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: Annotated[str, Ref("department")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentAlias(Record):
    """单位别名. Another name that leads to a unit, with the days on which it held."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "department_id",
        "alias",
    )
    department_id: Annotated[str, Ref("department")]
    alias: str
    nature: AliasNature = AliasNature.SHORT
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeItem(Record):
    """代码项. One entry of a list that the office edits: a working group, a sub-category, an industry tag."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "list",
        "name",
    )
    list: CodeList
    name: str
    name_en: str | None = None
    position: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Record):
    """设置. A rule of thumb that the office may change, such as from how many flags on a scenario is 多跨."""

    NATURAL: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Record):
    """场景. An application scenario: what it is for, how far it has come, who leads it, what it costs."""

    code: str = ""
    name: str
    aliases: tuple[str, ...] = ()
    parent_id: Annotated[str, Ref("scenario")] | None = None
    domain: Domain | None = None
    category: str | None = None
    transformations: tuple[Transformation, ...] = ()
    industry_tags: tuple[str, ...] = ()
    scale: Scale | None = None
    form: Form | None = None
    solution_tier: SolutionTier | None = None
    tier: Tier
    tier_since: date | None = None
    stage: Stage | None = None
    suspended: bool = False
    suspend_reason: str | None = None
    resume_due: date | None = None
    record_status: RecordStatus = RecordStatus.ENTERED
    batch_name: str | None = None
    lead_id: Annotated[str, Ref("department")] | None = None
    implementer: str | None = None
    leader: str | None = None
    contact: str | None = None
    phone: str | None = None
    regions: tuple[str, ...] = ()
    pain_point: str | None = None
    summary: str | None = None
    content: str | None = None
    outcome: str | None = None
    technologies: tuple[str, ...] = ()
    data_need: str | None = None
    policy_basis: str | None = None
    cross_level: bool | None = None
    cross_region: bool | None = None
    cross_system: bool | None = None
    cross_department: bool | None = None
    cross_business: bool | None = None
    cross_declared: bool | None = None
    total_invest: Decimal | None = None
    total_invest_text: str | None = None
    invest_qualifier: Qualifier | None = None
    fund_sources: tuple[FundSource, ...] = ()
    invest_type: InvestType | None = None
    operation_model: str | None = None
    open_to_market: bool | None = None
    cooperation: tuple[Cooperation, ...] = ()
    planned_start: date | None = None
    planned_start_precision: Precision | None = None
    planned_finish: date | None = None
    planned_finish_precision: Precision | None = None
    actual_start: date | None = None
    actual_start_precision: Precision | None = None
    actual_finish: date | None = None
    actual_finish_precision: Precision | None = None
    approval_no: str | None = None
    approval_date: date | None = None
    security: Security | None = None
    classified: bool = False
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Record):
    """场景单位关系. A department that takes part in a scenario: in which role, with what task, whether it agreed."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "department_id",
        "role",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    department_id: Annotated[str, Ref("department")]
    role: PartnerRole
    task: str | None = None
    interface_status: InterfaceStatus = InterfaceStatus.NONE
    requested_on: date | None = None
    due_on: date | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    contact: str | None = None
    asked: Support | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    """场景联动. How one scenario stands to another; the steps of a chain are such links, in order."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "from_id",
        "to_id",
        "type",
        "step_no",
    )
    from_id: Annotated[str, Ref("scenario")]
    to_id: Annotated[str, Ref("scenario")]
    type: LinkType
    step_no: int = 0
    content: str | None = None
    department_id: Annotated[str, Ref("department")] | None = None
    status: LinkStatus = LinkStatus.PLANNED
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Record):
    """需求. A demand: who needs what, how urgently, and what became of it."""

    code: str = ""
    title: str
    domain: Domain | None = None
    proposer_id: Annotated[str, Ref("department")] | None = None
    proposer: str | None = None
    source: str | None = None
    pain_point: str | None = None
    urgency: Urgency | None = None
    raised_on: date | None = None
    raised_on_precision: Precision | None = None
    status: DemandStatus = DemandStatus.OPEN
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandScenario(Record):
    """需求场景对应. That a scenario answers a demand, as a person confirmed."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "demand_id",
        "scenario_id",
    )
    demand_id: Annotated[str, Ref("demand")]
    scenario_id: Annotated[str, Ref("scenario")]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Record):
    """匹配研判. Whether a scenario that was proposed for a demand answers it; what does not is not proposed again."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "demand_id",
        "scenario_id",
    )
    demand_id: Annotated[str, Ref("demand")]
    scenario_id: Annotated[str, Ref("scenario")]
    verdict: FitVerdict
    reason: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin(Record):
    """查重研判. What two scenarios that are alike are: different, related or one; the later one comes first."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "other_id",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    other_id: Annotated[str, Ref("scenario")]
    verdict: TwinVerdict
    link_type: LinkType | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Record):
    """调库. A move of a scenario into, through or out of the library, proposed by one and reviewed by others."""

    scenario_id: Annotated[str, Ref("scenario")]
    type: MoveType
    from_tier: Tier | None = None
    to_tier: Tier | None = None
    from_stage: Stage | None = None
    to_stage: Stage | None = None
    gate_result: str | None = None
    reason_code: str | None = None
    reason: str | None = None
    document: str | None = None
    proposed_by: str | None = None
    proposed_on: date | None = None
    first_reviewer: str | None = None
    first_reviewed_on: date | None = None
    first_opinion: str | None = None
    final_reviewer: str | None = None
    final_reviewed_on: date | None = None
    final_opinion: str | None = None
    effective_on: date | None = None
    status: ReviewStatus = ReviewStatus.FIRST_REVIEW
    green_channel: bool | None = None
    into_id: Annotated[str, Ref("scenario")] | None = None
    campaign: str | None = None
    resume_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualPlan(Record):
    """年度计划. What a scenario is to spend and to reach in a year."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "year",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    year: int
    planned_invest: Decimal | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyTarget(Record):
    """月度目标. What a scenario is to spend in one month of its annual plan."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "year",
        "month",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    year: int
    month: int
    target_invest: Decimal | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport(Record):
    """进度填报. A return: what a scenario did in one period, in figures and in words."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "period_type",
        "period",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    period_type: Period
    period: str
    period_end: date
    invest_period: Decimal | None = None
    invest_ytd: Decimal | None = None
    invest_cum: Decimal | None = None
    progress_pct: Decimal | None = None
    progress: str | None = None
    issue: str | None = None
    next_step: str | None = None
    next_deadline: date | None = None
    next_deadline_precision: Precision | None = None
    unchanged: bool = False
    light_override: Light | None = None
    override_reason: str | None = None
    status: ReviewStatus = ReviewStatus.EFFECTIVE
    reported_by: str | None = None
    reported_on: date | None = None
    filed_on: date | None = None
    reviewer: str | None = None
    reviewed_on: date | None = None
    opinion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Record):
    """节点. A milestone of a scenario: when it was planned, when it was reached."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "name",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    name: str
    original_date: date | None = None
    planned_date: date | None = None
    actual_date: date | None = None
    evidence: str | None = None
    status: MilestoneStatus = MilestoneStatus.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Record):
    """问题与督办. A problem that a scenario cannot solve alone: who is needed, by when, and what was done about it."""

    code: str = ""
    scenario_id: Annotated[str, Ref("scenario")]
    category: IssueCategory = IssueCategory.OTHER
    description: str
    needs_department_id: Annotated[str, Ref("department")] | None = None
    level: IssueLevel = IssueLevel.DEPARTMENT
    instrument: Instrument = Instrument.NONE
    assigned_to: str | None = None
    raised_on: date | None = None
    due_on: date | None = None
    status: IssueStatus = IssueStatus.OPEN
    urge_count: int = 0
    closed_on: date | None = None
    evidence: str | None = None
    origin: IssueOrigin | None = None
    raised_by: str | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_on: date | None = None
    document: str | None = None
    document_on: date | None = None
    level_since: date | None = None
    closed_by: str | None = None
    reopened: int | None = None
    advice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(Record):
    """服务商. A service provider: local, attracted or from outside, and what it can do."""

    code: str = ""
    name: str
    credit_code: str | None = None
    origin: ProviderOrigin | None = None
    kind: ProviderKind | None = None
    capability: str | None = None
    qualification: str | None = None
    contact: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderScenario(Record):
    """服务商参与场景. What a provider does in a scenario."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "provider_id",
        "scenario_id",
        "role",
    )
    provider_id: Annotated[str, Ref("provider")]
    scenario_id: Annotated[str, Ref("scenario")]
    role: ProviderRole
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Record):
    """评价. An evaluation of a scenario in operation: is it practical, effective, easy to use, and what follows."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "period",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    period: str
    score_useful: Decimal | None = None
    score_effective: Decimal | None = None
    score_usable: Decimal | None = None
    satisfaction: Decimal | None = None
    grade: str | None = None
    conclusion: Conclusion | None = None
    evaluator: str | None = None
    evidence_useful: str | None = None
    evidence_effective: str | None = None
    evidence_usable: str | None = None
    reason: str | None = None
    proposed_by: str | None = None
    proposed_on: date | None = None
    concluded_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Record):
    """成效指标. An indicator of what a scenario achieved, with its baseline and its day."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "name",
        "as_of",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    name: str
    as_of: date
    value: Decimal | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingMemory(Record):
    """列的记忆. What a department, or the office, decided that a heading means beside the others of its sheet."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "owner",
        "form",
        "headings",
        "heading",
    )
    owner: str = ""
    form: str
    headings: str
    heading: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Record):
    """期次. A label for a day that people come back to, such as 2022年第二批: a name, not a copy."""

    NATURAL: ClassVar[tuple[str, ...]] = ("label",)
    label: str
    day: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer(Record):
    """门槛事项. What was stated for an item of a gate that no field of the scenario answers, or why it was waived."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "scenario_id",
        "gate",
        "item",
    )
    scenario_id: Annotated[str, Ref("scenario")]
    gate: Gate
    item: GateItem
    waived: bool = False
    statement: str | None = None
    document: str | None = None
    day: date | None = None
    expires_on: date | None = None
    answered_by: str | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Record):
    """节假日. A day off, or a weekend day that is worked."""

    NATURAL: ClassVar[tuple[str, ...]] = ("day",)
    day: date
    working: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWindow(Record):
    """填报窗口. When the return of a period opens and is due, where that is not as the rule says."""

    NATURAL: ClassVar[tuple[str, ...]] = (
        "period_type",
        "period",
    )
    period_type: Period
    period: str
    opens_on: date | None = None
    due_on: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Record):
    """催办. What a department was reminded of, by whom, and whether it was read."""

    department_id: Annotated[str, Ref("department")]
    scenario_id: Annotated[str, Ref("scenario")] | None = None
    duty: Duty
    subject: str | None = None
    period: str | None = None
    message: str | None = None
    due_on: date | None = None
    sent_by: str | None = None
    sent_on: date | None = None
    read_by: str | None = None
    read_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Record):
    """送达. A digest that went, or is to go, to one address by one channel."""

    channel: Channel
    recipient: str
    department_id: Annotated[str, Ref("department")] | None = None
    subject: str
    body: str | None = None
    status: DeliveryStatus = DeliveryStatus.WAITING
    tries: int = 0
    detail: str | None = None
    sent_on: date | None = None
