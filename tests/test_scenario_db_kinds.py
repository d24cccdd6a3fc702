"""What the ledger knows of each noun agrees with its record, its table and its words."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_db import kinds
from scenario_db.codes import FundSource, Tier
from scenario_db.kinds import KINDS
from scenario_db.records import Metric, Partner, Scenario
from scenario_db.wording import entries

SCENARIO = KINDS["scenario"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_has_the_fields_of_its_record_in_their_order(kind):
    assert kind.names == tuple(field.name for field in fields(kind.record))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_may_be_empty_has_a_default_and_what_must_not_has_none_that_is_nothing(kind):
    for column in kind.columns:
        assert (column.default is None) == column.nullable or column.default is MISSING


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_and_field_has_words(kind):
    wanted = {f"kind.{kind.name}", *(f"field.{kind.name}.{column.name}" for column in kind.columns)}
    assert wanted <= set(entries())


def test_what_is_pointed_at_is_written_first_or_points_at_itself():
    seen: set[str] = set()
    for kind in KINDS.values():
        seen.add(kind.name)
        late = [column.name for column in kind.refs if column.ref not in seen]
        assert late in ([], ["working_group_id"])


def test_every_reference_is_to_a_kind():
    assert {column.ref for kind in KINDS.values() for column in kind.refs} <= set(KINDS)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", "智慧停车\0", "智慧停车"),
        ("name", "", ""),
        ("summary", "", None),
        ("summary", "\0", None),
        ("summary", "半\ud800", "半"),
        ("summary", None, None),
        ("tier", Tier.PLAN, "plan"),
        ("aliases", ["a\0", "b"], ("a", "b")),
        ("aliases", (), ()),
        ("fund_sources", (FundSource.OWN,), ("own",)),
        ("total_invest", Decimal("1.00005"), Decimal("1.0001")),
        ("total_invest", Decimal("-1.00005"), Decimal("-1.0001")),
        ("total_invest", Decimal("1E+3"), Decimal(1000)),
        ("total_invest", Decimal("NaN"), "NaN"),
        ("approval_date", date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_value_is_kept_as_its_table_gives_it_back(field, given, kept):
    [found] = SCENARIO.column(field).tidy([given])
    assert (str(found) if kept == "NaN" else found) == kept


@pytest.mark.parametrize(
    ("kind", "field", "value", "fits"),
    [
        ("scenario", "name", None, False),
        ("scenario", "summary", None, True),
        ("scenario", "total_invest", Decimal("99999999999999.9999"), True),
        ("scenario", "total_invest", Decimal(10) ** 14, False),
        ("scenario", "total_invest", Decimal("-Infinity"), False),
        ("annual_plan", "year", 2**63 - 1, True),
        ("annual_plan", "year", 2**63, False),
    ],
)
def test_what_a_column_cannot_hold_is_a_misfit(kind, field, value, fits):
    assert KINDS[kind].column(field).misfits([value]) == ([] if fits else [value])


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=5), max_size=5))
def test_tidy_texts_can_be_stored_and_stay_tidy(texts):
    tidied = SCENARIO.column("name").tidy(texts)
    assert all("\0" not in text for text in tidied)
    assert isinstance("".join(tidied).encode(), bytes)
    assert SCENARIO.column("name").tidy(tidied) == tidied


def test_a_record_survives_its_columns():
    record = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, fund_sources=(FundSource.CITY,), aliases=("停车",))
    columns = SCENARIO.columnar([record])
    assert SCENARIO.read([values[0] for _, values in columns.values()]) == record


def test_a_record_that_joins_others_is_known_by_them():
    assert KINDS["partner"].record is Partner
    metric = Metric(scenario_id="s1", name="日活", as_of=date(2026, 6, 30))
    assert metric.id == "s1/日活/2026-06-30"


def test_what_points_at_a_unit_is_known():
    pointing = {(kind.name, column.name) for kind, column in kinds.pointing_at("department")}
    assert {("scenario", "lead_id"), ("partner", "department_id"), ("department", "successor_id")} <= pointing
