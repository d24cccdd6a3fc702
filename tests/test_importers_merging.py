"""A workbook that we gave out and that comes back: later work stays, and where both changed a value people choose."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from importers import preview, slip
from importers.policies import Decisions, NewDepartments, Policies, Side
from importers.preview import Preview, Verdict
from importers.slip import Slip
from scenario_db import histories, ledger
from scenario_db.changes import Origin, StaleError
from scenario_db.codes import PartnerRole, Period, Qualifier, Role, Source, Tier
from scenario_db.database import Database
from scenario_db.records import Department, Partner, ProgressReport, Scenario
from scenario_db.roles import Person
from tests.sheets import drawn
from tests.telling import write

OFFICE = Person("办公室", Role.OFFICE)
COLLEAGUE = Person("王敏", Role.OFFICE)
TODAY = date(2026, 11, 22)
PARKING = Scenario(id="s1", name="停车一张图", tier=Tier.BUILD, lead_id="d1", total_invest=Decimal(1200), remark="旧")
SCHOOLS = Scenario(id="s2", name="学位预警", tier=Tier.PLAN, lead_id="d2")
AS_GIVEN = """
    场景名称 | 库别 | 牵头单位 | 总投资（万元） | 备注
    停车一张图 | 建设 | 市城管局 | 1200 | 旧
    学位预警 | 谋划 | 市教育局 | |
    """
TOTAL = ("scenario", "s1", "total_invest")


@pytest.fixture
def city(db: Database) -> Database:
    ledger.new_ids(db, "scenario", 9)  # those that are written below by hand
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市教育局"), PARKING, SCHOOLS)
    return db


def given_out(picture: str, mark: int) -> bytes:
    """The drawing as a workbook with a slip of that mark."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for row, line in enumerate(drawn(picture)):
            sheet.write_row(row, 0, line)
        slip.write(book, Slip("ledger", "", "", datetime(2026, 6, 1, tzinfo=UTC), mark))
    return kept.getvalue()


def look(db: Database, picture: str, mark: int = 1, **more: object) -> Preview:
    return preview.of(db, given_out(picture, mark), "台账.xlsx", by=OFFICE, day=TODAY, **more)  # type: ignore[arg-type]


def later(db: Database, **fields: object) -> None:
    """Somebody else works on the first scenario after the workbook was given out."""
    ledger.saved(db, replace(PARKING, **fields), by=COLLEAGUE)  # type: ignore[arg-type]


def parking(db: Database) -> Scenario:
    found = ledger.history(db, "scenario", "s1")[-1].record
    assert isinstance(found, Scenario)
    return found


def verdicts(found: Preview) -> list[str]:
    counts = found.counts
    assert counts["read"] == sum(counts[str(it)] for it in Verdict)
    return [str(row.verdict) for row in found.rows]


MINE_1500 = AS_GIVEN.replace("1200", "1500")


class TestLaterWork:
    def test_an_old_value_in_a_prefilled_cell_overwrites_nothing(self, city):
        later(city, total_invest=Decimal(1500), remark="新")
        found = look(city, AS_GIVEN)
        assert (verdicts(found), found.changes) == (["same", "same"], ())

    def test_a_changed_cell_beside_later_work_is_a_change_of_that_cell_only(self, city):
        later(city, remark="新")
        found = look(city, MINE_1500)
        [change] = found.changes
        assert change.fields() == {"total_invest": (Decimal(1200), Decimal(1500))}
        preview.commit(city, found, by=OFFICE)
        assert (parking(city).total_invest, parking(city).remark) == (1500, "新")

    def test_what_both_changed_to_the_same_is_the_same(self, city):
        later(city, total_invest=Decimal(1500))
        assert verdicts(look(city, MINE_1500)) == ["same", "same"]

    def test_a_workbook_without_a_slip_says_what_should_be(self, city):
        later(city, total_invest=Decimal(1500))
        found = look(city, AS_GIVEN, mark=99)
        assert verdicts(found) == ["changed", "same"]

    def test_a_workbook_made_after_the_last_change_needs_no_merge(self, city):
        later(city, total_invest=Decimal(1500))
        found = look(city, AS_GIVEN, mark=histories.mark(city))
        assert verdicts(found) == ["changed", "same"]

    def test_a_partner_who_came_later_stays(self, city):
        picture = "场景名称 | 库别 | 配合单位\n停车一张图 | 建设 | 市教育局"
        write(city, Department(id="d3", name="市公安局"))
        mark = histories.mark(city)
        write(city, Partner(scenario_id="s1", department_id="d3", role=PartnerRole.SUPPORT))
        found = look(city, picture, mark)
        assert [change.id for change in found.changes] == ["s1/d2/support"]

    def test_a_partner_whom_others_took_out_does_not_come_back(self, city):
        partner = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT)
        write(city, partner)
        mark = histories.mark(city)
        gone = ledger.leaving(city, "partner", {partner.id: ""})
        ledger.record(city, gone, by=COLLEAGUE, origin=Origin(Source.FORM))
        found = look(city, "场景名称 | 库别 | 配合单位\n停车一张图 | 建设 | 市教育局", mark)
        assert found.changes == ()

    def test_a_return_that_was_entered_meanwhile_is_not_overwritten_silently(self, city):
        picture = "进度表（2026年6月）\n场景名称 | 库别 | 形象进度\n停车一张图 | 建设 | 已开工"
        june = ProgressReport(
            scenario_id="s1",
            period_type=Period.MONTH,
            period="2026-06",
            period_end=date(2026, 6, 30),
            progress="已完工",
        )
        write(city, june)
        found = look(city, picture, 1)
        assert verdicts(found) == ["conflict"]


class TestAConflict:
    def test_it_is_told_with_all_three_values_and_who_changed_it(self, city):
        later(city, total_invest=Decimal(1800))
        later(city, total_invest=Decimal(1800), remark="后来又改了备注")
        found = look(city, MINE_1500)
        [conflict] = found.conflicts
        assert (conflict.key, conflict.by) == (TOTAL, "王敏")
        assert (conflict.base, conflict.theirs, conflict.mine) == (1200, 1800, 1500)
        assert verdicts(found) == ["conflict", "same"]
        assert [(it.kind, str(it.place)) for it in found.rows[0].problems] == [("conflict", "台账!D2")]

    def test_its_row_is_not_written_and_the_others_are(self, city):
        later(city, total_invest=Decimal(1800))
        found = look(city, MINE_1500.replace("| 旧", "| 我的备注").replace("谋划", "储备"))
        preview.commit(city, found, by=OFFICE)
        assert (parking(city).total_invest, parking(city).remark) == (1800, "旧")
        assert city.value("select tier from scenario where id = 's2'") == "reserve"
        assert city.rows("select row_no, verdict from import_row") == [(2, "conflict")]

    @pytest.mark.parametrize(
        ("side", "verdict", "total"), [(Side.MINE, "changed", Decimal(1500)), (Side.THEIRS, "same", Decimal(1800))]
    )
    def test_a_decision_settles_it(self, city, side, verdict, total):
        later(city, total_invest=Decimal(1800))
        found = look(city, MINE_1500, decisions=Decisions(conflicts={TOTAL: side}))
        assert verdicts(found) == [verdict, "same"]
        preview.commit(city, found, by=OFFICE)
        assert parking(city).total_invest == total

    @pytest.mark.parametrize(("side", "total"), [(Side.MINE, Decimal(1500)), (Side.THEIRS, Decimal(1800))])
    def test_a_policy_settles_all_that_nobody_decided(self, city, side, total):
        later(city, total_invest=Decimal(1800))
        preview.commit(city, look(city, MINE_1500, policies=Policies(conflicts=side)), by=OFFICE)
        assert parking(city).total_invest == total

    def test_an_amount_and_its_qualifier_are_one_value(self, city):
        later(city, total_invest=Decimal(2000), invest_qualifier=Qualifier.ABOUT, total_invest_text="约2000")
        found = look(city, AS_GIVEN.replace("1200", "超3000"))
        assert [it.field for it in found.conflicts] == ["total_invest"]

    def test_who_is_faster_after_the_preview_is_still_noticed(self, city):
        later(city, remark="新")
        found = look(city, MINE_1500)
        later(city, total_invest=Decimal(9))
        with pytest.raises(StaleError):
            preview.commit(city, found, by=OFFICE)


def test_a_new_amount_takes_the_qualifier_of_the_old_one_with_it(city):
    later(city, total_invest=Decimal(2000), invest_qualifier=Qualifier.ABOUT, total_invest_text="约2000")
    creating = Policies(new_departments=NewDepartments.CREATE)
    found = look(city, MINE_1500, mark=99, policies=creating)
    preview.commit(city, found, by=OFFICE)
    it = parking(city)
    assert (it.total_invest, it.invest_qualifier, it.total_invest_text) == (1500, None, None)
