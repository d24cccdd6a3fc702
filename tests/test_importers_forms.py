"""The forms beside the ledger: returns, annual plans, provider and partner lists, told by title and headings."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from importers import preview
from importers.forms import FORMS, LEDGER, RETURNS
from importers.policies import Decisions, NewDepartments, Policies
from importers.preview import Preview
from scenario_db import ledger
from scenario_db.codes import InterfaceStatus, PartnerRole, Precision, ProviderKind, ProviderOrigin, Role, Tier
from scenario_db.database import Database
from scenario_db.problems import Level
from scenario_db.records import Department, Partner, ProgressReport, Provider, Scenario
from scenario_db.roles import Person
from scenario_db.scenarios import belonging
from tests.sheets import RETURN, SAMPLES, drawn, table_in, workbook, xlsx

OFFICE = Person("办公室", Role.OFFICE)
TODAY = date(2026, 11, 22)
Bring = Callable[..., Preview]

THERE = ("停车一张图", "学位预警", "检查互认")


@pytest.fixture
def ids(db: Database) -> dict[str, str]:
    """Three scenarios and two units that are there already, by name."""
    keys = dict(zip(THERE, ledger.new_ids(db, "scenario", len(THERE)), strict=True))
    for name, key in keys.items():
        ledger.saved(db, Scenario(id=key, name=name, tier=Tier.BUILD), by=OFFICE)
    units = dict(zip(("市城管局", "市公安局"), ledger.new_ids(db, "department", 2), strict=True))
    for name, key in units.items():
        ledger.saved(db, Department(id=key, name=name), by=OFFICE)
    return keys | units


@pytest.fixture
def bring(db: Database, ids: dict[str, str], request: pytest.FixtureRequest) -> Bring:
    """What comes of the drawing in the test's docstring: looked at, and committed."""

    def at(picture: str = "", **options: object) -> Preview:
        data = xlsx(drawn(picture or inspect.getdoc(request.function) or ""), title="表")
        chosen = {"by": OFFICE, "day": TODAY, "policies": Policies(new_departments=NewDepartments.REFUSE)} | options
        found = preview.of(db, data, "来件.xlsx", **chosen)  # type: ignore[arg-type]
        preview.commit(db, found, by=OFFICE)
        return found

    return at


def verdicts(found: Preview) -> list[str]:
    return [str(row.verdict) for row in found.rows]


def errors(found: Preview) -> list[tuple[str, str]]:
    return [(it.kind, it.place.cell) for it in found.problems if it.level is Level.ERROR]


def returned(db: Database, key: str) -> ProgressReport:
    [one] = belonging(db, "progress_report", key)
    assert isinstance(one, ProgressReport)
    return one


@pytest.mark.parametrize(
    ("title", "headings", "form"),
    [
        ("应用场景推进情况月报（2022年7月）", ["场景名称", "本月完成投资", "形象进度", "完成时限"], "returns"),
        ("各单位月报（2022年7月）", ["场景名称", "牵头单位", "联系人", "本月完成投资", "存在问题"], "returns"),
        ("应用场景库台账", ["场景名称", "牵头单位", "本月完成投资", "形象进度"], "ledger"),
        ("", ["场景名称", "牵头单位", "总投资"], "ledger"),
        ("2023年度投资计划", ["场景名称", "年度计划投资", "年度目标"], "plans"),
        ("", ["场景名称", "年度计划投资", "1月", "2月", "3月"], "plans"),
        ("数字化转型服务商清单", ["企业名称", "联系人", "联系电话"], "providers"),
        ("场景能力清单", ["企业名称", "能力描述", "资质"], "providers"),
        ("协同单位清单", ["场景名称", "协同单位", "备注"], "partners"),
        ("", ["场景名称", "协同单位", "角色", "承担任务", "对接状态"], "partners"),
        ("需求清单", ["需求名称", "单位名称", "联系人", "联系电话"], "demands"),
    ],
)
def test_the_form_is_told_by_title_and_headings(title, headings, form):
    grid = [[title], headings, ["某某"] * len(headings)]
    assert table_in(workbook(xlsx(grid if title else grid[1:], title="表")).sheets[0]).form.name == form


class TestTheMonthlyReturn:
    def test_the_sample_says_of_each_known_scenario_what_it_did_in_july(self, db: Database, ids: dict[str, str]):
        for name in ("城市级车联网应用项目", "锡配网 (“两链”稳定)"):
            [ids[name]] = ledger.new_ids(db, "scenario", 1)
            ledger.saved(db, Scenario(id=ids[name], name=name, tier=Tier.BUILD), by=OFFICE)
        found = preview.of(db, (SAMPLES / RETURN).read_bytes(), RETURN, by=OFFICE, day=TODAY)
        assert (found.counts["read"], found.counts["changed"], found.counts["refused"]) == (9, 2, 7)
        preview.commit(db, found, by=OFFICE)
        one = returned(db, ids["城市级车联网应用项目"])
        assert (one.period, one.invest_period, one.invest_ytd) == ("2022-07", Decimal("45.5"), Decimal("836.1"))
        assert (one.progress, one.issue, one.next_step) == ("接口联调", None, "加快推进")
        assert (one.next_deadline, one.next_deadline_precision) == (date(2022, 12, 31), Precision.MONTH)
        assert returned(db, ids["锡配网 (“两链”稳定)"]).next_deadline_precision is Precision.YEAR

    def test_a_return_never_brings_in_a_scenario(self, db: Database, bring: Bring):
        """
        推进情况月报（2026年10月）
        场景名称 | 本月完成投资（万元） | 形象进度
        停车一张图 | 12 | 联调
        停车一张网 | 3 | 招标
        元宇宙乐园 | 3 | 招标
        """
        found = bring()
        assert verdicts(found) == ["changed", "refused", "refused"]
        assert errors(found) == [("unknown_scenario_near", "A4"), ("unknown_scenario", "A5")]
        assert found.problems[0].facts["near"] == "停车一张图"
        assert db.value("select count(*) from scenario") == 3

    def test_the_rate_that_a_sheet_computes_is_not_believed(self, bring: Bring):
        """
        推进情况月报（2026年10月）
        场景名称 | 年度累计完成（万元） | 年度完成率
        停车一张图 | 12 | 640%
        """
        found = bring()
        assert [it.left for it in found.readings[0].matching.matches][-1] == "computed"

    def test_the_month_may_stand_in_the_sheets_name(self, db: Database, ids: dict[str, str]):
        grid = [["2026年推进情况月报"], ["场景名称", "形象进度"], ["停车一张图", "联调"]]
        found = preview.of(db, xlsx(grid, title="9月"), "a.xlsx", by=OFFICE, day=TODAY)
        assert [change.id for change in found.changes] == [f"{ids['停车一张图']}/month/2026-09"]

    def test_a_scenario_stands_once_in_a_month_and_again_in_the_next(self, db: Database, ids: dict[str, str]):
        august, september = (
            [[f"月报（2026年{month}月）"], ["场景名称", "形象进度"], ["学位预警", "联调"]] for month in (8, 9)
        )

        def second(book):
            other = book.create_sheet("又")
            for row in september:
                other.append(row)

        data = xlsx(august, title="表", change=second)
        found = preview.of(db, data, "a.xlsx", by=OFFICE, day=TODAY, decisions=Decisions(sheets=("表", "又")))
        assert verdicts(found) == ["changed", "changed"]
        twice = preview.of(db, xlsx([*august, august[-1]]), "a.xlsx", by=OFFICE, day=TODAY)
        assert verdicts(twice) == ["refused", "refused"]

    def test_the_same_return_again_changes_nothing(self, bring: Bring):
        """
        推进情况月报（2026年10月）
        场景名称 | 本月完成投资（万元） | 下步打算 | 完成时限
        停车一张图 | 12 | 加快 | 2026年底
        """
        assert verdicts(bring()) == ["changed"]
        assert verdicts(bring()) == ["same"]

    def test_a_form_can_be_forced(self, db: Database, ids: dict[str, str]):
        data = xlsx([["台账（2026年10月）"], ["场景名称", "形象进度"], ["新场景", "联调"]])
        as_ledger = preview.of(db, data, "a.xlsx", by=OFFICE, day=TODAY, forms=[LEDGER])
        as_return = preview.of(db, data, "a.xlsx", by=OFFICE, day=TODAY, forms=[RETURNS])
        assert errors(as_ledger) == [("tier_missing", "A3")]
        assert errors(as_return) == [("unknown_scenario", "A3")]


class TestTheAnnualPlan:
    def test_a_row_becomes_the_years_plan_and_a_target_for_each_month(self, db, ids, bring):
        """
        2026年度投资计划（单位：万元）
        序号 | 场景名称 | 年度计划投资 | 年度目标 | 1月 | 2月 | 12月
        1 | 停车一张图 | 100 | 全面上线 | 10 | 20 | 70
        2 | 学位预警 | 50 | | | 5 |
        """
        assert verdicts(bring()) == ["changed", "changed"]
        plans = db.rows("select scenario_id, year, planned_invest, target from annual_plan order by planned_invest")
        assert plans == [(ids["学位预警"], 2026, 50, None), (ids["停车一张图"], 2026, 100, "全面上线")]
        months = db.rows("select month, target_invest from monthly_target order by target_invest")
        assert months == [(2, 5), (1, 10), (2, 20), (12, 70)]

    def test_months_below_a_common_heading_take_its_year_and_unit(self, db, bring):
        """
        投资计划表 | < | < | <
        场景名称 | 2027年月度计划（亿元） | < | <
        ^ | 1月 | 2月 | 3月
        停车一张图 | 0.1 | 0.2 | 0.3
        """
        bring()
        found = db.rows("select year, month, target_invest from monthly_target order by month")
        assert found == [(2027, 1, 1000), (2027, 2, 2000), (2027, 3, 3000)]

    def test_words_in_a_month_are_what_is_to_be_reached(self, db, bring):
        """
        2026年度计划
        场景名称 | 5月 | 6月形象进度
        停车一张图 | 完成招标 | 完成联调
        """
        bring()
        assert db.rows("select month, target from monthly_target order by month") == [(5, "完成招标"), (6, "完成联调")]

    def test_a_month_knows_the_cell_that_it_came_from(self, db, ids, bring):
        """
        2026年度投资计划（单位：万元）
        场景名称 | 1月 | 2月
        停车一张图 | 10 | 20
        """
        bring()
        [version] = ledger.history(db, "monthly_target", f"{ids['停车一张图']}/2026/2")
        assert version.place("monthly_target.target_invest").cell == "C3"


class TestTheProviderList:
    def test_a_row_becomes_a_provider_and_finds_it_again(self, db, bring):
        """
        数字化转型服务商清单
        序号 | 企业名称 | 统一社会信用代码 | 来源 | 类型 | 能力描述 | 联系人及电话
        1 | 朗新科技 | 91320200745575522W | 本土 | 综合性 | 停车平台 | 王五 13800001111
        2 | 某某云 | | 外地 | 专业性 | 算力 |
        """
        assert verdicts(bring()) == ["new", "new"]
        assert verdicts(bring()) == ["same", "same"]
        key = db.value("select id from provider where name = '朗新科技'")
        [version] = ledger.history(db, "provider", key)
        it = version.record
        assert isinstance(it, Provider)
        assert (it.credit_code, it.origin, it.kind) == (
            "91320200745575522W",
            ProviderOrigin.LOCAL,
            ProviderKind.GENERAL,
        )
        assert (it.capability, it.contact, it.phone) == ("停车平台", "王五", "13800001111")

    def test_a_provider_that_stands_twice_is_asked_about(self, bring):
        """
        服务商清单
        企业名称 | 能力描述
        朗新科技 | 停车
        朗新 科技 | 算力
        """
        assert verdicts(bring()) == ["refused", "refused"]


class TestThePartnerList:
    def test_each_row_says_who_takes_part_as_what(self, db, ids, bring):
        """
        协同单位清单
        场景名称 | 协同单位 | 角色 | 承担任务 | 对接状态 | 完成时限
        停车一张图 | 市公安局 | 数据提供 | 卡口数据 | 对接中 | 2026年11月
        ^ | 市城管局 | 使用 | 场库接入 | 已确认 |
        学位预警 | 市公安局 | | 户籍数据 | |
        """
        found = bring()
        assert verdicts(found) == ["changed", "changed", "changed"]
        partners = [it for it in belonging(db, "partner", ids["停车一张图"]) if isinstance(it, Partner)]
        said = {(it.department_id, it.role, it.task, it.interface_status, it.due_on) for it in partners}
        assert said == {
            (ids["市公安局"], PartnerRole.DATA, "卡口数据", InterfaceStatus.TALKING, date(2026, 11, 30)),
            (ids["市城管局"], PartnerRole.USER, "场库接入", InterfaceStatus.CONFIRMED, None),
        }
        [other] = belonging(db, "partner", ids["学位预警"])
        assert isinstance(other, Partner)
        assert (other.role, other.interface_status) == (PartnerRole.SUPPORT, InterfaceStatus.NONE)

    def test_unknown_scenarios_and_units_and_empty_cells_refuse_their_row(self, bring):
        """
        协同单位清单
        场景名称 | 协同单位 | 角色
        停车一张图 | 市公按局 | 使用
        停车一张图 | | 使用
        没听说过 | 市公安局 | 使用
        学位预警 | 市公安局 | 总设计师
        检查互认 | 市公安局 | 使用
        """
        found = bring()
        assert verdicts(found) == ["refused"] * 4 + ["changed"]
        assert sorted(errors(found)) == [
            ("partner_missing", "B4"),
            ("unknown_choice", "C6"),
            ("unknown_department_near", "B3"),
            ("unknown_scenario", "A5"),
        ]

    def test_the_same_unit_twice_in_one_role_is_asked_about(self, bring):
        """
        协同单位清单
        场景名称 | 协同单位 | 角色
        停车一张图 | 市公安局、市公安局 | 使用
        学位预警 | 市公安局 | 使用
        学位预警 | 市公安局 | 使用
        """
        found = bring()
        assert verdicts(found) == ["changed", "refused", "refused"]
        assert errors(found) == [("partner_twice", "B4"), ("partner_twice", "B5")]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_names_its_records(form):
    assert form.field(form.naming).required
    assert form.titles
