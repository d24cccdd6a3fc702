"""The search that stands on every page, and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from pages.parts import carrying, tables
from pages.parts.visit import Visit
from scenario_db.codes import DemandStatus
from scenario_db.searching import Hit, Hits

BOX, WANTED = "find.box", "find.wanted"
WIDTH = 180
ROWS = 8


def box(here: Visit) -> None:
    """The box at the head of a page; what is typed there leads to the page of what was found."""
    st.text_input(
        here.say("find.box"),
        key=BOX,
        placeholder=here.say("find.hint"),
        label_visibility="collapsed",
        width=WIDTH,
        on_change=_typed,
    )


def _typed() -> None:
    st.session_state[WANTED] = st.session_state[BOX].strip()
    st.session_state[BOX] = ""


def lead_on(here: Visit) -> None:
    """To what was found, where something was typed; after the menu is made, since it leads to one of its pages."""
    if wanted := st.session_state.pop(WANTED, ""):
        carrying.go_on("overview/find.py", [("q", wanted), ("lang", here.language)])


def show(here: Visit, found: Hits) -> None:
    """What was found, kind by kind, each name leading on."""
    st.caption(here.say("find.found_more" if found.more else "find.found", count=found.count))
    _listed(here, "find.scenarios", found.scenarios, [_scenario(here, it) for it in found.scenarios])
    _listed(here, "find.departments", found.departments, [_department(here, it) for it in found.departments])
    _listed(here, "find.demands", found.demands, [_demand(here, it) for it in found.demands])
    _listed(here, "find.providers", found.providers, [_provider(here, it) for it in found.providers])


def _listed(here: Visit, title: str, found: Sequence[Hit], rows: Sequence[dict[str, str]]) -> None:
    if not found:
        return
    st.header(here.say(title, count=len(found)))
    told = [here.say(f"find.by_{it.found.name.lower()}") + (f"：{it.text}" if it.text else "") for it in found]
    heads = {
        "code": tables.text(here.say("find.code"), 120),
        "name": tables.link(here.say("find.name"), "medium"),
        "about": tables.text(here.say("find.about"), 170),
        "why": tables.text(here.say("find.why"), "large"),
    }
    frame = pd.DataFrame([row | {"why": why} for row, why in zip(rows, told, strict=True)])
    st.dataframe(
        frame,
        column_order=list(heads),
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(frame), ROWS),
    )


def _scenario(here: Visit, it: Hit) -> dict[str, str]:
    about = " · ".join(filter(None, (here.say.code(it.tier) if it.tier else "", it.about)))
    return {"code": it.code, "name": tables.to_scenario(here, it.code, it.name), "about": about}


def _department(here: Visit, it: Hit) -> dict[str, str]:
    address = urlencode({"lead": it.name, "lang": here.language})
    return {"code": "", "name": f"/scenarios?{address}#{quote(it.name)}", "about": it.about}


def _demand(here: Visit, it: Hit) -> dict[str, str]:
    address = urlencode({"demand": it.code, "lang": here.language})
    about = here.say.code(DemandStatus(it.about)) if it.about else ""
    return {"code": it.code, "name": f"/demands?{address}#{quote(it.name)}", "about": about}


def _provider(here: Visit, it: Hit) -> dict[str, str]:
    address = urlencode({"provider": it.code, "lang": here.language})
    return {"code": it.code, "name": f"/market?{address}#{quote(it.name)}", "about": ""}
