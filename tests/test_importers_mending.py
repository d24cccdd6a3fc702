"""Cells mended on the page: as if the workbook had said so, told as mended, and never more than was typed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import mending, preview
from importers.mending import Bad
from importers.policies import CellKey, Decisions
from importers.preview import Preview
from importers.workbook import Sheet, Workbook, address, position
from scenario_db import histories, ledger
from scenario_db.codes import Role, Tier
from scenario_db.database import Database
from scenario_db.problems import Level
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from tests.sheets import drawn, saved, xlsx
from tests.telling import write

OFFICE = Person("办公室", Role.OFFICE)
TODAY = date(2026, 11, 22)

Look = Callable[..., Preview]


@pytest.fixture
def city(db: Database) -> Database:
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市教育局"))
    return db


@pytest.fixture
def look(city: Database, request: pytest.FixtureRequest) -> Look:
    """Looks at the workbook that the test's docstring draws, with some of its cells mended."""

    def at(cells: Mapping[str, str] | None = None, data: bytes = b"") -> Preview:
        data = data or xlsx(drawn(inspect.getdoc(request.function) or ""))
        decided = Decisions(cells={("台账", cell): text for cell, text in (cells or {}).items()})
        return preview.of(city, data, "台账.xlsx", by=OFFICE, day=TODAY, decisions=decided)

    return at


def bad(found: Preview) -> dict[str, Bad]:
    return {it.key[1]: it for it in mending.bad(found.readings, found.problems, found.mended)}


def verdicts(found: Preview) -> list[str]:
    return [str(row.verdict) for row in found.rows]


def test_a_bad_cell_is_listed_with_its_text_its_column_and_its_record(look: Look) -> None:
    """
    场景名称 | 库别 | 总投资（万元） | 牵头单位
    停车一张图 | 建设 | 很多 | 市城管局
    学位预警 | 谋划 | 30 | 市教委
    """
    found = bad(look())
    assert {cell: (it.old, it.field.name, it.name, it.level) for cell, it in found.items()} == {
        "C2": ("很多", "total_invest", "停车一张图", Level.ERROR),
        "D3": ("市教委", "lead", "学位预警", Level.ERROR),
    }


def test_a_mended_cell_counts_as_if_the_workbook_had_said_so(look: Look, city: Database) -> None:
    """
    场景名称 | 库别 | 总投资（万元）
    停车一张图 | 建设 | 很多
    """
    assert verdicts(look()) == ["refused"]
    found = look({"C2": "1.2亿元"})
    assert verdicts(found) == ["new"]
    preview.commit(city, found, by=OFFICE)
    assert city.rows("select name, total_invest from scenario") == [("停车一张图", 12000)]


def test_the_source_stays_the_cell_and_says_that_it_was_mended(look: Look, city: Database) -> None:
    """
    场景名称 | 库别 | 总投资（万元）
    停车一张图 | 建设 | 很多
    """
    done = preview.commit(city, look({"C2": "2000"}), by=OFFICE)
    [key] = city.rows("select id from scenario")
    version = ledger.history(city, "scenario", key[0])[-1]
    assert version.place("scenario.total_invest").cell == "C2"
    batch = histories.batch(city, done.batch)
    assert batch
    assert batch.origin.mapping["台账"]["mended"] == {"C2": ["很多", "2000"]}
    assert version.mended("scenario.total_invest") == ("很多", "2000")
    assert version.mended("scenario.name") is None


def test_a_mended_cell_stays_on_the_list_with_both_texts(look: Look) -> None:
    """
    场景名称 | 库别 | 总投资（万元）
    停车一张图 | 建设 | 很多
    """
    it = bad(look({"C2": "2000"}))["C2"]
    assert (it.old, it.new, it.level) == ("很多", "2000", None)


def test_what_is_mended_wrongly_is_told_again(look: Look) -> None:
    """
    场景名称 | 库别 | 总投资（万元）
    停车一张图 | 建设 | 很多
    """
    found = look({"C2": "更多"})
    assert verdicts(found) == ["refused"]
    it = bad(found)["C2"]
    assert (it.old, it.new, [one.kind for one in it.problems]) == ("很多", "更多", ["not_an_amount"])


def test_what_would_be_wrong_is_known_before_it_is_applied(look: Look) -> None:
    """
    场景名称 | 库别 | 总投资（万元）
     | 建设 | 很多
    停车一张图 | 不知道 | 1
    """
    found = bad(look())
    told = {
        (cell, text): trouble.kind if (trouble := found[cell].trouble_with(text)) else ""
        for cell, text in (("A2", " "), ("A2", "路灯"), ("C2", "少"), ("C2", "2000"), ("B3", "谋划"), ("B3", "随便"))
    }
    assert [*told.values()] == ["missing_value", "", "not_an_amount", "", "", "unknown_choice"]


def test_an_error_cell_is_mended(look: Look) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "台账"
    for row in (["场景名称", "库别", "总投资（万元）"], ["停车一张图", "建设", "=1/0"]):
        book.active.append(row)
    data = saved(book)
    assert bad(look(data=data))["C2"].old == "="
    assert verdicts(look({"C2": "5"}, data)) == ["new"]


def test_a_merged_cell_is_mended_once_for_all_its_rows(look: Look) -> None:
    """
    场景名称 | 库别 | 牵头单位
    停车一张图 | 建设 | 市教委
    学位预警 | 谋划 | ^
    """
    assert list(bad(look())) == ["C2"]
    assert verdicts(look({"C2": "市教育局"})) == ["new", "new"]


def test_what_another_name_would_not_mend_is_not_offered_at_the_name(look: Look) -> None:
    """
    场景名称 | 备注
    停车一张图 | 新
    """
    found = look()
    assert [it.kind for it in found.problems if it.level is Level.ERROR] == ["tier_missing"]
    assert bad(found) == {}


def test_a_row_of_others_is_not_mended_by_typing(look: Look, city: Database) -> None:
    """
    场景名称 | 库别 | 牵头单位 | 备注
    学位预警 | 谋划 | 市教育局 | 新
    """
    write(city, Scenario(name="学位预警", tier=Tier.PLAN, lead_id="d2"))
    clerk = Person("张三", Role.CLERK, "d1")
    data = xlsx(drawn(inspect.getdoc(test_a_row_of_others_is_not_mended_by_typing) or ""))
    found = preview.of(city, data, "台账.xlsx", by=clerk, day=TODAY)
    assert verdicts(found) == ["refused"]
    assert bad(found) == {}


def test_a_cell_that_is_not_there_changes_nothing(look: Look) -> None:
    """
    场景名称 | 库别
    停车一张图 | 建设
    """
    found = look({"Z99": "x"})
    assert (found.mended, verdicts(found)) == ((), ["new"])


_CELLS = st.dictionaries(
    st.tuples(st.sampled_from(("甲", "乙")), st.builds(address, st.integers(1, 6), st.integers(0, 5))),
    st.text(max_size=5),
    max_size=8,
)


@given(_CELLS)
def test_no_other_cell_than_those_that_were_typed_is_touched(said: dict[CellKey, str]) -> None:
    book = Workbook(
        "f",
        tuple(Sheet(name, [[f"{row}.{column}" for column in range(4)] for row in range(4)]) for name in ("甲", "丙")),
    )
    after, done = mending.mended(book, said)
    assert {(it.sheet, it.cell) for it in done} == {
        key for key in said if key[0] == "甲" and position(key[1])[0] <= 4 and position(key[1])[1] < 4
    }
    for was, now in zip(book.sheets, after.sheets, strict=True):
        for number, (old, new) in enumerate(zip(was.rows, now.rows, strict=True), 1):
            expected = [said.get((was.name, address(number, at)), cell) for at, cell in enumerate(old)]
            assert new == expected
    assert book.sheets[0].rows[0][0] == "0.0"
