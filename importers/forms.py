"""The forms as data: which fields a workbook may bring, and under which headings people write them.

Headings stand as headings.label leaves them: without spaces and units, years as “Y年”, months as “M月” or “M-M月”.
One heading may belong to several fields (项目类别, 单位): then the values of the column decide, or the person.
One line a field, which is why this module is longer than others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from scenario_db.codes import (
    Domain,
    FundSource,
    InterfaceStatus,
    PartnerRole,
    ProviderKind,
    ProviderOrigin,
    Scale,
    Security,
    Stage,
    Support,
    Tier,
    Transformation,
    Urgency,
)
from scenario_db.codes import Form as ScenarioForm


class Reads(StrEnum):
    """What the cells of a field are."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    SPAN = "span"
    PERCENT = "percent"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    NAMES = "names"
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    PHONE = "phone"
    CONTACT = "contact"
    NUMBERING = "numbering"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record and the headings it goes by, the first being its name; `also` are fields that it fills too."""

    record: str
    name: str
    headings: tuple[str, ...]
    reads: Reads = Reads.TEXT
    codes: type[StrEnum] = StrEnum
    required: bool = False
    fills_down: bool = False
    also: tuple[str, ...] = ()

    @property
    def gives(self) -> tuple[str, ...]:
        """The fields of the record that one cell fills, the field itself first unless it only stands for others."""
        return self.also if self.reads in (Reads.SPAN, Reads.CONTACT) else (self.name, *self.also)

    @property
    def key(self) -> str:
        """As “scenario.name”."""
        return f"{self.record}.{self.name}"


NO_FIELD = Field("", "", ("",), Reads.NOTHING)
"""What a column that is not imported means."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One kind of workbook: the words of its title, its fields; `naming` is the field that makes a row a record.

    The rows of some forms never bring in a record of their own: a return is about a scenario that is there (`enters`).
    In some a record may stand in several rows, its name perhaps merged over them (`repeats`).
    """

    name: str
    titles: tuple[str, ...]
    naming: str
    fields: tuple[Field, ...]
    enters: bool = True
    repeats: bool = False

    @property
    def kind(self) -> str:
        """What its rows are about: “scenario”, “demand”, “provider”."""
        return self.naming.partition(".")[0]

    def field(self, key: str) -> Field:
        """The field of that key."""
        return next(field for field in self.fields if field.key == key)

    def known(self, stem: str) -> tuple[Field, ...]:
        """The fields that a heading may mean."""
        return _known(self).get(stem, ())


@lru_cache(maxsize=64)
def _known(form: Form) -> Mapping[str, tuple[Field, ...]]:
    """Each heading with its fields; computed once for each form."""
    found: dict[str, tuple[Field, ...]] = {}
    for field in form.fields:
        for heading in field.headings:
            found[heading] = (*found.get(heading, ()), field)
    return found


_ALSO = {
    "total_invest": ("total_invest_text", "invest_qualifier"),
    "planned_period": ("planned_start", "planned_start_precision", "planned_finish", "planned_finish_precision"),
    "contact_and_phone": ("contact", "phone"),
    "planned_start": ("planned_start_precision",),
    "planned_finish": ("planned_finish_precision",),
    "actual_start": ("actual_start_precision",),
    "actual_finish": ("actual_finish_precision",),
    "raised_on": ("raised_on_precision",),
    "next_deadline": ("next_deadline_precision",),
    "tier": ("suspended",),
    "stage": ("suspended",),
}


def _fields(record: str, *lines: tuple[str, Reads, str] | Field) -> Iterator[Field]:
    for line in lines:
        if isinstance(line, Field):
            yield line
        else:
            name, reads, headings = line
            yield Field(record, name, tuple(headings.split()), reads, also=_ALSO.get(name, ()))


def _choice(record: str, name: str, codes: type[StrEnum], headings: str, *, several: bool = False) -> Field:
    reads = Reads.CHOICES if several else Reads.CHOICE
    return Field(record, name, tuple(headings.split()), reads, codes, also=_ALSO.get(name, ()))


NUMBERING = Field("", "number", ("序号", "项目序号", "目录序号", "序", "no", "编号", "行号"), Reads.NUMBERING)
UNIT_OF_MEASURE = Field("", "unit", ("单位", "计量单位"), Reads.NOTHING)
COMPUTED = Field(
    "",
    "computed",
    ("投资完成率", "Y年投资完成率", "Y年完成率", "投资完成比例", "投资计划完成率", "Y年投资进度", "完成率", "最近填报"),
    Reads.NOTHING,
)
"""Figures that the register works out itself; the sheet's are never trusted."""

_NAME = Field(
    "scenario",
    "name",
    tuple(
        "场景名称 应用场景名称 场景机会名称 项目名称 项目全称 工程项目名称 应用名称 名称 重点场景 应用场景 场景".split()
    ),
    required=True,
)
_CODE = ("code", Reads.TEXT, "场景编号 场景编码 项目编号 项目代码 项目编码 统一编码 编号 编码")
_PROGRESS = (
    ("invest_ytd", Reads.MONEY, "Y年累计完成投资 M-M月完成投资 Y年M-M月完成投资 Y年M-M月累计完成投资 M-M月累计完成投资 "
     "M月至今已完成 Y年投资计划完成情况 统计周期内累计完成投资 Y年项目累计投资 Y年累计完成 Y年累计完成额 Y年累计 Y年完成投资 M-M月累计完成"),
    ("invest_period", Reads.MONEY, "M月完成投资 M月已完成投资 M月完成资金 M月投资 Y年M月完成投资 M月实际完成投资 M月完成 M月完成额"),
    ("invest_cum", Reads.MONEY, "累计完成投资 项目累计投资 自开始累积完成投资 自开工累计完成投资 累计已完成投资 累计完成资金 累计完成"),
    ("invest_before", Reads.MONEY, "到上年底累计完成投资 Y年底累计完成投资 截至上年底累计完成投资 截至Y年底累计完成投资 至上年底累计完成投资"),
    ("progress", Reads.TEXT, "目前进展 形象进度 推进情况 进度情况 项目进度 建设进度 目前工作进度 完成情况说明 进展情况 当前进展 "
     "工作进展 M月形象进度 Y年M月形象进度 进展 最新进展"),
    ("issue", Reads.TEXT, "存在问题 存在困难 需协调事项 卡点堵点 存在问题及建议 需领导协调解决的问题 问题 困难和问题"),
    ("next_step", Reads.TEXT, "下一步计划 下步打算 下月计划 下一步工作安排 下步计划 下一步打算 下一步举措 Y年底前达到的工作进度 "
     "具体的措施(目标)"),
)  # fmt: skip
_PLAN = (
    ("planned_invest", Reads.MONEY, "Y年计划投资 Y年投资计划 Y年计划完成投资 Y年资金目标 Y年计划总投资 Y年拟投资 Y年计划投资额 "
     "Y年目标投资 Y年计划"),
    ("target", Reads.TEXT, "Y年目标 Y年计划形象进度 Y年计划主要建设内容 Y年建设目标 Y年工作目标"),
)  # fmt: skip
_LEDGER_FIELDS = (
    NUMBERING,
    UNIT_OF_MEASURE,
    COMPUTED,
    _NAME,
    *_fields(
        "scenario",
        _CODE,
        ("aliases", Reads.NAMES, "别名 别名/曾用名 项目简称 曾用名 又称 原名称 简称"),
        ("parent", Reads.TEXT, "所属项目 上级场景 上级项目"),
        replace(
            _choice("scenario", "domain", Domain, "需求领域 所属领域 应用领域 场景类型 领域 类别 申报领域 板块 场景类别 类型"),
            fills_down=True,
        ),
        Field("scenario", "category", tuple("细分领域 子领域 应用领域 所属领域 场景类型 类别 申报领域 项目类型 产业类别 行业 "
              "所属行业 场景类别 板块 领域 类型 项目类别".split()), fills_down=True),
        _choice("scenario", "transformations", Transformation, "三化方向 三化", several=True),
        ("industry_tags", Reads.NAMES, "产业标签 所属产业 产业链"),
        _choice("scenario", "scale", Scale, "场景规模类型 场景规模 规模类型"),
        _choice("scenario", "form", ScenarioForm, "形态 场景形态 建设形态"),
        replace(
            _choice("scenario", "tier", Tier, "库别 所属库 储备状态 入库状态 入库情况 入库 入库类型 场景状态 所属批次类别 "
                    "建设/储备/谋划 所在库 项目状态 状态"),
            fills_down=True,
        ),
        _choice("scenario", "stage", Stage, "阶段 当前阶段 建设阶段 实际建设阶段 储备阶段 项目状态 开工状态 项目类别 是否开工 "
                "项目阶段 状态"),
        ("batch_name", Reads.TEXT, "批次 储备批次 计划批次 计划批次名称 片区批次 发布批次"),
        ("lead", Reads.DEPARTMENT, "牵头单位 牵头部门 责任单位 责任部门 项目牵头单位 建议对接部门 主办单位 承办单位 单位名称 "
         "使用单位 分管局委 储备部门(报送单位) 储备部门 牵头处室 单位 主管部门"),
        ("implementer", Reads.TEXT, "实施主体 项目(法人)单位 项目法人 项目法人单位 业主单位 建设单位 项目单位名称 投资主体 组织实施单位 "
         "代建单位 项目单位"),
        ("leader", Reads.TEXT, "责任领导 联系领导 包联领导 包保领导 分管领导 挂钩领导 市领导 挂钩市领导"),
        ("contact", Reads.TEXT, "联系人 项目联系人 牵头单位联系人 跟进人 场景全周期落地跟进人 负责人 项目负责人 责任人 单位经办人 经办人"),
        ("phone", Reads.PHONE, "联系电话 电话 手机 办公电话 联系方式 手机号 手机号码 联系人电话"),
        ("contact_and_phone", Reads.CONTACT, "联系人及电话 联系人及联系方式 联系人及联系电话 联系人和电话 联系人/电话 联系人、电话 联系人(电话)"),
        ("regions", Reads.NAMES, "落地区域 拟落地应用区域 项目属地 所在区县 所属街镇 建设地点 拟建设地点 项目所在地 区域 属地"),
        ("pain_point", Reads.TEXT, "痛点需求 痛点 需求描述 解决问题 需求背景 建设必要性 痛点描述"),
        ("summary", Reads.TEXT, "场景简介 场景项目介绍 项目简介 场景描述 简介 场景介绍"),
        ("content", Reads.TEXT, "建设内容 项目内容 建设内容及规模 主要建设内容及规模 建设规模及内容 拟建设内容 重点工作内容 主要建设内容"),
        ("outcome", Reads.TEXT, "预期成效 主要效益 预期效益 预期经济效益 应用成效 建设成效 成效"),
        ("technologies", Reads.NAMES, "主要技术 核心技术 关键技术 应用技术 技术路线"),
        ("data_need", Reads.TEXT, "数据需求"),
        ("policy_basis", Reads.TEXT, "建设依据 政策依据"),
        ("cross_declared", Reads.YES_NO, "申报为多跨 是否多跨 是否多跨场景 多跨场景 多跨"),
        ("cross_level", Reads.YES_NO, "跨层级"),
        ("cross_region", Reads.YES_NO, "跨地域"),
        ("cross_system", Reads.YES_NO, "跨系统"),
        ("cross_department", Reads.YES_NO, "跨部门"),
        ("cross_business", Reads.YES_NO, "跨业务"),
        ("total_invest", Reads.MONEY, "总投资 总投资额 项目总投资 计划总投资 匡算总投资 估算总投资 批复总投资 总金额 固定资产投资额 投资总额 "
         "投资额 投资金额"),
        _choice("scenario", "fund_sources", FundSource, "资金来源 投资类型 资金性质 投资方式 资金渠道 出资方式", several=True),
        ("operation_model", Reads.TEXT, "运营(盈利)模式 运营模式 盈利模式"),
        ("open_to_market", Reads.YES_NO, "对外开放 是否开放 是否对外开放"),
        ("planned_start", Reads.DAY, "计划开工时间 开工时间 拟开工时间 开工/计划开工时间 开工日期或计划开工日期 计划开始时间 预计开始日期 "
         "启动时间 计划开工 开工日期 开始时间 计划启动时间 开工"),
        ("planned_finish", Reads.DAY, "计划竣工日期 计划完工 竣工时间 拟建成时间 计划完成时间 预计完成时间 要求完成时间 完成时限 建成时间 上线时间 "
         "计划竣工时间 竣工日期 完成时间 计划上线时间 竣工 完工时间"),
        ("actual_start", Reads.DAY, "实际开工时间 实际开工 实际开工日期"),
        ("actual_finish", Reads.DAY, "实际竣工日期 实际完工 实际竣工时间 实际完成时间"),
        ("planned_period", Reads.SPAN, "建设起止年限 项目工期 建设周期 起止时间 实施周期 建设年限 起止年限 建设期限 建设工期 建设起止时间"),
        ("approval_no", Reads.TEXT, "批复文号 立项批复文号 批准文件 工可批复文号 立项文号"),
        ("approval_date", Reads.DAY, "批复时间 批复日期"),
        _choice("scenario", "security", Security, "网络安全等级 等保级别 安全等级"),
        ("classified", Reads.YES_NO, "是否涉密"),
        ("remark", Reads.TEXT, "备注 需要展示的备注 说明 备注说明 其他"),
    ),
    *_fields("partner", ("departments", Reads.DEPARTMENTS, "配合单位 配合部门 协办单位 参与单位 参加单位 配合单位/部门 协同部门 联动部门 "
             "涉及部门 协同单位 参与部门 协办部门")),
    *_fields("annual_plan", *_PLAN),
    *_fields("progress_report", *_PROGRESS),
)  # fmt: skip

LEDGER = Form(
    "ledger",
    ("应用场景库", "场景库", "场景清单", "项目库", "项目清单", "台账", "进度表"),
    "scenario.name",
    _LEDGER_FIELDS,
)

DEMANDS = Form(
    "demands",
    ("需求清单", "需求"),
    "demand.title",
    (
        NUMBERING,
        Field(
            "demand", "title", tuple("需求名称 需求事项 需求标题 需求项目 需求 事项名称 名称".split()), required=True
        ),
        *_fields(
            "demand",
            ("code", Reads.TEXT, "需求编号 需求编码 编号"),
            replace(_choice("demand", "domain", Domain, "领域 需求领域 所属领域 类别 应用领域 板块"), fills_down=True),
            (
                "proposer",
                Reads.DEPARTMENT,
                "提出单位 需求单位 提出部门 需求部门 单位名称 责任单位 牵头单位 单位 申报单位 需求方",
            ),
            ("pain_point", Reads.TEXT, "痛点描述 痛点 痛点需求 需求描述 需求背景 需求内容 解决问题 合作需求"),
            _choice("demand", "urgency", Urgency, "紧急程度 紧急 优先级 紧迫程度"),
            ("raised_on", Reads.DAY, "提出时间 提出日期 需求时间 上报时间"),
            ("source", Reads.TEXT, "需求来源 来源"),
            ("remark", Reads.TEXT, "备注 说明 其他"),
        ),
    ),
)

RETURNS = Form(
    "returns",
    ("月报", "周报", "推进情况表", "进展情况表", "完成情况表"),
    "scenario.name",
    (
        NUMBERING,
        COMPUTED,
        _NAME,
        *_fields("scenario", _CODE),
        *_fields(
            "progress_report",
            *_PROGRESS,
            ("next_deadline", Reads.DAY, "完成时限 下一步完成时限 下步完成时限 办结时限 时限 完成时间 计划完成时间 预计完成时间 要求完成时间"),
        ),
    ),
    enters=False,
)  # fmt: skip

PLANS = Form(
    "plans",
    ("年度投资计划", "年度计划", "投资计划表", "计划表"),
    "scenario.name",
    (
        NUMBERING,
        COMPUTED,
        _NAME,
        *_fields("scenario", _CODE),
        *_fields(
            "annual_plan",
            ("planned_invest", Reads.MONEY, f"{_PLAN[0][2]} 计划投资 投资计划 全年计划 全年计划投资"),
            ("target", Reads.TEXT, f"{_PLAN[1][2]} 目标 工作目标 建设目标"),
        ),
        *_fields(
            "monthly_target",
            ("target_invest", Reads.MONEY, "M月 M月计划投资 M月投资计划 M月计划完成投资 M月计划 M月目标 M月投资 Y年M月 Y年M月计划投资 "
             "Y年M月投资计划 Y年M月计划"),
            ("target", Reads.TEXT, "M月 M月目标 M月计划形象进度 M月工作目标 M月形象进度 M月形象进度目标 Y年M月 Y年M月形象进度"),
        ),
    ),
    enters=False,
)  # fmt: skip

PROVIDERS = Form(
    "providers",
    ("服务商", "场景能力清单", "能力清单", "供应商"),
    "provider.name",
    (
        NUMBERING,
        Field("provider", "name", tuple("服务商名称 服务商 企业名称 公司名称 供应商名称 供应商 机构名称".split()), required=True),
        *_fields(
            "provider",
            ("code", Reads.TEXT, "服务商编号 服务商编码 编号"),
            ("credit_code", Reads.TEXT, "统一社会信用代码 社会信用代码 信用代码"),
            _choice("provider", "origin", ProviderOrigin, "来源 企业来源 属地 类型 企业类型"),
            _choice("provider", "kind", ProviderKind, "类型 服务商类型 类别 企业类型"),
            ("capability", Reads.TEXT, "能力描述 场景能力 服务能力 能力 主要能力 产品及服务 主要产品 解决方案 能力简介 可提供的服务 擅长领域"),
            ("qualification", Reads.TEXT, "资质 资质证书 资质荣誉 相关资质"),
            ("contact", Reads.TEXT, "联系人 负责人 对接人"),
            ("phone", Reads.PHONE, "联系电话 电话 手机 联系方式 手机号"),
            ("contact_and_phone", Reads.CONTACT, "联系人及电话 联系人及联系方式 联系人及联系电话 联系人/电话"),
        ),
    ),
)  # fmt: skip

PARTNERS = Form(
    "partners",
    ("协同单位", "配合单位清单", "协同清单", "联动清单", "部门协同"),
    "scenario.name",
    (
        NUMBERING,
        replace(_NAME, fills_down=True),
        *_fields(
            "scenario",
            _CODE,
        ),
        *_fields(
            "partner",
            ("department", Reads.DEPARTMENTS, "协同单位 协同部门 配合单位 配合部门 参与单位 联动部门 涉及部门 单位 单位名称 部门"),
            _choice("partner", "role", PartnerRole, "角色 协同角色 承担角色 单位角色 关系 参与方式"),
            _choice("partner", "asked", Support, "所需支持 需要支持 需求类型 请求事项 支持事项"),
            ("task", Reads.TEXT, "承担任务 承担内容 任务 协同事项 职责分工 任务分工 协同内容 配合事项 职责"),
            _choice("partner", "interface_status", InterfaceStatus, "对接状态 对接情况 接口状态 状态 协同状态"),
            ("requested_on", Reads.DAY, "提出时间 发起时间 提出日期"),
            ("due_on", Reads.DAY, "完成时限 要求完成时间 截止时间 时限 办结时限"),
            ("confirmed_by", Reads.TEXT, "确认人"),
            ("confirmed_on", Reads.DAY, "确认时间 确认日期"),
            ("contact", Reads.TEXT, "联系人 联络员 经办人 联系人及电话 对接人"),
        ),
    ),
    enters=False,
    repeats=True,
)  # fmt: skip

FORMS = (LEDGER, DEMANDS, RETURNS, PLANS, PROVIDERS, PARTNERS)
"""In the order in which they are thought of where title and headings fit several alike."""
