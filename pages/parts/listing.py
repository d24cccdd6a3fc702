"""The list of scenarios: its columns, its order, and the way out as a workbook with exactly what is shown."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from exporters import ledger as workbook
from pages.parts import amounts, leaving, tables
from pages.parts.visit import Visit
from scenario_db import scenarios
from scenario_db.choices import Choice
from scenario_db.codes import Domain, Tier

MONEY = ("total_invest", "planned", "done")


def columns(here: Visit, year: int, rows: pd.DataFrame) -> dict[str, tables.Heading]:
    """The columns of the list, in their order, for these rows."""
    return {
        "code": tables.text(here.say("field.scenario.code"), 108),
        "link": tables.link(here.say("field.scenario.name"), 224),
        "tier": tables.tier(here),
        "domain": tables.coded(here, here.say("word.domain"), Domain),
        "lead": tables.text(here.say("field.scenario.lead_id"), 120),
        "total_invest": amounts.column(here, here.say("field.scenario.total_invest"), 84, rows["total_invest"]),
        "planned": amounts.column(here, here.say("word.planned", year=year), 84, rows["planned"]),
        "done": amounts.column(here, here.say("word.done", year=year), 96, rows["done"]),
        "completion": tables.share(here.say("word.completion")),
        "period": tables.text(here.say("word.last_return"), 76),
        "updated": tables.text(here.say("word.updated"), 88),
    }


def shown(here: Visit, found: pd.DataFrame) -> pd.DataFrame:
    """The rows as people read them."""
    pairs = zip(found["code"], found["name"], strict=True)
    return found.assign(
        link=[tables.to_scenario(here, code, name) for code, name in pairs],
        tier=tables.labels(here, found["tier"], Tier),
        domain=tables.labels(here, found["domain"], Domain),
        **{name: found[name].map(partial(amounts.of, here), na_action="ignore") for name in MONEY},
        completion=found["completion"].map(tables.part, na_action="ignore"),
        updated=tables.on_clock(here, found["updated_at"]),
    )


def tools(here: Visit, choice: Choice, total: int, *, may_enter: bool) -> str:
    """How many, in which order, the way out as a workbook, and the way in for a new one."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.markdown(here.say("word.found", count=f"{total:,}", unit=amounts.name(here)))
        sort: str = st.segmented_control(
            here.say("word.sorted_by"),
            scenarios.SORTS,
            key="sort",
            default="code",
            format_func=lambda it: here.say(f"word.sort_{it}"),
            required=True,
            bind="query-params",
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, width="content"):
            make = partial(workbook.of_choice, here.db, choice, here.say, sort=sort)
            name = f"{here.say('word.export_name')}-{choice.day}.xlsx"
            leaving.button(here, "ledger", make, name=name, rows=total, chosen=choice)
            if may_enter and st.button(here.say("entering.title"), type="primary"):
                st.switch_page("pages/desk/edit.py")
    return sort
