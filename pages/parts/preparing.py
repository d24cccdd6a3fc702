"""The texts that comparisons read, put into memory beside the page: half a minute for 100,000, once a process."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from pages.parts import background
from pages.parts.background import Job
from pages.parts.visit import Visit
from scenario_db import corpora
from scenario_db.database import Database
from scenario_db.engine import UnavailableError

MANY = 2_000
"""So many scenarios and demands are put into memory from the start of the server on; fewer are when they are needed."""


def begin(db: Database) -> None:
    """At the start of the server: begins with what the first who asks would have to wait for. It never raises."""
    with suppress(UnavailableError):
        if corpora.size(db) >= MANY:
            _job(db)


def _job(db: Database) -> Job:
    return background.started(("corpora", db), lambda _: corpora.hold(db))


def ready(here: Visit) -> bool:
    """Whether comparisons answer at once; until they do the place says so, and the page goes on without them."""
    if corpora.are_held(here.db):
        return True
    job = _job(here.db)
    if not job.soon():
        background.until_done(job, lambda: st.caption(here.say("match.preparing")), every=2)
        return False
    background.forget(("corpora", here.db))
    job.future.result()
    return True
