"""Every nasty workbook of the corpus yields what it must, and no row of it disappears."""

from __future__ import annotations

import pytest

from importers.cells import Reading
from scenario_db.problems import Problem
from tests.corpus import contents, layouts
from tests.corpus.case import Case, found_in

CASES = (*layouts.CASES, *contents.CASES)
READ = [case for case in CASES if not case.refused]
REFUSED = [case for case in CASES if case.refused]
_OF_THE_SHEET = ("tier_unknown", "unknown_column")


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_a_nasty_workbook_yields_what_it_must(case: Case):
    found = found_in(case)
    assert isinstance(found, Reading), found
    table = found.table
    assert table.form.name == case.form
    assert found.values(table.form.naming) == list(case.names)
    assert {key: found.values(key) for key in case.values} == {key: list(said) for key, said in case.values.items()}
    told = [(it.kind, it.place.cell) for it in found.problems if it.kind not in _OF_THE_SHEET]
    assert sorted(told) == sorted(case.told)
    skipped = {it.row: it.reason for it in table.skipped}
    assert sorted([*table.rows, *skipped]) == list(range(1, len(table.sheet.rows) + 1))
    if case.skipped:
        assert skipped == case.skipped


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_holds_no_records_is_refused_for_its_reason(case: Case):
    found = found_in(case)
    assert isinstance(found, Problem)
    assert found.kind == case.refused
