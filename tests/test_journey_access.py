"""Every page for who does not see, or sees badly, or reads it on paper: axe reads it and finds nothing serious."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from pages.parts import menu
from scenario_db.codes import Role
from scenario_db.roles import Person
from scenario_db.wording import LANGUAGES, Words
from tests.browsers import HOME, Server, Window, open_window

pytestmark = pytest.mark.browser

ASKED = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
READ = """asked => axe.run(asked).then(read => read.violations.flatMap(it => it.nodes.map(node => ({
    rule: it.id, impact: it.impact, html: node.html.slice(0, 200), told: node.failureSummary,
    ink: node.any[0]?.data?.fgColor,
    in_menu: Boolean(document.querySelector(node.target[0])?.closest('[data-testid=stSidebarNav]')),
}))))"""
GRAVE = {"serious", "critical"}

DRAWN = "() => !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')"
"""Whether everything stands there that is on its way."""

HEARD = """() => {
    const main = document.querySelector('[data-testid=stMain]'), found = [];
    const seen = it => it.getClientRects().length > 0, all = what => [...main.querySelectorAll(what)].filter(seen);
    let level = 0;
    for (const it of all('h1, h2, h3, h4, h5, h6')) {
        if (+it.tagName[1] > level + 1) found.push(`heading jumps: ${it.innerText}`);
        level = +it.tagName[1];
    }
    const drawn = '[data-testid=stVegaLiteChart], [data-testid=stEChartsChart]', tables = '.stDataFrame, .stTable';
    let heading = '', drawings = 0, figures = 0;
    const close = () => { if (drawings && !figures) found.push(`no table: ${heading}`); drawings = figures = 0; };
    for (const it of all(`h1, h2, ${drawn}, ${tables}`)) {
        if (/H[12]/.test(it.tagName)) { close(); heading = it.innerText; }
        else if (it.matches(tables)) figures++;
        else if (!it.getAttribute('aria-label')) found.push(`unnamed drawing: ${heading}`);
        else if (it.clientHeight > 60) drawings++;
    }
    close();
    return found;
}"""
"""Headings in their order; every drawing has a name, and a table in its section. A bar says all by its name."""

SMALL: ViewportSize = {"width": 1024, "height": 768}
"""The screen on which most has to be scrolled, so that most can be out of reach of keys."""

# What Streamlit breaks by itself and no page can mend. Its menu's list has the sections' headings between the items. At
# night it writes a chosen segment in the very blue on which it writes white: no blue has 4.5 : 1 both ways.
THE_MENUS = {"list", "listitem"}
THEME = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]

SAY = Words("zh")

Scheme = Literal["dark", "light"]

BY = {
    Role.OFFICE: [it.address for it in menu.MENU if it.is_open_to(Person("", Role.OFFICE))],
    Role.ADMIN: ["people", "audit"],
    Role.CLERK: ["today", "progress", "issues"],
    Role.REVIEWER: ["today", "reviews"],
    Role.GROUP: ["issues", "moves"],
    Role.LEADER: ["portfolio", "issues"],
}
"""Each page as the office meets it; as others do, where it is another page for them."""

LOADED = ("scenario", "edit")
OFTEN = ("portfolio", "linkage", "scenarios")


def test_each_page_is_read_by_somebody() -> None:
    assert {address for addresses in BY.values() for address in addresses} == {it.address for it in menu.MENU}


def go(window: Window, address: str) -> None:
    """To a page as a link within the application leads there, without loading everything anew."""
    if address in LOADED:
        window.open(f"/{address}?code=WX-2026-0006")
        return
    to = "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }"
    window.page.evaluate(to, f"/{address}")
    names = "|".join(re.escape(Words(language)(f"page.{address}")) for language in LANGUAGES)
    window.page.get_by_role("heading", level=1, name=re.compile(f"^({names})$")).wait_for()
    window.settle()


def faults(window: Window) -> list[str]:
    """What axe finds on the page that stands: which rule, and where; and what it does not look for."""
    if not window.page.evaluate("'axe' in window"):
        window.page.evaluate(Axe().axe_script)
    window.page.wait_for_function(DRAWN)
    return [
        f"{urlsplit(window.page.url).path} {it['rule']}: {it['html']} {it['told']}"
        for it in window.page.evaluate(READ, ASKED)
        if it["impact"] in GRAVE and not is_the_frameworks_own(it)
    ] + [f"{urlsplit(window.page.url).path} {it}" for it in window.page.evaluate(HEARD)]


def is_the_frameworks_own(fault: dict[str, Any]) -> bool:
    """Whether it is one of the faults that no page can mend."""
    if fault["rule"] == "color-contrast":
        return bool(fault["ink"] == THEME["dark"]["primaryColor"])
    return fault["rule"] in THE_MENUS and fault["in_menu"]


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_any_page(window: Window) -> None:
    window.page.set_viewport_size(SMALL)
    window.open("/lights")
    found: list[str] = []
    for role, addresses in BY.items():
        window.choose_who(SAY.code(role))
        for address in addresses:
            go(window, address)
            found += faults(window)
    assert found == []


@pytest.mark.parametrize(("scheme", "language"), [("dark", "zh"), ("light", "en")])
def test_nor_at_night_or_in_english(browser: Browser, server: Server, scheme: Scheme, language: str) -> None:
    with open_window(browser, server, f"access_{scheme}_{language}") as window:
        window.page.emulate_media(color_scheme=scheme)
        window.open(f"/lights?lang={language}")
        found: list[str] = []
        for address in OFTEN:
            go(window, address)
            found += faults(window)
    assert found == []


@pytest.mark.parametrize(("wide", "smaller"), [(1024, False), (1920, True)])
def test_a_table_of_a_wide_screen_fits_the_paper(window: Window, wide: int, smaller: bool) -> None:
    page = window.page
    page.set_viewport_size({"width": wide, "height": 900})
    window.open("/lights")
    table = page.locator(".stDataFrame").first
    table.wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert (float(table.evaluate("it => getComputedStyle(it).zoom")) < 1) is smaller
