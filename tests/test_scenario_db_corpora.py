"""The texts that comparisons hold in memory: after each change they find what an index made anew would find."""

from __future__ import annotations

import pytest

from scenario_db import corpora, matching, pairing
from scenario_db.codes import PartnerRole, Tier
from scenario_db.matching import Text
from scenario_db.records import Department, Partner, Scenario
from tests.telling import write

NAMES = ("智慧停车诱导", "居家养老守护", "惠企政策直达", "渣土车监管", "电梯安全监测")


@pytest.fixture
def city(db, monkeypatch):
    """A library that counts as a large one, so that changes are laid over its index."""
    monkeypatch.setattr(corpora, "SMALL", 0)
    monkeypatch.setattr(corpora, "SHARE", 0.9)
    write(db, Department(id="d1", name="市公安局"))
    write(db, *(Scenario(id=f"s{i}", code=f"WX-{i}", name=name, tier=Tier.PLAN) for i, name in enumerate(NAMES)))
    corpora.scenarios(db)
    return db


def near(db, name: str) -> list[str]:
    return [it.name for it in pairing.near(db, [Text("", name)])[0]]


def test_what_enters_is_found_at_once_and_what_was_there_still_is(city):
    write(city, Scenario(id="s9", code="WX-9", name="湖面蓝藻打捞", tier=Tier.PLAN))
    assert near(city, "蓝藻打捞") == ["湖面蓝藻打捞"]
    assert near(city, "停车诱导") == ["智慧停车诱导"]


def test_what_is_renamed_or_leaves_is_not_found_by_its_old_name(city):
    write(city, Scenario(id="s0", code="WX-0", name="湖面蓝藻打捞", tier=Tier.PLAN))
    write(city, Scenario(id="s1", code="WX-1", name="居家养老守护", tier=Tier.EXIT))
    assert near(city, "智慧停车诱导") == [] == near(city, "居家养老守护")
    assert near(city, "蓝藻打捞") == ["湖面蓝藻打捞"]


def test_a_change_that_no_comparison_reads_leaves_the_index_as_it_is(city):
    before = corpora.scenarios(city).corpus
    write(city, Scenario(id="s0", code="WX-0", name=NAMES[0], tier=Tier.PLAN, leader="王局"))
    assert corpora.scenarios(city).corpus is before


def test_a_partner_counts_as_a_department_of_its_scenario(city):
    write(city, Partner(scenario_id="s0", department_id="d1", role=PartnerRole.SUPPORT))
    assert corpora.scenarios(city).by_id["s0"].departments == {"d1"}


def test_much_change_makes_the_index_anew(city, monkeypatch):
    monkeypatch.setattr(corpora, "SHARE", 0.1)
    corpora.hold(city)
    assert corpora.are_held(city)
    write(city, Scenario(id="s9", code="WX-9", name="湖面蓝藻打捞", tier=Tier.PLAN))
    assert not corpora.are_held(city)
    held = corpora.scenarios(city)
    assert held.corpus is held.made
    assert near(city, "蓝藻打捞") == ["湖面蓝藻打捞"]


def test_what_is_laid_over_scores_about_as_if_made_at_once():
    texts = [Text(f"s{i}", name) for i, name in enumerate(NAMES)]
    once, later = matching.corpus(texts), matching.corpus(texts[:4]).followed(texts[4:], [])
    for name in NAMES:
        one, other = (matching.duplicates(it, [Text("", name)])[0] for it in (once, later))
        assert [it.text.id for it in one] == [it.text.id for it in other]
