"""Who sees a telephone number: the office and the unit whose record it is; everybody else sees its ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenario_db import histories, phones, shown
from scenario_db.codes import PartnerRole, Role, Tier
from scenario_db.records import Department, Partner, Provider, Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests.telling import write

SAY = Words("zh")
CARS = Scenario(
    id="s1", name="车联网", tier=Tier.BUILD, lead_id="d1", contact="王工 0510-8272 1234", phone="13812341234"
)
PARTNER = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT, contact="李工13912345678")
PROVIDER = Provider(id="p1", name="雪浪云", phone="13712345678")
UNITS = (Department(id="d1", name="市工信局"), Department(id="d2", name="市公安局"))

LEADER = Person("领导", Role.LEADER)
OFFICE = Person("办公室", Role.OFFICE)
OWN = Person("工信局", Role.CLERK, "d1")
OTHER = Person("公安局", Role.CLERK, "d2")


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        (OFFICE, (True, True, True)),
        (OWN, (True, False, False)),
        (OTHER, (False, True, False)),
        (LEADER, (False, False, False)),
        (Person("某局", Role.CLERK), (False, False, False)),
        (None, (False, False, False)),
    ],
)
def test_numbers_are_for_the_office_and_the_own_unit(person, seen):
    assert tuple(phones.may_see(person, it) for it in (CARS, PARTNER, PROVIDER)) == seen


@pytest.mark.parametrize(
    ("person", "contact", "phone"),
    [(OWN, "王工 0510-8272 1234", "13812341234"), (LEADER, "王工 051****1234", "138****1234")],
)
def test_a_field_is_shown_as_the_person_may_see_it(person, contact, phone):
    found = [shown.field(SAY, CARS, name, {}, to=person) for name in ("contact", "phone", "name")]
    assert found == [contact, phone, "车联网"]


def test_what_is_shown_to_nobody_in_particular_has_no_numbers():
    assert shown.field(SAY, PROVIDER, "phone", {}) == "137****5678"


def told(db, name, person):
    version = histories.history(db, "scenario", "s1")[-1]
    return shown.change(SAY, version, name, {"d1": "市工信局", "d2": "市公安局"}, to=person)


def test_old_and_new_numbers_of_a_change_are_masked_alike(db):
    write(db, *UNITS, CARS)
    write(db, replace(CARS, phone="13600000001"))
    assert told(db, "phone", LEADER) == ("138****1234", "136****0001")
    assert told(db, "phone", OWN) == ("13812341234", "13600000001")


def test_a_number_of_before_stays_with_the_unit_that_led_then(db):
    write(db, *UNITS, CARS)
    write(db, replace(CARS, lead_id="d2", phone="13600000001"))
    assert told(db, "phone", OTHER) == ("138****1234", "13600000001")
    assert told(db, "phone", OWN) == ("13812341234", "136****0001")
    assert told(db, "lead_id", LEADER) == ("市工信局", "市公安局")
