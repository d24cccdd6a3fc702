"""All pairs that may be one: counted without what was decided on, looked at anew only where something changed."""

from __future__ import annotations

from datetime import date

import pytest

from scenario_db import corpora, matching, suspects, verdicts
from scenario_db.codes import Tier, TwinVerdict
from scenario_db.records import Scenario, Twin
from tests.telling import OFFICE, write

NAMES = ("智慧停车诱导", "城市停车诱导系统", "居家养老守护", "惠企政策直达", "渣土车监管", "电梯安全监测")


@pytest.fixture
def city(db, monkeypatch):
    """A library that counts as a large one, so that only what changed is looked at again."""
    monkeypatch.setattr(corpora, "SMALL", 0)
    monkeypatch.setattr(corpora, "SHARE", 0.9)
    write(db, *(Scenario(id=f"s{i}", code=f"WX-{i}", name=name, tier=Tier.PLAN) for i, name in enumerate(NAMES)))
    return db


def pairs(db) -> list[tuple[str, str]]:
    return [(one, other) for _, one, other in suspects.undecided(db)]


def test_they_are_known_after_the_first_look_and_told_with_their_reasons(city):
    assert not suspects.are_known(city)
    assert pairs(city) == [("s1", "s0")]
    assert suspects.are_known(city)
    [(one, code, it)] = suspects.told(city, suspects.undecided(city))
    assert (one.name, code, it.code) == ("城市停车诱导系统", "WX-1", "WX-0")
    assert it.reasons


def test_who_enters_is_renamed_or_leaves_changes_them(city):
    suspects.look(city)
    write(city, Scenario(id="s9", code="WX-9", name="电梯安全监测平台", tier=Tier.PLAN))
    assert pairs(city) == [("s9", "s5"), ("s1", "s0")]
    write(city, Scenario(id="s9", code="WX-9", name="湖面蓝藻打捞", tier=Tier.PLAN))
    write(city, Scenario(id="s0", code="WX-0", name="智慧停车诱导", tier=Tier.EXIT))
    assert pairs(city) == []


def test_a_verdict_takes_a_pair_out_without_a_look(city, monkeypatch):
    suspects.look(city)
    monkeypatch.setattr(matching, "duplicates", lambda *_, **__: pytest.fail("looked again"))
    said = Twin(scenario_id="s1", other_id="s0", verdict=TwinVerdict.DIFFERENT, reason="范围不同")
    verdicts.judge(city, said, by=OFFICE, day=date(2026, 1, 31))
    assert pairs(city) == []
    verdicts.take_back(city, "twin", "s1/s0", by=OFFICE)
    assert pairs(city) == [("s1", "s0")]
