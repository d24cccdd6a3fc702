"""What somebody does on a page: it is written and the page shown anew, or refused in a sentence that stays."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts.visit import Visit
from scenario_db.problems import RegisterError

MOST = 12
"""So many problems are told one by one."""


def attempt(here: Visit, work: Callable[[], object], *, said: str = "") -> None:
    """Does it; `said` is told in passing where it was done. What is wrong is told at once, all of it."""
    try:
        work()
    except RegisterError as refused:
        told = [here.say.problem(problem) for problem in refused.problems[:MOST]]
        st.error(told[0] if len(told) == 1 else "\n".join(f"- {it}" for it in told))
        return
    if said:
        st.toast(said)
    st.rerun()
