"""A department answers what others ask of it."""

from __future__ import annotations

from datetime import date

import pytest

from scenario_db import ledger, promises
from scenario_db.changes import StaleError
from scenario_db.codes import InterfaceStatus, PartnerRole, Role, Tier
from scenario_db.promises import PromiseError, Said
from scenario_db.records import Department, Partner, Scenario
from scenario_db.roles import DeniedError, Person
from tests.telling import write

DAY = date(2026, 1, 20)
KEY = "s1/d2/data"
DOCTOR = Person("李四", Role.CLERK, "d2")


@pytest.fixture
def city(db):
    care = Scenario(id="s1", code="A1", name="家门口的医养结合", tier=Tier.BUILD, lead_id="d1")
    asked = Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA, requested_on=date(2026, 1, 5))
    write(db, Department(id="d1", name="市民政局"), Department(id="d2", name="市卫健委"), care, asked)
    return db


def test_a_promise_bears_a_name_and_a_day(city):
    promises.answer(city, KEY, InterfaceStatus.CONFIRMED, by=DOCTOR, day=DAY, said=Said(contact="李四", signed="王五"))
    it, version = promises.get(city, KEY)
    assert (it.interface_status, it.confirmed_by, it.confirmed_on, it.contact) == ("confirmed", "王五", DAY, "李四")
    assert version == 2


def test_who_disagrees_says_why(city):
    with pytest.raises(PromiseError):
        promises.answer(city, KEY, InterfaceStatus.DISPUTED, by=DOCTOR, day=DAY, said=Said(words=" "))
    promises.answer(city, KEY, InterfaceStatus.DISPUTED, by=DOCTOR, day=DAY, said=Said(words="涉及隐私"))
    assert ledger.history(city, "partner", KEY)[-1].batch.origin.note == "涉及隐私"


def test_a_promise_taken_back_bears_no_name(city):
    promises.answer(city, KEY, InterfaceStatus.CONFIRMED, by=DOCTOR, day=DAY, said=Said(signed="王五"))
    promises.answer(city, KEY, InterfaceStatus.TALKING, by=DOCTOR, day=DAY)
    assert promises.get(city, KEY)[0].confirmed_by is None


def test_another_department_promises_nothing_for_it(city):
    with pytest.raises(DeniedError):
        promises.answer(
            city, KEY, InterfaceStatus.CONFIRMED, by=Person("x", Role.CLERK, "d3"), day=DAY, said=Said(signed="王五")
        )


def test_whoever_was_slower_is_told(city):
    promises.answer(city, KEY, InterfaceStatus.TALKING, by=DOCTOR, day=DAY, version=1)
    with pytest.raises(StaleError):
        promises.answer(city, KEY, InterfaceStatus.CONFIRMED, by=DOCTOR, day=DAY, said=Said(signed="王五"), version=1)


def test_what_is_gone_is_told(city):
    with pytest.raises(PromiseError):
        promises.get(city, "s1/d9/data")


@pytest.mark.parametrize(("officer", "signed"), [(None, " "), ("赵六", "王五")])
def test_data_are_promised_in_the_chief_data_officers_name_only(city, officer, signed):
    write(city, Department(id="d2", name="市卫健委", cdo_name=officer))
    with pytest.raises(PromiseError):
        promises.answer(city, KEY, InterfaceStatus.CONFIRMED, by=DOCTOR, day=DAY, said=Said(signed=signed))
    assert promises.get(city, KEY)[0].interface_status is InterfaceStatus.NONE


def test_what_is_no_data_needs_no_officer(city):
    write(city, Partner(scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT, requested_on=DAY))
    promises.answer(city, "s1/d2/support", InterfaceStatus.CONFIRMED, by=DOCTOR, day=DAY)
    assert promises.get(city, "s1/d2/support")[0].confirmed_by == "李四"
