"""What goes along from one page to the next: the days, and the filters where both pages mean the same by them.

The menu's links carry nothing, and a day that is on the screen but not in the address is lost to whoever the address is
sent to. So what a page is asked is noted, and brought into the address of the page that comes next. Streamlit keeps a
filter by its name for the whole session: behind a link from a figure it would narrow the list beneath what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from pages.parts.visit import Visit
from scenario_db import addresses

DAY, DAYS = ("day",), ("day", "vs")
FILTERS = ("tier", "domain", "lead", "q")

TAKES: Mapping[str, tuple[str, ...]] = {
    "portfolio": DAYS,
    "movement": DAYS,
    "briefs": DAYS,
    "lights": DAY + FILTERS,
    "scenarios": DAY + FILTERS,
    "pipeline": DAY,
    "money": DAY,
    "department": DAY,
    "linkage": DAY,
    "demands": DAY,
}
"""What is kept for a page; the days for as long as the session lasts, the filters only to the very next page."""

ON_ANY_DAY = (*TAKES, "sharing", "evaluation", "honesty")
ABOUT_ONE = {"market": "provider"}
"""Pages that know the past; the last where they are about one."""

OF_A_FIGURE = ("light", "raised")
"""What a link from a figure narrows further, and nothing else brings along."""

ASKED = (
    *("alert", "closed", "code", "coverage", "department", "depth", "group", "instructed", "level", "measure"),
    *("origin", "overdue", "page", "scope", "sort", "standing", "status", "unit", "view", "waiting", "whose"),
    *("department.kind", "department.unit"),
)
"""The other controls that stand in the address of some page, by their keys."""

HELD, LAST, ONWARD = "carrying.held", "carrying.last", "carrying.onward"

BETWEEN = "find"
"""A page whose address is bound to no control."""

Held = dict[str, list[str]]


def note(*names: str) -> None:
    """Remembers what the address of this page says, where its controls stand."""
    held: Held = st.session_state.setdefault(HELD, {})
    held.update({name: st.query_params.get_all(name) for name in names})


def go_on(script: str, query: Iterable[tuple[str, str]]) -> None:
    """Wants that page, with this in its address, as soon as the menu is made."""
    st.session_state[ONWARD] = (f"pages/{script}", list(query))


def lead_on(page: st.Page) -> None:
    """To the page that is wanted, by way of one that binds nothing to its address.

    Streamlit refuses an address that says anything of what is bound on the page that one is still on.
    """
    if ONWARD not in st.session_state:
        return
    if page.url_path != BETWEEN:
        st.switch_page("pages/overview/find.py", query_params={})
    script, query = st.session_state.pop(ONWARD)
    st.switch_page(script, query_params=query)


def let_go() -> None:
    """Nothing goes along: who opens a saved view gets what it says and no more. For what runs before the page."""
    st.session_state[HELD] = {}
    st.session_state.pop(LAST, None)
    for name in {*ASKED, *FILTERS, *DAYS, *OF_A_FIGURE}:
        st.session_state.pop(name, None)


def bring(here: Visit, page: st.Page, address: str) -> None:
    """Leads on to the same page with what was noted, where its address says nothing of it; and in its own words.

    A link may have been copied in the other language: its filters are labels (docs/decisions/0006).
    """
    if st.session_state.get(LAST) == address:
        return
    st.session_state[LAST] = address
    said = {name: st.query_params.get_all(name) for name in st.query_params}
    told = addresses.in_words_of(here.db, address, said, here.say)
    if told is not None:
        st.switch_page(page, query_params=told)
    takes = TAKES.get(address, ())
    held: Held = st.session_state.setdefault(HELD, {})
    if "tier" not in takes:
        held.update({name: [] for name in FILTERS})
    filtered = any(name in said for name in FILTERS)
    missing = {name: held.get(name, []) for name in takes if name not in said and not (filtered and name in FILTERS)}
    for name in {*FILTERS, *OF_A_FIGURE} - {*said}:
        st.session_state.pop(name, None)
    if any(missing.values()):
        st.switch_page(page, query_params=said | missing)


def say_if_only_today(here: Visit, address: str) -> None:
    """Where a page knows no past and its address names a day: that the day changes nothing."""
    if address not in ON_ANY_DAY and ABOUT_ONE.get(address, "") not in st.query_params:
        only_today(here)


def only_today(here: Visit) -> None:
    """Says it, where the address names another day."""
    day = st.query_params.get("day", "")
    if day and day != str(here.today):
        st.info(here.say("word.only_today", day=day))
