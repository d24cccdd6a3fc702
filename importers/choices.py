"""Closed lists as people write them: which words in a cell mean which member, and which are asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

from importers.headings import plain
from scenario_db.codes import (
    Domain,
    FundSource,
    InterfaceStatus,
    InvestType,
    PartnerRole,
    ProviderKind,
    ProviderOrigin,
    Scale,
    Security,
    SolutionTier,
    Stage,
    Tier,
    Transformation,
    Urgency,
)
from scenario_db.codes import Form as ScenarioForm
from scenario_db.wording import LANGUAGES, Words

Synonyms = Mapping[StrEnum, str]

_ENDINGS = ("一批", "领域", "阶段", "库", "类", "方面", "端", "级", "项目", "场景", "状态", "中")

# Words after domain.md §5; the member's own code is understood as well.
SYNONYMS: Mapping[type[StrEnum], Synonyms] = {
    Tier: {
        Tier.PLAN: "谋划 谋划一批 谋划库 前期谋划 拟建 意向 plan planning ideation",
        Tier.RESERVE: "储备 储备一批 储备库 待建 论证 reserve",
        Tier.BUILD: "建设 建设一批 建设库 在建 在建库 续建 新开工 实施 实施库 在推 推进中 进行中 build construction",
        Tier.OPERATE: "运营 运营库 运营一批 建成 已建成 已建成运营 建成运营 已落地 完工 竣工 投产 已上线 operate",
        Tier.EXIT: "退出 退库 调出 取消 终止 作废 exit",
    },
    Stage: {
        Stage.IDEA: "前期谋划 谋划 意向 idea",
        Stage.STUDY: "方案论证 论证 可研 项目建议书 study",
        Stage.APPROVAL: "立项审批 立项 审批 核准 备案 初设 approval",
        Stage.TENDER: "采购招标 招标 采购 招投标 tender",
        Stage.CONSTRUCTION: "建设实施 建设 在建 续建 新开工 实施 推进中 进行中 已开工 construction",
        Stage.TRIAL: "试运行 试点运行 trial",
        Stage.ACCEPTANCE: "验收 验收中 已验收 acceptance",
        Stage.OPERATION: "持续运维 运维 运营 验收运营 完工 竣工 投产 建成 已建成 已上线 已落地 operation",
    },
    Domain: {
        Domain.INDUSTRY: "产业 产业领域 产业类 industry",
        Domain.ENTERPRISE: "企业 企业领域 惠企 enterprise",
        Domain.LINE: "条线 条线领域 行业条线 line",
        Domain.GOVERNMENT: "政府 政府领域 政务 government",
    },
    Transformation: {
        Transformation.DIGITAL_INDUSTRY: "数字产业化",
        Transformation.INDUSTRY_DIGITAL: "产业数字化",
        Transformation.CITY_DIGITAL: "城市数字化",
    },
    Scale: {
        Scale.MAJOR: "综合性重大 综合性重大场景 重大",
        Scale.SECTOR: "行业集成式 行业领域集成式 行业领域集成式场景",
        Scale.FOCUSED: "小切口 高价值小切口 高价值小切口场景",
    },
    ScenarioForm: {
        ScenarioForm.PLATFORM: "平台系统 平台 系统",
        ScenarioForm.APPLICATION: "应用 应用(app) app",
        ScenarioForm.PILOT: "试点工程 试点",
        ScenarioForm.MECHANISM: "机制流程 机制",
        ScenarioForm.INFRASTRUCTURE: "基础设施",
    },
    SolutionTier: {
        SolutionTier.BENCHMARK: "标杆版 标杆",
        SolutionTier.STANDARD: "标准版 标准",
        SolutionTier.ADAPTED: "适配版 适配",
    },
    FundSource: {
        FundSource.CITY: "市级财政 市财政 市级 本级财政 财政 财政资金",
        FundSource.DISTRICT: "区级财政 区财政 区级 县级财政 县财政",
        FundSource.UPPER: "上级资金 上级 中央资金 省级资金 中央 省级",
        FundSource.BOND: "专项债 专项债券 地方债",
        FundSource.STATE_OWNED: "国企 国有企业 国企投资",
        FundSource.SOCIAL: "社会资本 社会投资 民间投资 民间",
        FundSource.OWN: "企业自筹 自筹 自有资金 企业投资",
        FundSource.PENDING: "待落实 未落实",
    },
    InvestType: {
        InvestType.GOVERNMENT: "政府 政府投资 财政",
        InvestType.STATE_OWNED: "国企 国企投资 国有",
        InvestType.SOCIAL: "社会 社会资本 社会投资 民间 民间投资 企业投资 外商 港澳台",
        InvestType.MIXED: "混合 国企+社会资本 政企合作 ppp",
    },
    Security: {
        Security.UNDECIDED: "未定 未定级",
        Security.LEVEL_1: "一级 1级 等保一级",
        Security.LEVEL_2: "二级 2级 等保二级",
        Security.LEVEL_3: "三级 3级 等保三级",
        Security.LEVEL_4: "四级 4级 等保四级",
    },
    Urgency: {
        Urgency.HIGH: "高 紧急 急 特急 非常紧急 high",
        Urgency.MEDIUM: "中 一般 较急 普通 medium",
        Urgency.LOW: "低 不急 缓 low",
    },
    PartnerRole: {
        PartnerRole.CO_LEAD: "共同牵头 联合牵头 共同牵头单位",
        PartnerRole.SUPPORT: "配合 配合单位 协办 协办单位 参与 参与单位 协同 support",
        PartnerRole.DATA: "数据提供 数据 数据提供单位 数据提供方 提供数据",
        PartnerRole.USER: "使用 使用单位 使用方 应用",
        PartnerRole.OPERATOR: "运营 运营单位 运营方 运维",
        PartnerRole.FUNDER: "出资 出资单位 出资方 资金保障",
    },
    InterfaceStatus: {
        InterfaceStatus.NONE: "未对接 未开始 待对接 尚未对接",
        InterfaceStatus.TALKING: "对接中 正在对接 沟通中 协商中 洽谈中",
        InterfaceStatus.CONFIRMED: "已确认 已对接 已同意 同意 确认",
        InterfaceStatus.DISPUTED: "有分歧 分歧 有异议 不同意",
        InterfaceStatus.DELIVERED: "已交付 已提供 已完成 已共享 交付",
    },
    ProviderOrigin: {
        ProviderOrigin.LOCAL: "本土 本地 本市 本土企业 本地企业",
        ProviderOrigin.ATTRACTED: "招引 引进 招引企业",
        ProviderOrigin.OUTSIDE: "外地 市外 外地企业",
    },
    ProviderKind: {
        ProviderKind.GENERAL: "综合性 综合",
        ProviderKind.SPECIAL: "专业性 专业",
    },
}

ASKED = frozenset(("未开工", "已入库"))
"""未开工 may be a reserve or a late start, 已入库 the scenario library or the statistics bureau's: people say which."""

SUSPENDED = frozenset(("暂停", "搁置", "停工", "暂缓"))


@lru_cache(maxsize=64)
def meanings(codes: type[StrEnum]) -> Mapping[str, StrEnum]:
    """Each way of writing with its member; the labels that the register shows, in either language, are among them."""
    labels = {plain(Words(it).code(member)): member for it in LANGUAGES for member in codes}
    words = {plain(word): member for member, said in SYNONYMS.get(codes, {}).items() for word in said.split()}
    return {member.value: member for member in codes} | labels | words


@lru_cache(maxsize=16_384)
def member(codes: type[StrEnum], text: str) -> Any:
    """The member that a text means, or None; endings such as 类 and 一批 do not matter."""
    known, written = meanings(codes), plain(text)
    if written in ASKED:
        return None
    for ending in ("", *_ENDINGS):
        found = known.get(written.removesuffix(ending)) if written.endswith(ending) else None
        if found is not None:
            return found
    return None


def share(codes: type[StrEnum], texts: Iterable[str]) -> float:
    """How much of a column this list can read, from 0 to 1; what must be asked counts as readable."""
    said = [text for text in texts if text]
    readable = sum(plain(text) in ASKED | SUSPENDED or member(codes, text) is not None for text in said)
    return readable / len(said) if said else 0.0
