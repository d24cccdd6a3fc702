"""A workbook against the register: verdicts, old and new, counts that add up, and what is refused with its reason."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import preview
from importers.columns import How, Left
from importers.forms import FORMS
from importers.policies import NewDepartments, Policies
from importers.preview import Preview, Verdict
from importers.rows import _REASONS
from scenario_db import departments, ledger, scenarios
from scenario_db.changes import StaleError
from scenario_db.codes import MoveType, PartnerRole, Qualifier, Role, Tier
from scenario_db.database import Database
from scenario_db.problems import Level, Place
from scenario_db.records import AnnualPlan, Department, Move, Partner, ProgressReport, Scenario
from scenario_db.roles import Person
from scenario_db.wording import entries
from tests.sheets import DEMANDS, LEDGER, SAMPLES, drawn, xlsx

OFFICE = Person("办公室", Role.OFFICE)
CLERK = Person("张三", Role.CLERK)
TODAY = date(2026, 11, 22)
CREATING = Policies(new_departments=NewDepartments.CREATE)

Look = Callable[..., Preview]


@pytest.fixture
def look(db: Database, request: pytest.FixtureRequest) -> Look:
    """The preview of a drawing, by default the one in the test's docstring."""

    def at(picture: str = "", **options: object) -> Preview:
        data = xlsx(drawn(picture or inspect.getdoc(request.function) or ""))
        chosen = {"by": OFFICE, "day": TODAY, "policies": CREATING} | options
        return preview.of(db, data, "台账.xlsx", **chosen)  # type: ignore[arg-type]

    return at


@pytest.fixture
def bring(db: Database, look: Look) -> Look:
    """The same, committed."""

    def at(picture: str = "", **options: object) -> Preview:
        found = look(picture, **options)
        preview.commit(db, found, by=OFFICE)
        return found

    return at


def verdicts(found: Preview) -> list[str]:
    return [str(row.verdict) for row in found.rows]


def told(found: Preview) -> list[tuple[str, str]]:
    return [(it.kind, str(it.place)) for it in found.problems]


def only_scenario(db: Database, name: str) -> Scenario:
    key = db.value("select code from scenario where name = :name", name=name)
    found = scenarios.by_code(db, key)
    assert found
    return found


def adds_up(found: Preview) -> bool:
    counts = found.counts
    return counts["read"] == sum(counts[str(it)] for it in Verdict)


class TestTheSampleWorkbooks:
    def test_the_ledger_goes_in_unedited(self, db: Database) -> None:
        found = preview.of(db, (SAMPLES / LEDGER).read_bytes(), LEDGER, by=OFFICE, day=TODAY)
        assert (found.counts["read"], found.counts["new"], found.counts["skipped"]) == (40, 40, 9)
        assert [it for it in found.problems if it.level is Level.ERROR] == []
        preview.commit(db, found, by=OFFICE)
        tiers = db.rows("select tier, count(*) from scenario group by tier")
        assert dict(tiers) == {"build": 23, "reserve": 5, "plan": 5, "operate": 7}
        one = only_scenario(db, "一网统管")
        assert (one.total_invest, one.invest_qualifier, one.total_invest_text) == (2000, Qualifier.ABOUT, "约2000")
        assert only_scenario(db, "家门口的医养结合").total_invest == 12000
        assert one.planned_start == date(2020, 1, 1)
        assert db.value("select sum(invest_ytd) from progress_report where period = '2022-06'") == Decimal("12810.4")

    def test_the_same_file_again_changes_nothing(self, db: Database) -> None:
        data = (SAMPLES / LEDGER).read_bytes()
        preview.commit(db, preview.of(db, data, LEDGER, by=OFFICE, day=TODAY), by=OFFICE)
        again = preview.of(db, data, LEDGER, by=OFFICE, day=TODAY)
        assert (again.counts["same"], again.changes) == (40, ())

    def test_taking_it_back_leaves_the_register_as_it_was(self, db: Database) -> None:
        data = (SAMPLES / LEDGER).read_bytes()
        done = preview.commit(db, preview.of(db, data, LEDGER, by=OFFICE, day=TODAY), by=OFFICE)
        _, planned = ledger.undo(db, done.batch, by=OFFICE)
        assert planned.kept == ()
        assert [db.value(f"select count(*) from {kind}") for kind in ("scenario", "partner", "department")] == [0, 0, 0]

    def test_the_demand_list_keeps_its_domains_below_merged_cells(self, db: Database) -> None:
        found = preview.of(db, (SAMPLES / DEMANDS).read_bytes(), DEMANDS, by=OFFICE, day=TODAY)
        assert found.counts["new"] == 13
        preview.commit(db, found, by=OFFICE)
        domains = db.rows("select domain, count(*) from demand group by domain")
        assert dict(domains) == {"industry": 3, "enterprise": 3, "line": 4, "government": 3}

    def test_each_value_knows_its_cell(self, db: Database) -> None:
        data = (SAMPLES / LEDGER).read_bytes()
        preview.commit(db, preview.of(db, data, LEDGER, by=OFFICE, day=TODAY), by=OFFICE)
        [version] = ledger.history(db, "scenario", only_scenario(db, "一网统管").id)
        cells = {name: str(version.place(f"scenario.{name}")) for name in ("total_invest", "lead_id", "tier")}
        assert cells == {"total_invest": "应用场景库!G10", "lead_id": "应用场景库!D10", "tier": "应用场景库!A4"}
        assert version.batch.origin.file_name == LEDGER


class TestWhatARowBecomes:
    def test_a_row_becomes_a_scenario_its_partners_its_plan_its_return_and_its_move(
        self, db: Database, bring: Look
    ) -> None:
        """
        台账（截至日期：2026年6月30日）
        序号 | 场景名称 | 库别 | 牵头单位 | 配合单位 | 2026年计划投资 | 1-6月完成投资 | 目前进展
        1 | 停车一张图 | 建设 | 市城管局 | 市公安局、市大数据局 | 800 | 300 | 已上线
        """
        bring()
        it = only_scenario(db, "停车一张图")
        [plan] = scenarios.belonging(db, "annual_plan", it.id)
        [done] = scenarios.belonging(db, "progress_report", it.id)
        [move] = scenarios.belonging(db, "move", it.id)
        partners = scenarios.belonging(db, "partner", it.id)
        assert isinstance(plan, AnnualPlan)
        assert (plan.year, plan.planned_invest) == (2026, 800)
        assert isinstance(done, ProgressReport)
        assert (done.period, done.invest_ytd, done.progress) == ("2026-06", 300, "已上线")
        assert isinstance(move, Move)
        assert (move.type, move.to_tier, move.effective_on) == (MoveType.ENTER, Tier.BUILD, date(2026, 6, 30))
        assert (it.tier_since, len(partners)) == (date(2026, 6, 30), 2)

    def test_an_amount_in_another_unit_becomes_ten_thousand_yuan(self, db: Database, bring: Look) -> None:
        """
        台账 | | | 单位：亿元
        场景名称 | 库别 | 牵头单位 | 总投资
        停车一张图 | 建设 | 市城管局 | 1.2
        """
        bring()
        assert only_scenario(db, "停车一张图").total_invest == 12000

    def test_further_leads_become_joint_leads(self, db: Database, bring: Look) -> None:
        """
        场景名称 | 库别 | 牵头单位 | 配合单位
        一网通办 | 运营 | 市行政审批局/政务办 | 市公安局
        """
        bring()
        found = [
            it for it in scenarios.belonging(db, "partner", only_scenario(db, "一网通办").id) if isinstance(it, Partner)
        ]
        called = departments.names_on(db)
        assert {(called[it.department_id], it.role) for it in found} == {
            ("政务办", PartnerRole.CO_LEAD),
            ("市公安局", PartnerRole.SUPPORT),
        }

    def test_a_parent_may_stand_in_the_same_workbook(self, db: Database, bring: Look) -> None:
        """
        场景名称 | 上级场景 | 库别 | 牵头单位
        自动驾驶接驳 | 车联网 | 建设 | 市工信局
        车联网 | | 建设 | 市工信局
        """
        bring()
        assert only_scenario(db, "自动驾驶接驳").parent_id == only_scenario(db, "车联网").id


class TestAgainstWhatIsThere:
    FIRST = """
        场景名称 | 库别 | 牵头单位 | 配合单位 | 总投资 | 备注
        停车一张图 | 储备 | 市城管局 | 市公安局、市大数据局 | 1200 | 旧
        学位预警 | 谋划 | 市教育局 | | |
        """

    def test_only_what_differs_is_a_change(self, db: Database, look: Look, bring: Look) -> None:
        bring(self.FIRST)
        found = look(
            """
            场景名称 | 库别 | 牵头单位 | 总投资
            停车一张图 | 储备 | 市城管局 | 1500
            学位预警 | 谋划 | 市教育局 |
            """
        )
        assert verdicts(found) == ["changed", "same"]
        [change] = found.changes
        assert change.fields() == {"total_invest": (Decimal(1200), Decimal(1500))}

    def test_an_empty_cell_leaves_what_is_there(self, db: Database, bring: Look) -> None:
        bring(self.FIRST)
        bring(
            """
            场景名称 | 库别 | 总投资 | 备注
            停车一张图 | 储备 | |
            """
        )
        assert (only_scenario(db, "停车一张图").total_invest, only_scenario(db, "停车一张图").remark) == (1200, "旧")

    def test_a_row_that_is_missing_from_the_file_stays(self, db: Database, bring: Look) -> None:
        bring(self.FIRST)
        bring("场景名称 | 库别\n停车一张图 | 储备")
        assert db.value("select count(*) from scenario") == 2

    def test_another_library_is_a_move(self, db: Database, bring: Look) -> None:
        bring(self.FIRST)
        bring("场景名称 | 库别\n停车一张图 | 建设")
        it = only_scenario(db, "停车一张图")
        moves = [move for move in scenarios.belonging(db, "move", it.id) if isinstance(move, Move)]
        assert [(move.type, move.from_tier, move.to_tier) for move in moves] == [
            (MoveType.ENTER, None, Tier.RESERVE),
            (MoveType.PROMOTE, Tier.RESERVE, Tier.BUILD),
        ]
        assert (it.tier, it.tier_since) == (Tier.BUILD, TODAY)

    def test_resting_is_a_move_too_and_keeps_the_library(self, db: Database, bring: Look) -> None:
        bring(self.FIRST)
        since = only_scenario(db, "停车一张图").tier_since
        bring("场景名称 | 库别 | 当前阶段\n停车一张图 | 储备 | 暂停")
        it = only_scenario(db, "停车一张图")
        moves = [move for move in scenarios.belonging(db, "move", it.id) if isinstance(move, Move)]
        assert [move.type for move in moves] == [MoveType.ENTER, MoveType.SUSPEND]
        assert (it.tier, it.suspended, it.tier_since) == (Tier.RESERVE, True, since)

    def test_who_rests_is_not_promoted_by_a_workbook(self, db: Database, look: Look, bring: Look) -> None:
        bring(self.FIRST)
        bring("场景名称 | 库别 | 当前阶段\n停车一张图 | 储备 | 暂停")
        assert [kind for kind, _ in told(look("场景名称 | 库别\n停车一张图 | 建设"))] == ["paused_first"]
        assert [kind for kind, _ in told(look("场景名称 | 库别 | 当前阶段\n学位预警 | 储备 | 暂停"))] == [
            "moved_and_paused"
        ]

    def test_a_partner_no_longer_named_leaves_if_nothing_was_begun(self, db: Database, bring: Look) -> None:
        bring(self.FIRST)
        found = bring("场景名称 | 库别 | 配合单位\n停车一张图 | 储备 | 市公安局")
        assert verdicts(found) == ["changed"]
        assert db.value("select count(*) from partner") == 1

    def test_width_case_and_quotes_do_not_make_another_scenario(self, db: Database, look: Look, bring: Look) -> None:
        bring("场景名称 | 库别\n“灵锡”App | 运营")
        assert verdicts(look("场景名称 | 库别\n灵锡ＡＰＰ | 运营")) == ["changed"]

    def test_a_code_finds_its_scenario_under_another_name(self, db: Database, look: Look, bring: Look) -> None:
        bring(self.FIRST)
        code = only_scenario(db, "学位预警").code
        found = look(f"场景编号 | 场景名称 | 库别\n{code} | 学位供需预警 | 谋划")
        [change] = found.changes
        assert change.fields() == {"name": ("学位预警", "学位供需预警")}

    def test_who_was_faster_is_told_and_nothing_is_written(self, db: Database, look: Look, bring: Look) -> None:
        bring(self.FIRST)
        slow = look("场景名称 | 库别 | 总投资\n停车一张图 | 储备 | 1\n新场景 | 谋划 | 5")
        bring("场景名称 | 库别 | 总投资\n停车一张图 | 储备 | 2")
        with pytest.raises(StaleError) as told_off:
            preview.commit(db, slow, by=OFFICE)
        assert told_off.value.lost[0].by == "办公室"
        assert db.value("select count(*) from scenario where name = '新场景'") == 0


class TestWhatIsRefused:
    def test_two_rows_with_the_same_name_are_both_refused(self, db: Database, bring: Look) -> None:
        """
        场景名称 | 库别 | 总投资
        停车一张图 | 建设 | 100
        停车 一张图 | 建设 | 200
        学位预警 | 谋划 |
        """
        found = bring()
        assert verdicts(found) == ["refused", "refused", "new"]
        assert told(found)[1:] == [("name_twice", "台账!A2"), ("name_twice", "台账!A3")]
        assert db.value("select count(*) from scenario") == 1

    def test_a_bad_value_refuses_its_row_and_no_other(self, db: Database, bring: Look) -> None:
        """
        场景名称 | 库别 | 总投资 | 计划开工时间
        停车一张图 | 建设 | -5 | 2026年3月
        学位预警 | 谋划 | 100 | 明天吧
        检查互认 | 储备 | 100 | 2026.6
        """
        found = bring()
        assert verdicts(found) == ["refused", "refused", "new"]
        assert told(found) == [("unit_assumed", "台账!C1"), ("negative_amount", "台账!C2"), ("not_a_date", "台账!D3")]
        assert db.rows("select sheet, row_no, verdict from import_row order by row_no") == [
            ("台账", 2, "refused"),
            ("台账", 3, "refused"),
        ]

    def test_an_unknown_unit_is_refused_with_a_proposal(self, db: Database, look: Look) -> None:
        """
        场景名称 | 库别 | 牵头单位
        停车一张图 | 建设 | 市城官局
        """
        [key] = ledger.new_ids(db, "department", 1)
        ledger.saved(db, Department(id=key, name="市城管局"), by=OFFICE)
        found = look(policies=Policies())
        assert verdicts(found) == ["refused"]
        [problem] = [it for it in found.problems if it.level is Level.ERROR]
        assert (problem.kind, problem.place) == ("unknown_department_near", Place("台账.xlsx", "台账", "C2"))
        assert problem.facts["near"] == "市城管局"

    def test_a_register_without_units_proposes_those_that_it_meets(self, look: Look) -> None:
        """
        场景名称 | 库别 | 牵头单位 | 配合单位
        停车一张图 | 建设 | 市城管局 | 市公安局
        """
        found = look(policies=Policies())
        assert [it.name for it in found.departments] == ["市城管局", "市公安局"]

    def test_whoever_may_not_add_units_has_the_row_refused(self, look: Look) -> None:
        """
        场景名称 | 库别 | 牵头单位
        停车一张图 | 建设 | 市城管局
        """
        assert verdicts(look(by=CLERK)) == ["refused"]

    def test_a_unit_of_a_refused_row_is_not_created(self, look: Look) -> None:
        """
        场景名称 | 库别 | 牵头单位 | 总投资
        停车一张图 | 建设 | 市城管局 | -1
        """
        assert look().departments == ()

    def test_a_new_scenario_must_say_its_library(self, look: Look) -> None:
        """
        场景名称 | 牵头单位
        停车一张图 | 市城管局
        """
        found = look()
        assert verdicts(found) == ["refused"]
        assert ("tier_missing", "台账!A2") in told(found)

    def test_what_stands_under_a_refused_scenario_is_refused_too(self, look: Look) -> None:
        """
        场景名称 | 上级场景 | 库别 | 总投资
        车联网 | | 建设 | -1
        自动驾驶接驳 | 车联网 | 建设 |
        """
        found = look()
        assert verdicts(found) == ["refused", "refused"]
        assert ("parent_refused", "台账!B3") in told(found)

    def test_a_name_that_several_scenarios_bear_is_asked_for_its_code(self, db: Database, look: Look) -> None:
        """
        场景名称 | 库别
        停车一张图 | 建设
        """
        for key in ledger.new_ids(db, "scenario", 2):
            ledger.saved(db, Scenario(id=key, name="停车一张图", tier=Tier.PLAN), by=OFFICE)
        assert told(look()) == [("name_ambiguous", "台账!A2")]

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"", "empty_file"),
            (b"no workbook at all", "no_table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged_file"),
            (xlsx([]), "empty_sheet"),
            (xlsx([["类别", "项目数量", "总投资"], ["产业", 3, 100], ["企业", 4, 200]]), "summary_table"),
            (b"x" * (21 << 20), "file_too_large"),
        ],
        ids=["empty", "prose", "damaged", "blank", "summary", "huge"],
    )
    def test_a_file_that_is_no_table_of_records_is_refused_in_one_sentence(
        self, db: Database, data: bytes, kind: str
    ) -> None:
        found = preview.of(db, data, "来件.xlsx", by=OFFICE, day=TODAY)
        assert ([it.kind for it in found.problems], found.rows) == ([kind], ())


_ROW = st.tuples(
    st.sampled_from(["停车一张图", "学位预警", "检查互认", "一键呼叫", ""]),
    st.sampled_from(["建设", "储备", "谋划", "运营", "未开工", ""]),
    st.sampled_from(["100", "约2000", "1.2亿元", "-3", "很多", "", "—"]),
    st.sampled_from(["2026-06", "2026年底", "明天", "", 45000]),
    st.sampled_from(["市工信局", "市公安局、市教育局", "各有关部门", ""]),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_ROW, max_size=6))
def test_counts_always_add_up_and_a_second_time_changes_nothing(db: Database, rows: list[tuple[object, ...]]) -> None:
    data = xlsx([["场景名称", "库别", "总投资", "计划开工时间", "牵头单位"], *rows])

    def at() -> Preview:
        return preview.of(db, data, "a.xlsx", by=OFFICE, day=TODAY, policies=CREATING)

    first = at()
    assert adds_up(first)
    preview.commit(db, first, by=OFFICE)
    again = at()
    assert adds_up(again)
    assert again.changes == ()
    assert again.counts["refused"] == first.counts["refused"]


def test_everything_that_the_import_tells_has_words() -> None:
    told = [f"how_{it}" for it in How] + [f"left_{it}" for it in Left] + [f"verdict_{it}" for it in Verdict]
    told += [f"reason_{name}" for name, _ in _REASONS] + [f"reason_{name}" for name in ("title", "heading", "section")]
    told += [f"form_{form.name}" for form in FORMS] + [f"level_{it}" for it in Level]
    assert [name for name in told if f"upload.{name}" not in entries()] == []


def test_a_preview_and_its_commit_tell_how_far_they_are(db: Database, look: Look) -> None:
    """
    场景名称 | 库别 | 总投资（万元）
    停车一张图 | 建设 | 1200
    """
    told: list[tuple[str, float]] = []
    found = look(tell=lambda stage, share: told.append((stage, share)))
    assert [stage for stage, _ in told] == ["reading", "recognising", "comparing", "judging"]
    assert [share for _, share in told] == sorted({share for _, share in told})
    told.clear()
    preview.commit(db, found, by=OFFICE, tell=lambda stage, share: told.append((stage, share)))
    assert list(dict.fromkeys(stage for stage, _ in told)) == ["checking", "writing"]
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert all(f"upload.stage_{stage}" in entries() for stage in ("reading", "recognising", *dict(told)))
