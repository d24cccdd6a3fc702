"""Every page for every role, by its address, as people who have signed in: what the menu's table says, or a refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts import arriving, background, menu, own, visit
from scenario_db import accounts, audit, sessions, standins, tokens
from scenario_db.accounts import BELONGS, Account
from scenario_db.codes import AuditEvent, CodeList, DepartmentType, Role, Tier, TokenScope
from scenario_db.database import Database, open_database
from scenario_db.days import today
from scenario_db.records import CodeItem, Department, Scenario
from scenario_db.roles import Person, may
from scenario_db.settings import current
from scenario_db.wording import Words
from tests.telling import write

PASSWORD = "a good long one"
KEEPER = Person("管理员", Role.ADMIN, login="keeper")
GROUP = CodeItem(list=CodeList.WORKING_GROUP, name="数字治理")
BELONGING = {"department_id": "d1", "working_group_id": GROUP.id}
SAY = Words("zh")


@pytest.fixture(scope="module")
def city() -> Iterator[Database]:
    """A small city with an account for each role."""
    db = open_database("duckdb:///:memory:")
    write(db, GROUP)
    write(
        db,
        Department(id="d1", name="市城管局", working_group_id=GROUP.id),
        Department(id="d2", name="市教育局"),
        Scenario(id="s1", name="智慧停车", tier=Tier.BUILD, lead_id="d1"),
        Scenario(id="s2", name="学位预警", tier=Tier.PLAN, lead_id="d2"),
    )
    for role in Role:
        of = BELONGS.get(role, "")
        unit, group = (BELONGING[name] if of == name else None for name in BELONGING)
        made = Account(f"the.{role}", f"某{role}", role, department_id=unit, working_group_id=group)
        accounts.add(db, made, None, by=KEEPER)
    yield db
    db.close()


@pytest.fixture
def come(city: Database, app: AppTest, monkeypatch: pytest.MonkeyPatch):
    """The application as somebody of that role meets it, with a session of her own."""

    def arrived(role: Role) -> AppTest:
        account = accounts.get(city, f"the.{role}")
        assert account is not None
        token = sessions.begin(city, account, address="10.1.2.3")
        monkeypatch.setattr(arriving, "token", lambda: token)
        monkeypatch.setattr(visit, "register", lambda: city)
        monkeypatch.setattr(background, "SOON", 60)
        return app.run()

    return arrived


def opened(page: AppTest, address: str) -> AppTest:
    """That page by its address, as a link brings it."""
    [entry] = [it for it in menu.MENU if it.address == address]
    return page.switch_page(f"pages/{entry.script}").run()


def denials(db: Database) -> list[tuple[str, str, str]]:
    found = audit.find(db, audit.Search(event=AuditEvent.DENIED), limit=1)
    return [(it.who, it.address, it.subject) for it in found]


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_every_page_is_open_or_refused_as_the_table_says(city: Database, come, role: Role) -> None:
    page, me = come(role), Person("somebody", role)
    refusal = SAY("signin.not_for_you", role=role)
    assert [it.message for it in page.exception] == []
    for entry in menu.MENU:
        allowed = may(me, entry.needs) or (entry.or_needs is not None and may(me, entry.or_needs))
        opened(page, entry.address)
        assert [it.message for it in page.exception] == [], entry.address
        assert (refusal in [it.value for it in page.warning]) == (not allowed), entry.address
        assert role is not Role.GROUP or "学位预警" not in str(page.main), f"{entry.address} shows another group's"
        if not allowed:
            assert not page.main.dataframe, entry.address
            assert denials(city) == [(f"the.{role}", "10.1.2.3", f"page/{entry.address}")]


@pytest.mark.parametrize("whose", ["a working group", "a district"])
def test_who_reads_a_part_reads_no_other_by_list_search_or_direct_link(city: Database, come, whose: str) -> None:
    if whose == "a working group":
        page = come(Role.GROUP)
    else:
        accounts.change(city, Account("the.leader", "区领导", Role.LEADER, district_id="d1"), by=KEEPER)
        page = come(Role.LEADER)
    opened(page, "scenarios")
    assert "共 **1** 个场景" in str([it.value for it in page.markdown])
    page.query_params["lead"] = "市教育局"
    opened(page, "scenarios")
    assert "市教育局" not in page.multiselect(key="lead").options
    assert "学位预警" not in str(page.main)
    opened(page, "portfolio")
    assert "1" in [it.value for it in page.metric]
    codes: dict[str, str] = dict(city.rows("select id, code from scenario"))
    for id_, title in (("s1", "智慧停车"), ("s2", SAY("page.scenario"))):
        page.query_params["code"] = codes[id_]
        opened(page, "scenario")
        assert [it.value for it in page.title] == [title]
    if whose == "a district":
        accounts.change(city, Account("the.leader", "某leader", Role.LEADER), by=KEEPER)


def test_whose_units_lead_nothing_is_told_so_and_not_to_import(city: Database, come) -> None:
    write(city, Department(id="far", name="某区", type=DepartmentType.DISTRICT))
    accounts.change(city, Account("the.leader", "区领导", Role.LEADER, district_id="far"), by=KEEPER)
    page = come(Role.LEADER)
    for address in ("portfolio", "lights", "pipeline", "money", "department"):
        opened(page, address)
        assert "您的工作组或区县没有牵头的场景" in page.info[0].value, address
    for address in ("scenarios", "issues"):
        opened(page, address)
        assert not {"导入", "提出"} & {word for it in page.info for word in ("导入", "提出") if word in it.value}
    accounts.change(city, Account("the.leader", "某leader", Role.LEADER), by=KEEPER)


def test_a_disabled_account_is_out_at_the_next_click(city: Database, come) -> None:
    page = come(Role.LEADER)
    accounts.change(city, Account("the.leader", "某leader", Role.LEADER, disabled=True), by=KEEPER)
    page.run()
    accounts.change(city, Account("the.leader", "某leader", Role.LEADER), by=KEEPER)
    assert [it.value for it in page.title] == [SAY("signin.over")]
    assert not page.metric
    assert not page.dataframe


def test_nobody_comes_in_by_a_token_that_was_never_given(city: Database, come, monkeypatch) -> None:
    page = come(Role.OFFICE)
    monkeypatch.setattr(arriving, "token", lambda: "guessed")
    page.run()
    assert [it.value for it in page.title] == [SAY("signin.over")]
    assert len(page.main) == len(page.title) + len(page.markdown)


def test_a_stand_in_acts_with_the_others_rights_under_both_names(city: Database, come) -> None:
    day = today(current().zone)
    standins.add(city, "the.clerk", "the.reviewer", day, day, by=KEEPER)
    page = come(Role.CLERK)
    assert "reviews" not in {it.address for it in menu.open_to(Person("x", Role.CLERK))}
    page.selectbox(key="visit.for").set_value("the.reviewer").run()
    opened(page, "reviews")
    assert not [it for it in page.warning if "不对" in it.value]
    assert page.session_state["visit.for"] == "the.reviewer"
    [it] = standins.find(city)
    standins.end(city, it, by=KEEPER)
    opened(page, "reviews")
    assert SAY("signin.not_for_you", role=Role.CLERK) in [it.value for it in page.warning]


def test_a_provider_signs_in_whom_an_account_names_once_and_only_soon_after(city: Database, monkeypatch) -> None:
    monkeypatch.setenv("SCENARIO_SIGN_IN", "oidc")

    def told(**claims: object) -> str:
        user = SimpleNamespace(is_logged_in=True, to_dict=lambda: {"iss": "city", "sub": "7"} | claims)
        monkeypatch.setattr(st, "user", user)
        return arriving.token()

    now = time.time()
    held = told(iat=now, preferred_username="the.office")
    found = arriving._by_provider(city, held, SAY)
    assert found is not None
    assert found.account.login == "the.office"
    sessions.end(city, found)
    assert arriving._by_provider(city, held, SAY) is None
    assert arriving._by_provider(city, told(iat=now + 1, preferred_username="nobody"), SAY) is None
    assert arriving._by_provider(city, told(iat=now - 90_000, preferred_username="the.office"), SAY) is None
    assert arriving._by_provider(city, told(preferred_username="the.office"), SAY) is None


def test_a_password_of_her_own_is_asked_for_only_where_passwords_sign_in(city: Database, monkeypatch) -> None:
    accounts.add(city, Account("fresh", "新人", Role.OFFICE), PASSWORD, by=KEEPER)
    held = sessions.found(city, sessions.begin(city, accounts.get(city, "fresh"), address=""))  # type: ignore[arg-type]
    here = SimpleNamespace(session=held)
    asked = {}
    for way in ("required", "oidc", "header"):
        monkeypatch.setenv("SCENARIO_SIGN_IN", way)
        monkeypatch.setenv("SCENARIO_TRUSTED_PROXY", "127.0.0.1")
        asked[way] = own.is_new(here)  # type: ignore[arg-type]
    assert asked == {"required": True, "oidc": False, "header": False}


def test_the_administrator_makes_a_token_that_is_shown_once_and_ends_it(city: Database, come) -> None:
    page = opened(come(Role.ADMIN), "people")
    make(page)
    assert [it.value for it in page.error] == [SAY("people.token_needs")]
    page.text_input(key="granting.name").input("数据中台")
    page.multiselect(key="granting.scopes").select(TokenScope.READ)
    make(page)
    shown = page.code[0].value
    [made] = tokens.find(city)
    day = today(current().zone)
    assert tokens.prove(city, shown, today=day) == made
    assert (made.name, made.scopes, made.department_id) == ("数据中台", (TokenScope.READ,), None)
    page.selectbox(key="granting.which").set_value(made.id).run()
    assert len(page.code) == 0
    page.button(key="granting.end").click().run()
    assert tokens.prove(city, shown, today=day) is None
    told = audit.find(city, audit.Search(event=AuditEvent.TOKEN), limit=5)
    assert [(it.who, it.subject) for it in told] == [("the.admin", made.id)] * 2


def make(page: AppTest) -> None:
    [button] = [it for it in page.button if it.label == SAY("people.token_add")]
    button.click().run()
