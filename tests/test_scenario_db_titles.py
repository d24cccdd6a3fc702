"""Which records go by a written name, in whatever script it was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenario_db import names, scenarios, titles
from scenario_db.codes import Tier
from scenario_db.records import Scenario
from tests.telling import today, write

CARS = Scenario(id="s1", code="WX-1", name="车联网应用", tier=Tier.BUILD)
ABROAD = Scenario(id="s2", code="WX-2", name="惠企通", tier=Tier.PLAN, aliases=("电子发票",))


@pytest.mark.parametrize("written", ["车联网应用", "車聯網應用"])
def test_a_scenario_is_known_by_its_name_in_either_script(db, written):
    write(db, CARS, ABROAD)
    assert titles.known(db, "scenario", [written]).by_key[names.key(written)] == "s1"


def test_another_name_of_a_scenario_is_known_in_either_script(db):
    write(db, CARS, ABROAD)
    assert titles.known(db, "scenario", ["電子發票"]).by_key == {names.key("电子发票"): "s2"}


def test_a_name_that_only_looks_alike_is_not_known(db):
    write(db, Scenario(id="s1", name="乾县政务", tier=Tier.BUILD))
    assert titles.known(db, "scenario", ["干县政务"]).by_key == {}


@pytest.mark.parametrize("wanted", ["車聯", "车联", "clw"])
def test_a_search_finds_either_script(db, wanted):
    write(db, Scenario(id="s1", name="車聯網應用", tier=Tier.BUILD), ABROAD)
    assert list(scenarios.find(db, replace(today(), text=wanted))["name"]) == ["車聯網應用"]
