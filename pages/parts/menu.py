"""The menu as a table: which page stands where, under which name, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages.parts.visit import Visit
from scenario_db.roles import Action, Person, may

PAGES = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its script, its address, and what one has to be allowed to find it. Hiding is no denial: pages ask again.

    The address is also the key of its words, `page.<address>`; what is not shown is reached by a link alone.
    """

    script: str
    address: str
    needs: Action
    shown: bool = True

    @property
    def section(self) -> str:
        """The folder is the section: overview, desk, office."""
        return self.script.split("/", maxsplit=1)[0]


MENU = (
    Entry("overview/portfolio.py", "portfolio", Action.READ),
    Entry("desk/scenarios.py", "scenarios", Action.READ),
    Entry("desk/scenario.py", "scenario", Action.READ, shown=False),
    Entry("desk/upload.py", "upload", Action.IMPORT),
    Entry("office/history.py", "history", Action.READ),
    Entry("office/memories.py", "memories", Action.IMPORT),
)
"""In the order in which it is shown; the first that a person may see is where she arrives."""


def open_to(person: Person) -> list[Entry]:
    """What a person finds in the menu."""
    return [entry for entry in MENU if may(person, entry.needs)]


def pages(here: Visit) -> dict[str, list[st.Page]]:
    """Streamlit's pages for a visit, by section."""
    found: dict[str, list[st.Page]] = {}
    for entry in open_to(here.person):
        found.setdefault(here.say(f"word.{entry.section}"), []).append(_page(entry, here, first=not found))
    return found


def _page(entry: Entry, here: Visit, *, first: bool) -> st.Page:
    return st.Page(
        PAGES / entry.script,
        title=here.say(f"page.{entry.address}"),
        url_path=entry.address,
        default=first,
        visibility="visible" if entry.shown else "hidden",
    )
