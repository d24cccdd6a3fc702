"""The menu as a table: which page stands where, under which name, for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import streamlit as st

from pages.parts import amounts, carrying, handbook, visit
from pages.parts.visit import Visit
from scenario_db import denials
from scenario_db.codes import Role
from scenario_db.roles import Action, Person, may

PAGES = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its script, its address, and what one has to be allowed to find it. Hiding is no denial: pages ask again.

    The address is also the key of its words, `page.<address>`; what is not shown is reached by a link alone. What
    stands beside another page is reached from the links at the head of that one, and the menu stays short.
    """

    script: str
    address: str
    needs: Action
    shown: bool = True
    or_needs: Action | None = None
    beside: str = ""

    def is_open_to(self, person: Person) -> bool:
        """Whether that person may come here."""
        return any(may(person, it) for it in (self.needs, self.or_needs) if it)

    @property
    def section(self) -> str:
        """The folder is the section: overview, desk, office."""
        return self.script.split("/", maxsplit=1)[0]

    @property
    def group(self) -> str:
        """The pages that stand beside each other bear the address of the first of them."""
        return self.beside or self.address


MENU = (
    Entry("overview/portfolio.py", "portfolio", Action.READ),
    Entry("overview/movement.py", "movement", Action.READ, beside="portfolio"),
    Entry("overview/find.py", "find", Action.READ, shown=False),
    Entry("overview/lights.py", "lights", Action.READ),
    Entry("overview/pipeline.py", "pipeline", Action.READ),
    Entry("overview/money.py", "money", Action.READ),
    Entry("overview/department.py", "department", Action.READ),
    Entry("overview/linkage.py", "linkage", Action.READ_ALL),
    Entry("overview/briefs.py", "briefs", Action.EXPORT),
    Entry("overview/views.py", "views", Action.READ, beside="briefs"),
    Entry("overview/demands.py", "demands", Action.READ_ALL),
    Entry("overview/evaluation.py", "evaluation", Action.READ_ALL),
    Entry("overview/market.py", "market", Action.READ_ALL, beside="demands"),
    Entry("overview/sharing.py", "sharing", Action.READ_ALL, beside="linkage"),
    Entry("desk/today.py", "today", Action.REPORT),
    Entry("desk/progress.py", "progress", Action.REPORT),
    Entry("desk/plan.py", "plan", Action.REPORT, beside="progress"),
    Entry("desk/scenarios.py", "scenarios", Action.READ),
    Entry("desk/scenario.py", "scenario", Action.READ, shown=False),
    Entry("desk/issues.py", "issues", Action.READ),
    Entry("desk/moves.py", "moves", Action.READ_ALL),
    Entry("desk/edit.py", "edit", Action.WRITE, shown=False),
    Entry("desk/upload.py", "upload", Action.IMPORT),
    Entry("desk/handbook.py", "handbook", Action.READ, shown=False),
    Entry("office/reminders.py", "reminders", Action.REMIND),
    Entry("office/reviews.py", "reviews", Action.REVIEW_FINAL, or_needs=Action.REVIEW_FIRST, beside="moves"),
    Entry("office/honesty.py", "honesty", Action.READ_ALL, beside="lights"),
    Entry("office/rules.py", "rules", Action.READ, beside="lights"),
    Entry("office/returns.py", "returns", Action.READ_ALL, beside="department"),
    Entry("office/history.py", "history", Action.READ_ALL),
    Entry("office/units.py", "units", Action.READ),
    Entry("office/calendar.py", "calendar", Action.READ, beside="units"),
    Entry("office/memories.py", "memories", Action.IMPORT, beside="upload"),
    Entry("office/people.py", "people", Action.KEEP_ACCOUNTS),
    Entry("office/audit.py", "audit", Action.READ_AUDIT, beside="history"),
)
"""In the order in which it is shown, here and among the pages beside each other."""

ARRIVES: Mapping[Role, str] = {Role.CLERK: "today", Role.REVIEWER: "today"}
"""Where somebody arrives: who works for a department at what she owes, others at the first page they may see."""


def open_to(person: Person) -> list[Entry]:
    """What a person finds in the menu."""
    return [entry for entry in MENU if entry.is_open_to(person)]


def pages(here: Visit) -> dict[str, list[st.Page]]:
    """Streamlit's pages for a visit, by section; the bare address leads on, so that each page has an address."""
    entries = open_to(here.person)
    made = {entry.address: _page(entry, here, shown=_leads(entry, entries)) for entry in entries}
    closed = [_page(entry, here, shown=False) for entry in MENU if entry not in entries]
    first = made[ARRIVES.get(here.person.role, entries[0].address)]
    found: dict[str, list[st.Page]] = {"": [_door(here, first), *closed]}
    for entry in entries:
        found.setdefault(here.say(f"word.{entry.section}"), []).append(made[entry.address])
    return found


def _leads(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether it stands in the menu: the first of those beside each other that are open to this person."""
    return entry.shown and entry is next(it for it in entries if it.group == entry.group)


def beneath(here: Visit) -> None:
    """What stands beneath the menu of every page: the unit of money, and the handbook."""
    amounts.choose(here)
    handbook.link(here)


def beside(page: st.Page, here: Visit) -> None:
    """Links to the pages that belong together with this one."""
    entries = [it for it in open_to(here.person) if it.shown]
    group = next((it.group for it in entries if it.address == page.url_path), None)
    together = [it for it in entries if it.group == group]
    if len(together) < 2:
        return
    with st.container(horizontal=True, gap="small", key="menu-beside"):
        for it in together:
            st.page_link(PAGES / it.script, label=here.say(f"page.{it.address}"))


def run(page: st.Page, here: Visit) -> None:
    """Runs the page, unless it is not for this person: then whoever came by its address is told so, and the audit."""
    entry = next((it for it in MENU if it.address == page.url_path), None)
    if entry is None:
        page.run()
        return
    if entry in open_to(here.person):
        carrying.bring(here, page, entry.address)
        carrying.say_if_only_today(here, entry.address)
        with visit.handed_on(here):
            page.run()
        return
    st.title(here.say(f"page.{entry.address}"))
    st.warning(here.say("signin.not_for_you", role=here.person.role))
    if st.session_state.get("menu.refused") != (entry.address, here.person):
        st.session_state["menu.refused"] = (entry.address, here.person)
        denials.of_page(here.db, here.person, entry.address)


def _door(here: Visit, first: st.Page) -> st.Page:
    def lead_on() -> None:
        st.switch_page(first, query_params=st.query_params.to_dict())

    return st.Page(lead_on, title=here.say("word.product"), default=True, visibility="hidden")


def _page(entry: Entry, here: Visit, *, shown: bool = True) -> st.Page:
    """A page of this run's own: Streamlit writes into it which one was called."""
    return copy(_made(entry, here.say(f"page.{entry.address}"), "visible" if shown and entry.shown else "hidden"))


@cache
def _made(entry: Entry, title: str, visibility: Literal["visible", "hidden"]) -> st.Page:
    return st.Page(PAGES / entry.script, title=title, url_path=entry.address, visibility=visibility)
