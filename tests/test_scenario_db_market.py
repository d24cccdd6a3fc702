"""The market: providers with a credit code that checks, their part and share, opportunities, and who may do them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from exporters import market as workbooks
from scenario_db import market, providers
from scenario_db.changes import StaleError
from scenario_db.codes import Cooperation, InvestType, ProviderOrigin, ProviderRole, Qualifier, Role, Tier
from scenario_db.phones import published
from scenario_db.providers import ProviderError, Search
from scenario_db.records import Department, Provider, ProviderScenario, Scenario
from scenario_db.roles import DeniedError, Person
from scenario_db.wording import Words
from tests.telling import OFFICE, on, today, write

ZH = Words("zh")
CLERK = Person("小王", Role.CLERK, "d1")
GOOD, BAD = "91110000600037341L", "91110000600037341M"
PARKS = Provider(
    id="p71", code="FW-1", name="朗新科技", origin=ProviderOrigin.LOCAL, credit_code=GOOD, contact="王五",
    capability="停车场泊位感知与诱导平台建设，联系 13812345678", phone="13800001111",
)  # fmt: skip
CARES = Provider(id="p72", code="FW-2", name="=某某云", origin=ProviderOrigin.OUTSIDE, capability="居家养老照护")
BLANK = Provider(name="新来的", origin=ProviderOrigin.LOCAL, capability="视频分析")


def scenario(number: int, name: str, **fields) -> Scenario:
    given = {"lead_id": "d1", "tier": Tier.RESERVE, "open_to_market": True, **fields}
    return Scenario(id=f"s7{number}", code=f"WX-{number}", name=name, **given)


PARKING = scenario(
    1, "城市停车诱导", summary="发布停车场空余泊位，电话 0510-82345678", contact="张三",
    phone="13911112222", leader="李四", total_invest=Decimal(2000), invest_qualifier=Qualifier.ABOUT,
    invest_type=InvestType.SOCIAL, cooperation=(Cooperation.JOINT,),
)  # fmt: skip
CARE = scenario(2, "居家养老守护", pain_point="=1+1", total_invest=Decimal(500), invest_type=InvestType.GOVERNMENT)


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市公安局"), PARKS, CARES, PARKING, CARE, scenario(3, "夜游", tier=Tier.OPERATE))
    write(db, scenario(4, "内部", open_to_market=None), scenario(5, "停了", suspended=True))
    write(db, ProviderScenario(provider_id="p71", scenario_id="s72", role=ProviderRole.INTEGRATOR, amount=Decimal(60)))
    return db


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        (Search(), ["FW-1", "FW-2"]),
        (Search("lxkj"), ["FW-1"]),
        (Search(GOOD.lower()), ["FW-1"]),
        (Search("照护"), ["FW-2"]),
        (Search(origins=(ProviderOrigin.OUTSIDE,)), ["FW-2"]),
        (Search("瓷器"), []),
    ],
)
def test_a_choice_finds_its_providers(city, search, codes):
    assert [it.provider.code for it in providers.find(city, search)] == codes
    assert sum(it.providers for it in providers.by_origin(city, search).values()) == len(codes)


def test_a_provider_is_saved_by_the_office_with_a_credit_code_that_checks(city):
    with pytest.raises(DeniedError):
        providers.save(city, BLANK, version=0, by=CLERK)
    for wrong, kind in (
        (replace(BLANK, credit_code=BAD), "not_a_credit_code"),
        (replace(BLANK, credit_code=GOOD.lower()), "provider_is_there"),
        (replace(BLANK, name="朗新 科技"), "provider_is_there"),
        (replace(BLANK, capability=None), "needed_here"),
    ):
        with pytest.raises(ProviderError) as refused:
            providers.save(city, wrong, version=0, by=OFFICE)
        assert refused.value.problem.kind == kind
    receipt = providers.save(city, replace(BLANK, credit_code=" 91320200745575522w "), version=0, by=OFFICE)
    assert receipt
    found = providers.by_code(city, providers.code_of(city, receipt.batch))
    assert found
    held = found[1]
    assert held.credit_code == "91320200745575522W"
    with pytest.raises(StaleError):
        providers.save(city, replace(held, name="改名"), version=2, by=OFFICE)


def test_a_lead_says_who_takes_part_in_its_scenario_and_nobody_else_does(city):
    part = ProviderScenario(provider_id="p72", scenario_id="s71", role=ProviderRole.OPERATOR)
    with pytest.raises(DeniedError):
        providers.takes_part(city, part, by=Person("小李", Role.CLERK, "d9"))
    with pytest.raises(ProviderError):
        providers.takes_part(city, replace(part, amount=Decimal(-1)), by=CLERK)
    providers.takes_part(city, part, by=CLERK)
    assert [(it.code, it.role) for it in providers.of_scenario(city, "s71")] == [("FW-2", ProviderRole.OPERATOR)]
    [taken] = providers.taken(city, today(), "p71")
    assert (taken.code, taken.roles, taken.amount) == ("WX-2", (ProviderRole.INTEGRATOR,), Decimal(60))
    assert providers.taken(city, replace(today(), moment=on(1)), "p71") == []


def test_the_shares_say_what_they_count(city):
    found = market.shares(city, today())
    assert (found.taking_part, found.local) == (1, 1.0)
    assert (found.invested, found.social_share) == (Decimal(2500), 0.8)


def test_capability_and_opportunity_find_each_other_with_a_reason(city):
    assert market.count(city) == 2
    [found] = market.for_provider(city, "p71")
    assert (found.code, found.name) == ("WX-1", "城市停车诱导")
    assert any("停车" in str(it.facts.get("words")) for it in found.reasons)
    assert [it.name for it in market.for_scenario(city, "s71")] == ["朗新科技"]
    assert [it.name for it in market.for_scenario(city, "s72")] == ["=某某云"]  # the other takes part already
    assert market.for_scenario(city, "s74") == []


def cells(content: bytes) -> list[tuple]:
    [sheet] = openpyxl.load_workbook(BytesIO(content)).worksheets
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}, "nothing is a formula"
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_what_is_published_names_no_person_and_runs_nothing(city):
    opened = cells(workbooks.opportunities(city, ZH))
    assert [row[1] for row in opened[1:]] == ["城市停车诱导", "居家养老守护"]
    able = cells(workbooks.capabilities(city, ZH, Search()))
    assert [row[1] for row in able[1:]] == ["朗新科技", "=某某云"]
    everything = "".join(str(cell) for row in (*opened, *able) for cell in row)
    for personal in (
        "张三",
        "李四",
        "王五",
        "13911112222",
        "13800001111",
        "13812345678",
        "82345678",
        "联系人",
        "电话\n",
    ):
        assert personal not in everything
    assert "=1+1" in everything


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("建设期2026-2027年，投资12345678元", "建设期2026-2027年，投资12345678元"),
        ("电话138 1234 5678，0510-82345678", "电话***，***"),
        ("身份证32020019900101123X", "身份证***"),
        ("写信给zhang.san@wuxi.gov.cn。", "写信给***。"),
        (None, ""),
    ],
)
def test_numbers_and_mailboxes_of_people_are_taken_out_of_texts(text, found):
    assert published(text) == found
