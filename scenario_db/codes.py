"""The closed lists: what may stand in a field whose values the program itself reasons about.

The value is what is stored; its words are in wording.toml under `code.<list>.<value>`. Lists that an office
edits (departments, working groups, sub-categories) are records instead. One list after the other, which is why this
module is longer than others.
"""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """库别: the three libraries, those in operation, and those that left."""

    PLAN = "plan"
    RESERVE = "reserve"
    BUILD = "build"
    OPERATE = "operate"
    EXIT = "exit"


LIBRARIES = (Tier.BUILD, Tier.RESERVE, Tier.PLAN)
"""建设、储备、谋划, in the order in which the source names them."""

LIVE = (*LIBRARIES, Tier.OPERATE)

TIER_RANK = {Tier.EXIT: 0, Tier.PLAN: 1, Tier.RESERVE: 2, Tier.BUILD: 3, Tier.OPERATE: 4}
"""How far a scenario has come; a move to a higher rank is a promotion."""


class Stage(StrEnum):
    """阶段: where the work stands; finer than, and independent of, the tier."""

    IDEA = "idea"
    STUDY = "study"
    APPROVAL = "approval"
    TENDER = "tender"
    CONSTRUCTION = "construction"
    TRIAL = "trial"
    ACCEPTANCE = "acceptance"
    OPERATION = "operation"


class RecordStatus(StrEnum):
    """审核状态 of a scenario's record."""

    DRAFT = "draft"
    FIRST_REVIEW = "first_review"
    FINAL_REVIEW = "final_review"
    ENTERED = "entered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Domain(StrEnum):
    """需求领域: the four fields of the demand list."""

    INDUSTRY = "industry"
    ENTERPRISE = "enterprise"
    LINE = "line"
    GOVERNMENT = "government"


class Transformation(StrEnum):
    """三化融合."""

    DIGITAL_INDUSTRY = "digital_industry"
    INDUSTRY_DIGITAL = "industry_digital"
    CITY_DIGITAL = "city_digital"


class Scale(StrEnum):
    """场景规模类型."""

    MAJOR = "major"
    SECTOR = "sector"
    FOCUSED = "focused"


class Form(StrEnum):
    """形态: what kind of thing the scenario is; some are a mechanism and no software."""

    PLATFORM = "platform"
    APPLICATION = "application"
    PILOT = "pilot"
    MECHANISM = "mechanism"
    INFRASTRUCTURE = "infrastructure"


class SolutionTier(StrEnum):
    """方案版本: 标杆版, 标准版, 适配版."""

    BENCHMARK = "benchmark"
    STANDARD = "standard"
    ADAPTED = "adapted"


class FundSource(StrEnum):
    """资金来源."""

    CITY = "city"
    DISTRICT = "district"
    UPPER = "upper"
    BOND = "bond"
    STATE_OWNED = "state_owned"
    SOCIAL = "social"
    OWN = "own"
    PENDING = "pending"


class InvestType(StrEnum):
    """投资类型."""

    GOVERNMENT = "government"
    STATE_OWNED = "state_owned"
    SOCIAL = "social"
    MIXED = "mixed"


class Cooperation(StrEnum):
    """合作需求."""

    JOINT = "joint"
    PROCUREMENT = "procurement"
    TECHNICAL = "technical"
    DATA = "data"
    INVESTMENT = "investment"


class Security(StrEnum):
    """网络安全等级."""

    UNDECIDED = "undecided"
    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"
    LEVEL_4 = "level_4"


class Precision(StrEnum):
    """How exactly a date was given: 2022年底 is a year, 上半年 a half."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class Qualifier(StrEnum):
    """What stands before or after a figure and must not be lost: 约, 近, 超, 突破, 多."""

    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"


class DepartmentType(StrEnum):
    """单位类型."""

    CITY = "city"
    DISTRICT = "district"
    ZONE = "zone"
    STATE_OWNED = "state_owned"
    INSTITUTION = "institution"
    OTHER = "other"


class AliasNature(StrEnum):
    """Why another name leads to a department: it was its name once, or people call it so."""

    FORMER = "former"
    SHORT = "short"


class CodeList(StrEnum):
    """The lists that the office edits."""

    WORKING_GROUP = "working_group"
    CATEGORY = "category"
    INDUSTRY_TAG = "industry_tag"


class PartnerRole(StrEnum):
    """What a department is to a scenario; the lead itself stands in the scenario."""

    CO_LEAD = "co_lead"
    SUPPORT = "support"
    DATA = "data"
    USER = "user"
    OPERATOR = "operator"
    FUNDER = "funder"


class Support(StrEnum):
    """所需支持: what a department is asked for."""

    DATA = "data"
    INTERFACE = "interface"
    PROCESS = "process"
    MONEY = "money"
    SITE = "site"
    POLICY = "policy"


class InterfaceStatus(StrEnum):
    """对接状态."""

    NONE = "none"
    TALKING = "talking"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DELIVERED = "delivered"


class LinkType(StrEnum):
    """场景联动."""

    CONTAINS = "contains"
    REQUIRES = "requires"
    SHARES_DATA = "shares_data"
    CHAIN = "chain"
    REUSES = "reuses"
    DUPLICATE = "duplicate"
    MERGED_INTO = "merged_into"


class LinkStatus(StrEnum):
    """Whether a link works already."""

    PLANNED = "planned"
    WORKING = "working"
    BROKEN = "broken"


class Urgency(StrEnum):
    """紧急程度."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class FitVerdict(StrEnum):
    """Whether a scenario answers a demand, as somebody said."""

    FITS = "fits"
    OTHER = "other"


class TwinVerdict(StrEnum):
    """What two scenarios that are alike are to each other, as somebody said."""

    DIFFERENT = "different"
    RELATED = "related"
    MERGE = "merge"


class DemandStatus(StrEnum):
    """What became of a demand."""

    OPEN = "open"
    ACCEPTED = "accepted"
    TURNED = "turned"
    MET = "met"
    DEFERRED = "deferred"
    REJECTED = "rejected"


class MoveType(StrEnum):
    """生命周期: how a scenario enters, moves and leaves."""

    ENTER = "enter"
    PROMOTE = "promote"
    DEMOTE = "demote"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXIT = "exit"
    MERGE = "merge"
    RETURN = "return"
    COMMISSION = "commission"
    UPGRADE = "upgrade"


class ReviewStatus(StrEnum):
    """Where a proposed move or a return stands on its way through the two reviews."""

    FIRST_REVIEW = "first_review"
    FINAL_REVIEW = "final_review"
    EFFECTIVE = "effective"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Period(StrEnum):
    """What stretch of time a return is about."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"


class Light(StrEnum):
    """灯号; grey is “no plan”, never green."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


class MilestoneStatus(StrEnum):
    """节点状态."""

    PENDING = "pending"
    DONE = "done"
    LATE = "late"
    DROPPED = "dropped"


class IssueCategory(StrEnum):
    """问题类别."""

    FUNDS = "funds"
    DATA = "data"
    APPROVAL = "approval"
    COOPERATION = "cooperation"
    TECHNOLOGY = "technology"
    PROCUREMENT = "procurement"
    SITE = "site"
    OTHER = "other"


class IssueLevel(StrEnum):
    """How far up a problem has been taken."""

    DEPARTMENT = "department"
    WORKING_GROUP = "working_group"
    LEADING_GROUP = "leading_group"


class Instrument(StrEnum):
    """督办: the letter that went with a problem."""

    NONE = "none"
    REMINDER = "reminder"
    ASSIGNMENT = "assignment"
    SUPERVISION = "supervision"


class IssueStatus(StrEnum):
    """问题状态."""

    OPEN = "open"
    WORKING = "working"
    TO_CONFIRM = "to_confirm"
    CLOSED = "closed"
    RETURNED = "returned"


class ProviderOrigin(StrEnum):
    """本土, 招引, 外地."""

    LOCAL = "local"
    ATTRACTED = "attracted"
    OUTSIDE = "outside"


class ProviderKind(StrEnum):
    """综合性 or 专业性."""

    GENERAL = "general"
    SPECIAL = "special"


class ProviderRole(StrEnum):
    """What a provider does in a scenario."""

    INTEGRATOR = "integrator"
    SUBCONTRACTOR = "subcontractor"
    OPERATOR = "operator"
    DATA = "data"
    INVESTOR = "investor"


class Conclusion(StrEnum):
    """What an evaluation concludes."""

    SPREAD = "spread"
    KEEP = "keep"
    IMPROVE = "improve"
    RETIRE = "retire"


class Source(StrEnum):
    """Through which door a batch of changes came."""

    FORM = "form"
    IMPORT = "import"
    UNDO = "undo"
    REVIEW = "review"
    COMMAND = "command"
    DEMO = "demo"
    SCHEDULE = "schedule"
    API = "api"
    INSTRUCTION = "instruction"
    COORDINATION = "coordination"


class Role(StrEnum):
    """Who somebody is to the library."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    GROUP = "group"
    OFFICE = "office"
    LEADER = "leader"
    ADMIN = "admin"


class AuditEvent(StrEnum):
    """What the audit tells of."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    SIGN_OUT = "sign_out"
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere"
    PASSWORD = "password"  # noqa: S105 - the name of an event
    ACCOUNT = "account"
    STAND_IN = "stand_in"
    BATCH = "batch"
    EXPORT = "export"
    DENIED = "denied"
    PRUNED = "pruned"
    TOKEN = "token"  # noqa: S105 - the name of an event


class TokenScope(StrEnum):
    """What a system may do at the interface."""

    READ = "read"
    RETURNS = "returns"
    MOVES = "moves"


class Gate(StrEnum):
    """门槛: what has to be there before a scenario comes into a library (domain.md §4.3)."""

    G1 = "g1"
    G2 = "g2"
    G3 = "g3"
    G4 = "g4"


class GateItem(StrEnum):
    """What a gate asks for; which gate asks for what stands in gates.py."""

    NAME_CHECKED = "name_checked"
    DOMAIN = "domain"
    PAIN_POINT = "pain_point"
    LEAD_CONFIRMED = "lead_confirmed"
    UNCLASSIFIED = "unclassified"
    DEMAND_LINKED = "demand_linked"
    CONTENT_AND_BASIS = "content_and_basis"
    MEASURABLE_OUTCOME = "measurable_outcome"
    PARTNERS_CONTACTED = "partners_contacted"
    DATA_LISTED = "data_listed"
    COST_AND_FUNDS = "cost_and_funds"
    REUSE_CHECKED = "reuse_checked"
    REVIEW_OPINION = "review_opinion"
    APPROVAL = "approval"
    FUNDS_ARRANGED = "funds_arranged"
    IMPLEMENTER = "implementer"
    DATES = "dates"
    PLAN_TARGETS = "plan_targets"
    MILESTONES = "milestones"
    PARTNERS_CONFIRMED = "partners_confirmed"
    CONTACT_AND_LEADER = "contact_and_leader"
    SECURITY_DECIDED = "security_decided"
    ACCEPTANCE = "acceptance"
    ONLINE = "online"
    OPERATING_UNIT = "operating_unit"
    BASELINE = "baseline"
    FIRST_EVALUATION = "first_evaluation"


class Duty(StrEnum):
    """What somebody owes: the kinds of things on the desk."""

    RETURN = "return"
    CORRECTION = "correction"
    MOVE_REVIEW = "move_review"
    RETURN_REVIEW = "return_review"
    PARTNER = "partner"
    ISSUE = "issue"
    CLOSING = "closing"
    NOTICE = "notice"


class IssueOrigin(StrEnum):
    """How a problem came up."""

    DEPARTMENT = "department"
    INSTRUCTION = "instruction"
    EXPIRY = "expiry"


class Channel(StrEnum):
    """By which way a digest is delivered."""

    IN_APP = "in_app"
    EMAIL = "email"
    WEBHOOK = "webhook"


class DeliveryStatus(StrEnum):
    """What became of a digest."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
