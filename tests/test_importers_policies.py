"""The policies of an import, what people decide once, and what a clerk's workbook may touch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from importers import policies, preview
from importers.columns import How
from importers.policies import Decisions, Empty, Errors, Missing, NewDepartments, Policies
from importers.preview import Preview, RefusedError, Verdict
from scenario_db import histories, ledger, memories, receipts, scenarios
from scenario_db.changes import StaleError
from scenario_db.codes import PartnerRole, ReviewStatus, Role, Tier
from scenario_db.database import Database
from scenario_db.problems import Level, Problem
from scenario_db.receipts import KeptFile
from scenario_db.records import Department, Move, Partner, ProgressReport, Scenario
from scenario_db.roles import Person
from tests.sheets import drawn, xlsx
from tests.telling import write

OFFICE = Person("办公室", Role.OFFICE)
CLERK = Person("张三", Role.CLERK, "d1")
TODAY = date(2026, 11, 22)
PARKING = Scenario(
    id="s1",
    name="停车一张图",
    tier=Tier.BUILD,
    lead_id="d1",
    total_invest=Decimal(1200),
    remark="旧",
    phone="0510-8201",
)
SCHOOLS = Scenario(id="s2", name="学位预警", tier=Tier.PLAN, lead_id="d2", phone="0510-8202")

Look = Callable[..., Preview]


@pytest.fixture
def city(db: Database) -> Database:
    ledger.new_ids(db, "scenario", 9)  # those that are written below by hand
    write(
        db,
        *(Department(id=f"d{at}", name=name) for at, name in enumerate(("市城管局", "市教育局", "市公安局"), start=1)),
        PARKING,
        SCHOOLS,
    )
    return db


@pytest.fixture
def look(city: Database, request: pytest.FixtureRequest) -> Look:
    def at(picture: str = "", **more: object) -> Preview:
        data = xlsx(drawn(picture or inspect.getdoc(request.function) or ""))
        return preview.of(city, data, "台账.xlsx", **({"by": OFFICE, "day": TODAY} | more))  # type: ignore[arg-type]

    return at


def verdicts(found: Preview) -> list[str]:
    counts = found.counts
    assert counts["read"] == sum(counts[str(it)] for it in Verdict)
    return [str(row.verdict) for row in found.rows]


def now(db: Database, key: str = "s1") -> Scenario:
    found = ledger.history(db, "scenario", key)[-1].record
    assert isinstance(found, Scenario)
    return found


def proposals(found: Preview) -> list[tuple[str, Tier | None, ReviewStatus]]:
    moves = [it.after for it in found.changes if isinstance(it.after, Move)]
    return [(it.scenario_id, it.to_tier, it.status) for it in moves]


class TestInWords:
    def test_they_are_said_by_name(self):
        found = policies.said(["empty=clear", "missing=propose-exit", "new-departments=create"])
        assert found == Policies(Empty.CLEAR, Missing.PROPOSE_EXIT, new_departments=NewDepartments.CREATE)

    @pytest.mark.parametrize("text", ["empty", "empty=burn", "mood=good", ""])
    def test_one_that_there_is_not_is_told(self, text):
        found = policies.said([text])
        assert isinstance(found, Problem)
        assert found.kind == "unknown_policy"

    def test_they_stand_in_the_batch(self, city, look):
        found = look("场景名称 | 备注\n停车一张图 | 新", policies=Policies(empty=Empty.CLEAR))
        done = preview.commit(city, found, by=OFFICE)
        batch = histories.batch(city, done.batch)
        assert batch
        assert batch.origin.policy["empty"] == "clear"


class TestEmptyCells:
    def test_a_blank_cell_clears_where_that_is_asked_and_only_what_may_be_empty(self, city, look):
        """
        场景名称 | 库别 | 总投资（万元） | 备注 | 联系电话
        停车一张图 | | | — | 0510-8201
        """
        preview.commit(city, look(policies=Policies(empty=Empty.CLEAR)), by=OFFICE)
        it = now(city)
        assert (it.tier, it.total_invest, it.remark, it.phone) == (Tier.BUILD, None, None, "0510-8201")

    def test_a_masked_number_is_not_blank(self, city, look):
        """
        场景名称 | 联系电话
        停车一张图 | 138****1234
        """
        assert look(policies=Policies(empty=Empty.CLEAR)).changes == ()

    def test_a_column_that_is_not_there_clears_nothing(self, look):
        """
        场景名称 | 备注
        停车一张图 | 旧
        """
        assert look(policies=Policies(empty=Empty.CLEAR)).changes == ()

    def test_blank_cells_bring_in_no_empty_return(self, look):
        """
        进度表（2026年6月）
        场景名称 | 库别 | 形象进度
        停车一张图 | 建设 |
        """
        assert look(policies=Policies(empty=Empty.CLEAR)).changes == ()

    def test_a_return_is_emptied_and_an_idle_partner_leaves(self, city, look):
        """
        进度表（2026年6月）
        场景名称 | 库别 | 形象进度 | 配合单位
        停车一张图 | 建设 | |
        """
        write(city, Partner(scenario_id="s1", department_id="d3", role=PartnerRole.SUPPORT))
        first = look("进度表（2026年6月）\n场景名称 | 库别 | 形象进度\n停车一张图 | 建设 | 已开工")
        preview.commit(city, first, by=OFFICE)
        preview.commit(city, look(policies=Policies(empty=Empty.CLEAR)), by=OFFICE)
        [report] = scenarios.belonging(city, "progress_report", "s1")
        assert isinstance(report, ProgressReport)
        assert (report.progress, scenarios.belonging(city, "partner", "s1")) == (None, [])


class TestMissingRows:
    ONE = "场景名称 | 库别 | 牵头单位\n停车一张图 | 建设 | 市城管局"
    LEAVING = Policies(missing=Missing.PROPOSE_EXIT)

    def test_they_are_listed_and_left(self, city, look):
        write(city, Scenario(id="s3", name="智慧路灯", tier=Tier.PLAN, lead_id="d1"))
        found = look(self.ONE)
        assert ([it.name for it in found.absent], found.changes) == (["智慧路灯"], ())

    def test_an_exit_is_proposed_and_nothing_leaves(self, city, look):
        write(city, Scenario(id="s3", name="智慧路灯", tier=Tier.PLAN, lead_id="d1"))
        found = look(self.ONE, policies=self.LEAVING)
        assert proposals(found) == [("s3", Tier.EXIT, ReviewStatus.FIRST_REVIEW)]
        preview.commit(city, found, by=OFFICE)
        assert now(city, "s3").tier is Tier.PLAN

    def test_what_is_proposed_already_is_not_proposed_again(self, city, look):
        write(city, Scenario(id="s3", name="智慧路灯", tier=Tier.PLAN, lead_id="d1"))
        preview.commit(city, look(self.ONE, policies=self.LEAVING), by=OFFICE)
        assert look(self.ONE, policies=self.LEAVING).changes == ()

    def test_a_refused_row_is_not_missing(self, city, look):
        found = look(f"{self.ONE}\n停车一张图 | 建设 | 市城管局", policies=self.LEAVING)
        assert (verdicts(found), proposals(found)) == (["refused", "refused"], [])

    def test_a_clerks_file_speaks_of_her_own_department(self, city, look):
        found = look("场景名称 | 库别 | 备注\n没有的场景 | | 旧", by=CLERK, policies=self.LEAVING)
        assert [it.id for it in found.absent] == ["s1"]


class TestErrors:
    PICTURE = "场景名称 | 库别 | 总投资（万元）\n停车一张图 | 建设 | 1500\n学位预警 | 谋划 | -1"

    def test_the_good_rows_go_in(self, city, look):
        preview.commit(city, look(self.PICTURE), by=OFFICE)
        assert now(city).total_invest == 1500

    def test_or_none_where_that_is_asked(self, city, look):
        found = look(self.PICTURE, policies=Policies(errors=Errors.ALL_OR_NOTHING))
        assert (found.blocked, found.changes, verdicts(found)) == (True, (), ["changed", "refused"])
        assert found.problems[0].kind == "all_or_nothing"
        with pytest.raises(RefusedError):
            preview.commit(city, found, by=OFFICE)
        assert now(city).total_invest == 1200

    def test_all_where_nothing_is_wrong(self, city, look):
        good = self.PICTURE.replace("-1", "1")
        preview.commit(city, look(good, policies=Policies(errors=Errors.ALL_OR_NOTHING)), by=OFFICE)
        assert now(city, "s2").total_invest == 1


class TestDecisions:
    ODD = "场景名称 | 库别 | 钱袋子\n停车一张图 | 建设 | 1500"

    def test_a_heading_is_remembered_for_its_set_of_headings(self, city, look):
        decided = Decisions(headings={"钱袋子": "scenario.total_invest"})
        preview.commit(city, look(self.ODD, decisions=decided), by=OFFICE)
        again = look(self.ODD.replace("1500", "1600"))
        [match] = [it for it in again.readings[0].matching.matches if it.heading == "钱袋子"]
        assert (match.field.name, match.how) == ("total_invest", How.MEMORY)
        other = look(self.ODD.replace("库别", "备注"))
        assert [it.how for it in other.readings[0].matching.matches if it.heading == "钱袋子"] == [None]

    def test_what_was_decided_before_is_no_change_again(self, city, look):
        decided = Decisions(headings={"钱袋子": "scenario.total_invest"})
        preview.commit(city, look(self.ODD, decisions=decided), by=OFFICE)
        assert look(self.ODD, decisions=decided).changes == ()

    def test_a_departments_own_memory_goes_before_the_offices(self, city, look):
        preview.commit(city, look(self.ODD, decisions=Decisions(headings={"钱袋子": ""})), by=OFFICE)
        mine = look(self.ODD, by=CLERK, decisions=Decisions(headings={"钱袋子": "scenario.total_invest"}))
        preview.commit(city, mine, by=CLERK)
        assert [(it.owner, it.field) for it in memories.found(city)] == [("", ""), ("d1", "scenario.total_invest")]
        assert look(self.ODD.replace("1500", "9"), by=CLERK).counts["changed"] == 1
        assert look(self.ODD.replace("1500", "9")).counts["changed"] == 0

    def test_what_is_forgotten_is_asked_again(self, city, look):
        preview.commit(city, look(self.ODD, decisions=Decisions(headings={"钱袋子": ""})), by=OFFICE)
        memories.forget(city, [it.id for it in memories.found(city, "")], by=OFFICE)
        assert memories.found(city) == []

    def test_a_unit_that_was_chosen_becomes_another_name(self, city, look):
        """
        场景名称 | 库别 | 牵头单位
        学位预警 | 谋划 | 城管大队
        """
        assert verdicts(look()) == ["refused"]
        preview.commit(city, look(decisions=Decisions(units={"城管大队": "d1"})), by=OFFICE)
        assert now(city, "s2").lead_id == "d1"
        assert verdicts(look()) == ["same"]

    def test_a_unit_that_means_none_leaves_what_is_there(self, city, look):
        """
        场景名称 | 库别 | 牵头单位 | 备注
        学位预警 | 谋划 | 城管大队 | 新
        """
        preview.commit(city, look(decisions=Decisions(units={"城管大队": ""})), by=OFFICE)
        assert (now(city, "s2").lead_id, now(city, "s2").remark) == ("d2", "新")
        assert city.value("select count(*) from department_alias") == 0


class TestAClerksWorkbook:
    def test_it_changes_her_own_scenarios_and_no_others(self, city, look):
        """
        场景名称 | 库别 | 牵头单位 | 联系电话
        停车一张图 | 建设 | 市城管局 | 0510-8299
        学位预警 | 谋划 | 市教育局 | 0510-8298
        """
        found = look(by=CLERK)
        assert verdicts(found) == ["changed", "refused"]
        assert [(it.kind, it.place.cell) for it in found.rows[1].problems] == [("not_yours", "C3")]
        preview.commit(city, found, by=CLERK)
        assert (now(city).phone, now(city, "s2").phone) == ("0510-8299", "0510-8202")

    def test_it_takes_no_scenario_over_whatever_it_says(self, look):
        """
        场景名称 | 库别 | 牵头单位
        学位预警 | 谋划 | 市城管局
        停车一张图 | 建设 | 市教育局
        """
        assert verdicts(look(by=CLERK)) == ["refused", "refused"]

    def test_another_library_is_proposed(self, city, look):
        """
        场景名称 | 库别 | 备注
        停车一张图 | 运营 | 新
        """
        found = look(by=CLERK)
        assert proposals(found) == [("s1", Tier.OPERATE, ReviewStatus.FIRST_REVIEW)]
        preview.commit(city, found, by=CLERK)
        assert (now(city).tier, now(city).remark) == (Tier.BUILD, "新")
        assert look(by=CLERK).changes == ()

    def test_a_new_scenario_waits_for_its_review_under_her_own_lead(self, city, look):
        """
        场景名称 | 库别 | 牵头单位
        智慧路灯 | 谋划 | 市城管局
        校车定位 | 谋划 | 市教育局
        """
        found = look(by=CLERK)
        assert verdicts(found) == ["new", "refused"]
        assert [it[2] for it in proposals(found)] == [ReviewStatus.FIRST_REVIEW]
        preview.commit(city, found, by=CLERK)
        assert city.rows("select record_status from scenario where name = '智慧路灯'") == [("first_review",)]


class TestTheCommit:
    PICTURE = "场景名称 | 库别\n智慧路灯 | 谋划"

    def test_a_second_click_writes_nothing_and_gets_the_same_receipt(self, city, look):
        found = look(self.PICTURE)
        assert preview.commit(city, found, by=OFFICE) == preview.commit(city, found, by=OFFICE)
        assert city.value("select count(*) from scenario where name = '智慧路灯'") == 1

    def test_so_does_another_window_with_the_same_file(self, city):
        data = xlsx(drawn(self.PICTURE))
        one, other = (preview.of(city, data, "台账.xlsx", by=OFFICE, day=TODAY) for _ in ("window", "another"))
        assert preview.commit(city, one, by=OFFICE) == preview.commit(city, other, by=OFFICE)

    def test_two_files_that_bring_in_the_same_name_do_not_make_it_twice(self, city, look):
        one, other = look(self.PICTURE), look(f"{self.PICTURE}\n校车定位 | 谋划")
        preview.commit(city, one, by=OFFICE)
        with pytest.raises(StaleError):
            preview.commit(city, other, by=OFFICE)

    def test_the_file_is_kept_unless_that_is_switched_off(self, city, look, monkeypatch):
        found = look(self.PICTURE)
        done = preview.commit(city, found, by=OFFICE)
        assert receipts.kept_file(city, done.batch) == KeptFile("台账.xlsx", found.content)
        monkeypatch.setenv("SCENARIO_KEEP_FILES", "no")
        other = look(f"{self.PICTURE}\n校车定位 | 谋划")
        done = preview.commit(city, other, by=OFFICE)
        assert receipts.kept_file(city, done.batch) is None

    def test_what_is_refused_says_so_in_words(self, look):
        found = look("场景名称 | 库别\n没有库别 |")
        assert [it.kind for it in found.problems if it.level is Level.ERROR] == ["tier_missing"]
