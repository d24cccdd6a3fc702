"""Rules of thumb: a default until the office says otherwise, never what cannot be, and as they were on any day."""

from __future__ import annotations

import pytest

from scenario_db import ledger, thresholds
from scenario_db.changes import StaleError
from scenario_db.codes import Role
from scenario_db.records import Setting
from scenario_db.roles import DeniedError, Person
from scenario_db.thresholds import DEFAULTS, RULES
from scenario_db.wording import LANGUAGES, Words
from tests.telling import OFFICE, midnight_after, on, write


def test_a_register_in_which_nobody_changed_a_rule_has_the_defaults(db):
    assert thresholds.of(db) == DEFAULTS
    assert thresholds.last_changes(db) == {}


def test_a_rule_that_was_changed_holds_from_then_on(db):
    assert thresholds.change(db, "behind_yellow", 15, by=OFFICE) is None
    assert thresholds.of(db).behind_yellow == 15
    assert thresholds.of(db).behind_red == DEFAULTS.behind_red


def test_a_past_day_has_the_rules_of_then(db):
    write(db, Setting(name="behind_yellow", value="15"), at=on(10))
    write(db, Setting(name="behind_yellow", value="20"), at=on(20))
    held = [thresholds.of(db, midnight_after(day)).behind_yellow for day in (9, 10, 20)]
    assert held == [10, 15, 20]


def test_who_changed_a_rule_last_is_known(db):
    thresholds.change(db, "behind_yellow", 15, by=OFFICE)
    version = thresholds.last_changes(db)["behind_yellow"]
    assert (version.batch.author, version.number) == (OFFICE.name, 1)


@pytest.mark.parametrize("name", RULES)
def test_what_lies_outside_the_bounds_is_a_problem_and_nothing_is_written(db, name):
    rule = RULES[name]
    for value in (rule.lowest - 1, rule.highest + 1):
        problem = thresholds.change(db, name, value, by=OFFICE)
        assert problem is not None
        assert problem.kind == "threshold_out_of_range"
    assert thresholds.of(db) == DEFAULTS


@pytest.mark.parametrize(("lower", "higher"), thresholds.BELOW)
def test_yellow_never_comes_after_red(db, lower, higher):
    for name, value in ((lower, getattr(DEFAULTS, higher)), (higher, getattr(DEFAULTS, lower))):
        problem = thresholds.change(db, name, value, by=OFFICE)
        assert problem is not None
        assert problem.kind == "threshold_not_below"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_only_the_office_changes_rules(db, role):
    with pytest.raises(DeniedError):
        thresholds.change(db, "behind_yellow", 15, by=Person("王敏", role, "d1"))


def test_the_second_of_two_who_change_a_rule_at_once_is_told(db):
    assert thresholds.change(db, "behind_yellow", 15, by=OFFICE, version=0) is None
    with pytest.raises(StaleError):
        thresholds.change(db, "behind_yellow", 20, by=OFFICE, version=0)
    assert thresholds.of(db).behind_yellow == 15


@pytest.mark.parametrize("value", ["", "many", "-1", "1000", "²", "1.5"])
def test_what_another_door_wrote_and_no_rule_can_be_leaves_the_default(db, value):
    write(db, Setting(name="cross_flags", value=value))
    assert thresholds.of(db) == DEFAULTS


def test_an_undone_change_brings_the_default_back(db):
    thresholds.change(db, "behind_yellow", 15, by=OFFICE)
    ledger.undo(db, 1, by=OFFICE)
    assert thresholds.of(db) == DEFAULTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_rule_has_its_words_and_a_default_that_it_may_have(language):
    say = Words(language)
    for rule in RULES.values():
        assert say(f"threshold.{rule.name}")
        assert say.code(rule.unit)
        assert say.code(rule.subject)
        assert rule.lowest <= rule.default <= rule.highest
