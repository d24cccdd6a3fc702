"""Runs of pages follow what is written, and where very much is, a moment behind; but never who wrote it herself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import streamlit as st

from pages.parts.visit import Visit
from scenario_db import histories, pacing
from scenario_db.database import Database
from scenario_db.pacing import Pace

SECONDS_EXACT = 60.0
"""So long after she wrote something a person reads exactly."""

_WROTE = "pace.wrote"

_PACES: WeakKeyDictionary[Database, Pace] = WeakKeyDictionary()


@contextmanager
def kept(here: Visit) -> Iterator[None]:
    """What this run of a page asks, it asks at one mark."""
    pace = _PACES.setdefault(here.db, Pace())
    wrote_at = st.session_state.get(_WROTE)
    exactly = wrote_at is not None and time.monotonic() - wrote_at < SECONDS_EXACT
    with pacing.reading(pace, histories.mark(here.db), exactly=exactly) as run:
        try:
            yield
        finally:
            if run.wrote:
                st.session_state[_WROTE] = time.monotonic()
