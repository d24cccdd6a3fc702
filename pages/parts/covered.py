"""Which demands a scenario answers, on a page of leaders: by domain, with a way to the demands themselves."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import coverage
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Domain


def by_domain(here: Visit, choice: Choice) -> None:
    """Demands by domain: answered, open, done with, and how old the open ones are."""
    found = kept(here.db, coverage.by_domain, choice)
    if not found:
        st.caption(here.say("pipeline.no_demands", day=choice.day))
        return
    known = [it for it in (*Domain, None) if it in found]
    rows = pd.DataFrame(
        {
            "domain": [here.say.code(it) or here.say("portfolio.no_domain") for it in known],
            **{name: [getattr(found[it], name) for it in known] for name in ("open", "answered", "done", "old")},
            "age": pd.array([found[it].age(choice.day) for it in known], dtype="Int64"),
        }
    )
    heads = {
        "domain": tables.text(here.say("field.scenario.domain"), "medium"),
        **{name: tables.number(here.say(f"pipeline.{name}"), 92) for name in ("open", "answered", "done")},
        "old": tables.number(here.say("pipeline.old", days=coverage.OLD), 100),
        "age": tables.number(here.say("pipeline.age"), 100),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height="content", placeholder="")
    st.page_link("pages/overview/demands.py", label=here.say("pipeline.to_demands"))
