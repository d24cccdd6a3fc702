"""存疑清单: what in returns and plans does not look true, by rule and department, and what to do about it."""

from __future__ import annotations

import streamlit as st

from pages.parts import filters, tables, visit
from pages.parts.visit import Visit
from scenario_db import honesty
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.honesty import Rule


def choose_rules(here: Visit, counts: dict[Rule, int]) -> list[Rule]:
    """Which rules; each says how many it found."""
    return st.pills(
        here.say("doubt.rules"),
        list(counts),
        selection_mode="multi",
        key="rule",
        format_func=lambda it: f"{here.say.code(it)} {counts.get(it, 0):,}",
        label_visibility="collapsed",
    )


def listing(here: Visit, choice: Choice, rules: list[Rule], total: int) -> None:
    """One page of the doubts, each with its figures and what to do."""
    first = tables.page_of(total, "page", in_address=True) * tables.ROWS
    found = kept(here.db, honesty.found, choice, rules=tuple(rules), limit=tables.ROWS, offset=first)
    rows = [
        {
            "rule": here.say.code(it.rule),
            "name": tables.to_scenario(here, it.code, it.name),
            "lead": it.lead,
            "doubt": here.say.problem(it.problem),
            "do": here.say(f"doubt.{it.rule}_do"),
        }
        for it in found
    ]
    headings = {
        "rule": tables.coded(here, here.say("doubt.rule"), Rule, 124),
        "name": tables.link(here.say("field.scenario.name"), 190),
        "lead": tables.text(here.say("field.scenario.lead_id"), 96),
        "doubt": tables.text(here.say("doubt.doubt"), 330),
        "do": tables.text(here.say("doubt.do"), "large"),
    }
    st.dataframe(rows, column_config=headings, hide_index=True, placeholder="", height=tables.height(len(rows)))


here = visit.begin()
st.title(here.say("page.honesty"))
as_of = filters.choose_day(here)
choice = filters.choose(here, as_of)
counts = kept(here.db, honesty.counts, choice)
if not counts:
    st.info(here.say("doubt.none"))
    st.stop()
st.caption(here.say("doubt.intro", day=choice.day))
rules = choose_rules(here, counts)
listing(here, choice, rules, sum(counts[it] for it in rules or counts))
