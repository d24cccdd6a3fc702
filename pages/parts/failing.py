"""What a person sees when a page breaks: a sentence in her language with a number; the rest goes to the log."""

from __future__ import annotations

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from api import door as interface
from pages.parts import headers, porch, visit
from scenario_db import faults
from scenario_db.problems import RegisterError


def show(error: Exception) -> bool:
    """Streamlit's own “This app has encountered an error” gives way to this; True says so."""
    say = visit.words()
    if isinstance(error, RegisterError):
        st.error(say.problem(error.problem))
    problem = faults.told(error, where=st.context.url or "a page")
    told = st.caption if isinstance(error, RegisterError) else st.error
    told(say.problem(problem))
    return True


def answer(asked: Request, error: Exception) -> Response:
    """The same for what breaks outside a page: the interface, the way in and out, files, the gate itself."""
    problem = faults.told(error, where=f"{asked.method} {asked.url.path}")
    page: Response = porch.sentence(porch.words(asked.query_params.get("lang", "")), problem, 500)
    if asked.url.path.startswith("/api/"):
        page = interface.failed(asked, problem)
    page.headers.update(headers.of(asked.scope))  # this answer is given outside of all that would put them on
    return page
