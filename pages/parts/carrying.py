"""What goes along from one page to the next: the days, and the filters where both pages mean the same by them.

The menu's links carry nothing, and a day that is on the screen but not in the address is lost to whoever the address is
sent to. So what a page is asked is noted, and brought into the address of the page that comes next. Streamlit keeps a
filter by its name for the whole session: behind a link from a figure it would narrow the list beneath what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

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
}
"""What is kept for a page; the days for as long as the session lasts, the filters only to the very next page."""

OF_A_FIGURE = ("light", "raised")
"""What a link from a figure narrows further, and nothing else brings along."""

HELD, LAST = "carrying.held", "carrying.last"

Held = dict[str, list[str]]


def note(*names: str) -> None:
    """Remembers what the address of this page says, where its controls stand."""
    held: Held = st.session_state.setdefault(HELD, {})
    held.update({name: st.query_params.get_all(name) for name in names})


def bring(page: st.Page, address: str) -> None:
    """Leads on to the same page with what was noted, where its address says nothing of it."""
    if st.session_state.get(LAST) == address:
        return
    st.session_state[LAST] = address
    takes = TAKES.get(address, ())
    held: Held = st.session_state.setdefault(HELD, {})
    if "tier" not in takes:
        held.update({name: [] for name in FILTERS})
    said = {name: st.query_params.get_all(name) for name in st.query_params}
    filtered = any(name in said for name in FILTERS)
    missing = {name: held.get(name, []) for name in takes if name not in said and not (filtered and name in FILTERS)}
    for name in {*FILTERS, *OF_A_FIGURE} - {*said}:
        st.session_state.pop(name, None)
    if any(missing.values()):
        st.switch_page(page, query_params=said | missing)
