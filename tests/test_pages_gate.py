"""The gate by itself: who may pass without a session, and whose word is taken for who somebody is."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import streamlit as st

from pages.parts import door, gate, visit
from scenario_db import accounts, demonstration
from scenario_db.accounts import Account
from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.roles import Person

pytestmark = pytest.mark.engines("duckdb")
"""It asks who somebody is; that both engines know, the tests of accounts and sessions prove."""

KEEPER = Person("管理员", Role.ADMIN)
HERE, PROXY = ("127.0.0.1", 5000), ("10.1.2.3", 5000)


@pytest.fixture
def empty(db: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A register without accounts, as the server has it open."""
    monkeypatch.setattr(visit, "register", lambda: db)
    return db


@pytest.fixture
def city(empty: Database) -> Database:
    accounts.add(empty, Account("zhang", "张三", Role.OFFICE), None, by=KEEPER)
    return empty


def asked(path: str = "/portfolio", *, peer: tuple[str, int] = HERE, kind: str = "http", **headers: str) -> Any:
    """What the gate answers to one request: its status, or 200 where it lets through; and its headers."""
    given = {"host": "127.0.0.1:8501", "accept": "text/html"} | headers
    scope = {
        "type": kind,
        "method": "GET",
        "path": path,
        "query_string": b"",
        "scheme": "http" if kind == "http" else "ws",
        "client": peer,
        "server": ("127.0.0.1", 8501),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }
    told: list[Any] = []

    async def inside(_scope: Any, _receive: Any, _send: Any) -> None:
        told.append({"status": 200, "headers": []})

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        told.append(message)

    with ThreadPoolExecutor(1) as other:  # a browser's tests leave a loop running in this thread
        other.submit(asyncio.run, gate.Gate(inside)(scope, receive, send)).result()
    return told[0].get("status", told[0].get("code")), {k.decode(): v.decode() for k, v in told[0].get("headers", [])}


def test_before_there_are_accounts_this_machine_chooses_who_it_is(empty):
    assert asked()[0] == 200
    assert asked(kind="websocket")[0] == 200


@pytest.mark.parametrize(
    "header", [{"x_forwarded_for": "10.0.0.9"}, {"forwarded": "for=10.0.0.9"}, {"host": "city.cn"}]
)
def test_and_no_proxy_opens_that_to_others(empty, header):
    assert asked(**header)[0] == 403


def test_with_the_first_account_everybody_signs_in(city):
    assert asked()[1]["location"] == "/signin?next=/portfolio"
    assert asked(accept="*/*")[0] == 401
    assert asked(kind="websocket")[0] == 4401


@pytest.mark.parametrize("path", [*gate.OPEN, *(f"{it}x" for it in gate.OPEN_BELOW)])
def test_what_is_answered_to_anybody(city, path):
    assert asked(path)[0] == 200


@pytest.fixture
def by_proxy(city, monkeypatch):
    monkeypatch.setenv("SCENARIO_SIGN_IN", "header")
    monkeypatch.setenv("SCENARIO_TRUSTED_PROXY", PROXY[0])


def test_the_proxy_alone_says_who_it_is(by_proxy):
    assert asked(x_remote_user="zhang")[0] == 403
    assert asked(peer=PROXY)[0] == 403
    assert asked(peer=PROXY, x_remote_user="nobody")[0] == 403
    status, headers = asked(peer=PROXY, x_remote_user="zhang")
    assert (status, headers["location"]) == (303, "/portfolio")
    cookie = headers["set-cookie"].split(";")[0]
    assert asked(peer=PROXY, x_remote_user="zhang", cookie=cookie)[0] == 200
    assert asked(cookie=cookie)[0] == 403
    assert asked(peer=PROXY, kind="websocket", x_remote_user="zhang")[0] == 4401
    assert asked(peer=PROXY, kind="websocket", x_remote_user="zhang", cookie=cookie)[0] == 200


def test_the_proxy_leads_to_no_other_site(by_proxy):
    assert asked("//elsewhere.example/", peer=PROXY, x_remote_user="zhang")[1]["location"] == "/"


def test_a_disabled_account_is_nobody_to_the_proxy_either(by_proxy, city):
    accounts.change(city, Account("zhang", "张三", Role.OFFICE, disabled=True), by=KEEPER)
    assert asked(peer=PROXY, x_remote_user="zhang")[0] == 403


@pytest.mark.parametrize(
    ("address", "told", "anywhere", "kind"),
    [
        ("127.0.0.1", True, "no", None),
        ("localhost", False, "no", None),
        ("0.0.0.0", True, "no", "demonstration_elsewhere"),
        ("0.0.0.0", True, "yes", None),
        ("10.1.2.3", False, "yes", "no_account_yet"),
        ("", False, "no", "no_account_yet"),
    ],
)
def test_where_a_server_may_not_start(empty, monkeypatch, address, told, anywhere, kind):
    monkeypatch.setattr(st, "get_option", lambda _: address)
    monkeypatch.setattr(demonstration, "is_told", lambda _: told)
    monkeypatch.setenv("SCENARIO_DEMO_ANYWHERE", anywhere)
    found = door.refusal(empty)
    assert (found.kind if found else None) == kind
    accounts.add(empty, Account("zhang", "张三", Role.OFFICE), None, by=KEEPER)
    assert door.refusal(empty) is None
