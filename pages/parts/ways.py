"""Ways from a figure to its list: addresses of other pages with the choice that the figure counts, on the same day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st

from pages.parts import signs
from pages.parts.visit import Visit
from scenario_db.choices import Choice
from scenario_db.codes import Light

PAGES = {
    "scenarios": "pages/desk/scenarios.py",
    "lights": "pages/overview/lights.py",
    "returns": "pages/office/returns.py",
    "demands": "pages/overview/demands.py",
}


def chosen(here: Visit, choice: Choice, **options: Iterable[str]) -> list[tuple[str, str]]:
    """What stands in the address: the day where it is not today, and what is chosen, by the labels of its filters."""
    found = [] if choice.is_today else [("day", f"{choice.day}")]
    found += [(name, _label(here, it)) for name, several in options.items() for it in several]
    return [*found, ("lang", here.language)]


def two_days(then: Choice, now: Choice) -> dict[str, str]:
    """What stands in the address of a page that holds a day against an earlier one."""
    return {"vs": str(then.day)} | ({} if now.is_today else {"day": str(now.day)})


def _label(here: Visit, it: str) -> str:
    if isinstance(it, Light):
        return signs.label(here, it)
    return here.say.code(it) if isinstance(it, StrEnum) else it


def to(here: Visit, page: str, choice: Choice, label: str, **options: Iterable[str]) -> str:
    """A link for a column of links, whose words stand behind the #."""
    return f"/{page}?{urlencode(chosen(here, choice, **options))}#{quote(label)}"


def link(here: Visit, page: str, choice: Choice, label: str, **options: Iterable[str]) -> None:
    """The same as a link of its own."""
    st.page_link(PAGES[page], label=label, query_params=chosen(here, choice, **options))


def to_body(here: Visit, kind: str, key: str, name: str, choice: Choice) -> str:
    """The page of a department, a working group or a district."""
    given: Mapping[str, Any] = {"kind": kind, "unit": key}
    day = {} if choice.is_today else {"day": f"{choice.day}"}
    return f"/department?{urlencode({**given, **day, 'lang': here.language})}#{quote(name)}"
