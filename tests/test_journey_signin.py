"""Signing in, in a real browser: refused until then, kept over a refresh, locked after five tries, then over."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from scenario_db import accounts, credentials, sessions, tours
from scenario_db.accounts import Account
from scenario_db.codes import Role, Tier
from scenario_db.database import open_database
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from tests.browsers import Server, Window, open_window, running_server
from tests.telling import write
from tests.test_journey_keyboard import LISTENS

FIRST, OWN = "handed over on paper", "known to nobody else"
KEEPER = Person("管理员", Role.ADMIN)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server on a register with four accounts, and a session of somebody who was disabled since."""
    folder = tmp_path_factory.mktemp("signin")
    db = open_database(f"duckdb:///{folder / 'register.duckdb'}")
    write(db, Department(id="d1", name="市民政局"), Scenario(id="s1", name="医养结合", tier=Tier.BUILD, lead_id="d1"))
    accounts.add(db, Account("keeper", "管理员", Role.ADMIN), FIRST, by=KEEPER)
    accounts.add(db, Account("zhang", "张三", Role.CLERK, department_id="d1"), FIRST, by=KEEPER)
    credentials.choose(db, "keeper", FIRST, OWN, by=KEEPER)
    tours.see(db, "zhang", Role.CLERK)
    gone = accounts.add(db, Account("gone", "王五", Role.OFFICE), FIRST, by=KEEPER)
    (folder / "token").write_text(sessions.begin(db, gone, address="10.0.0.9"))
    accounts.change(db, Account("gone", "王五", Role.OFFICE, disabled=True), by=KEEPER)
    db.close()
    with running_server(folder, SCENARIO_START_WITH="empty") as running:
        yield running


@pytest.fixture
def desk(browser: Browser, office: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    with open_window(browser, office, request.node.name) as opened:
        yield opened


def ask(server: Server, method: str, path: str, form: Mapping[str, str] | None = None, /, **headers: str):
    """One request without a browser; gives the status, and the answer's headers."""
    to = urlsplit(server.url)
    line = http.client.HTTPConnection(to.hostname or "", to.port, timeout=10)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if form is not None:
        told["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, path, urlencode(form) if form is not None else None, told)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.headers


def sign_in(server: Server, login: str, password: str, /, **headers: str):
    return ask(server, "POST", "/signin", {"login": login, "password": password}, **({"Origin": server.url} | headers))


SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_who_has_not_signed_in_gets_nothing_but_the_sign_in_page(office: Server) -> None:
    for path in ("/", "/portfolio", "/scenario?code=WX-2026-0001", "/people"):
        status, headers = ask(office, "GET", path, Accept="text/html")
        assert (status, headers["Location"].split("?")[0]) == (303, "/signin")
    for method, path in (
        ("GET", "/_stcore/metrics"),
        ("GET", "/media/0123.xlsx"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
        ("GET", "/component/x/y.html"),
    ):
        assert ask(office, method, path)[0] == 401
    assert ask(office, "GET", "/_stcore/stream", **SOCKET)[0] == 403
    assert ask(office, "GET", "/healthz")[0] == 200


@pytest.mark.parametrize("kept", ["", "x", "of the disabled"])
def test_no_other_cookie_opens_the_socket(office: Server, kept: str) -> None:
    token = (office.folder / "token").read_text() if kept.startswith("of") else kept
    assert ask(office, "GET", "/_stcore/stream", Cookie=f"scenario_session={token}", **SOCKET)[0] == 403
    assert ask(office, "GET", "/", Accept="text/html", Cookie=f"scenario_session={token}")[0] == 303


@pytest.mark.parametrize("origin", ["", "http://elsewhere.example", "null"])
def test_a_form_of_another_site_signs_nobody_in(office: Server, origin: str) -> None:
    status, headers = sign_in(office, "keeper", OWN, Origin=origin)
    assert (status, headers["Set-Cookie"]) == (403, None)


@pytest.mark.parametrize(
    "onward", ["//elsewhere.example/", "/\\elsewhere.example", "http://elsewhere.example", "/signout"]
)
def test_a_sign_in_leads_nowhere_but_to_a_page_of_ours(office: Server, onward: str) -> None:
    form = {"login": "keeper", "password": OWN, "next": onward}
    status, headers = ask(office, "POST", "/signin", form, Origin=office.url)
    assert (status, headers["Location"]) == (303, "/")


def test_the_cookie_is_for_no_script_and_no_other_site(office: Server) -> None:
    _, headers = sign_in(office, "keeper", OWN)
    parts = {part.strip().partition("=")[0].lower() for part in headers["Set-Cookie"].split(";")}
    assert {"httponly", "samesite", "path", "max-age"} <= parts
    assert "samesite=lax" in headers["Set-Cookie"].lower()
    assert "keeper" not in headers["Set-Cookie"]
    _, headers = sign_in(office, "keeper", OWN, X_Forwarded_Proto="https", X_Forwarded_For="10.1.2.3")
    assert "secure" in headers["Set-Cookie"].lower()


def test_from_the_first_password_to_the_sign_out(desk: Window) -> None:
    page = desk.page
    page.goto(f"{desk.server.url}/scenarios?lang=zh")
    expect(page).to_have_url(re.compile(r"/signin\?next=/scenarios"))
    page.get_by_label("登录名").fill("zhang")
    page.get_by_label("口令").fill(FIRST)
    desk.keep("journey-signin")
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_role("heading", name="请先设置您自己的口令")).to_be_visible()
    page.get_by_role("button", name="修改口令").click()
    expect(page.get_by_text("请填写现在的口令和新口令。")).to_be_visible()
    page.get_by_label("现在的口令").fill("not this one")
    page.get_by_label("新口令", exact=True).fill(OWN)
    page.get_by_label("再输一次新口令").fill(OWN)
    page.get_by_role("button", name="修改口令").click()
    expect(page.get_by_text("现在的口令不对。")).to_be_visible()
    page.get_by_label("现在的口令").fill(FIRST)
    desk.keep("journey-signin-first-password")
    page.get_by_role("button", name="修改口令").click()
    expect(page.get_by_role("heading", name="台账")).to_be_visible()
    desk.settle()

    page.reload()
    desk.settle()
    expect(page.get_by_role("heading", name="台账")).to_be_visible()
    desk.open("/people")
    expect(page.get_by_text("这个页面不对“部门填报员”开放")).to_be_visible()

    [kept] = [it for it in page.context.cookies() if it["name"] == "scenario_session"]
    assert kept["httpOnly"]
    page.get_by_test_id("stPopover").get_by_role("button", name="张三").click()
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.get_by_role("heading", name="您已退出")).to_be_visible()
    page.reload()
    expect(page.get_by_label("登录名")).to_be_visible()
    assert ask(desk.server, "GET", "/", Accept="text/html", Cookie=f"scenario_session={kept['value']}")[0] == 303
    assert desk.complaints == []


def test_signing_in_needs_no_mouse(desk: Window) -> None:
    page = desk.page
    page.goto(f"{desk.server.url}/signin?next=/people")
    for field, text in (("login", "keeper"), ("password", OWN)):
        while page.evaluate("document.activeElement.name") != field:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="人员与账号", level=1)).to_be_visible()
    desk.settle()
    page.evaluate(LISTENS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="初次使用")).to_have_count(0)


def test_five_wrong_passwords_lock_it_and_nobody_else(desk: Window) -> None:
    page = desk.page
    page.goto(f"{desk.server.url}/signin")
    for password in (*["wrong"] * 5, OWN):
        page.get_by_label("登录名").fill("zhang")
        page.get_by_label("口令").fill(password)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("alert")).to_contain_text("登录名或口令不对")
    desk.keep("journey-signin-locked")
    assert sign_in(desk.server, "keeper", OWN)[0] == 303


def test_a_cookie_that_was_signed_out_of_is_worth_nothing(office: Server) -> None:
    _, headers = sign_in(office, "keeper", OWN)
    cookie = headers["Set-Cookie"].split(";")[0]
    assert ask(office, "GET", "/", Accept="text/html", Cookie=cookie)[0] == 200
    assert ask(office, "POST", "/signout", {}, Cookie=cookie)[0] == 403
    assert ask(office, "POST", "/signout", {}, Cookie=cookie, Origin=office.url)[0] == 303
    assert ask(office, "GET", "/", Accept="text/html", Cookie=cookie)[0] == 303
    assert ask(office, "GET", "/_stcore/stream", Cookie=cookie, **SOCKET)[0] == 403
