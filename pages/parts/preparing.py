"""The texts that comparisons read, put into memory beside the page: half a minute for 100,000, once a process."""

from __future__ import annotations

import streamlit as st

from pages.parts import background
from pages.parts.background import Job
from pages.parts.visit import Visit
from scenario_db import corpora


def ready(here: Visit) -> bool:
    """Whether comparisons answer at once; until they do the place says so, and the page goes on without them."""
    if corpora.are_held(here.db):
        return True
    job = background.started(("corpora", here.db), lambda _: corpora.hold(here.db))
    if not job.soon():
        _wait(here, job)
        return False
    background.forget(("corpora", here.db))
    job.future.result()
    return True


def _wait(here: Visit, job: Job) -> None:
    @st.fragment(run_every=2)
    def look() -> None:
        if job.future.done():
            st.rerun()
        st.caption(here.say("match.preparing"))

    look()
