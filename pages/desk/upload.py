"""导入: a workbook arrives; one sees what it would change, commits, gets a receipt, and can take it back."""

from __future__ import annotations

from typing import cast

import streamlit as st

from importers import preview
from importers.known import NewDepartments
from importers.preview import Preview
from pages.parts import arrivals, visit
from pages.parts.visit import Visit
from scenario_db import settings
from scenario_db.changes import StaleError
from scenario_db.problems import RegisterError


def looked_at(here: Visit, data: bytes, file: str) -> Preview:
    """The preview of this file under these decisions, made once for a visit and anew when either changes."""
    policy = cast("NewDepartments | None", st.session_state.get("upload.units"))
    asked = (hash(data), policy, here.db.value("select mark from ledger_mark"))
    if st.session_state.get("upload.asked") != asked:
        with st.spinner(here.say("upload.reading")):
            st.session_state["upload.preview"] = preview.of(
                here.db, data, file, by=here.person, day=here.today, new_departments=policy
            )
        st.session_state["upload.asked"] = asked
    return cast("Preview", st.session_state["upload.preview"])


def commit(here: Visit, found: Preview) -> None:
    """Writes it, or says who was faster and shows it anew."""
    try:
        with st.spinner(here.say("upload.committing")):
            done = preview.commit(here.db, found, by=here.person)
    except StaleError:
        st.warning(here.say("upload.stale"))
        st.session_state.pop("upload.asked", None)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.session_state["upload.done"] = (done, found.counts)
        st.rerun()


def start_again() -> None:
    """Forgets the file and the receipt."""
    for name in ("upload.done", "upload.preview", "upload.asked", "upload.units"):
        st.session_state.pop(name, None)
    st.session_state["upload.round"] = st.session_state.get("upload.round", 0) + 1


here = visit.begin()
st.title(here.say("page.upload"))
if "upload.done" in st.session_state:
    arrivals.receipt(here, *st.session_state["upload.done"])
    st.button(here.say("upload.another"), on_click=start_again)
    st.stop()

st.caption(here.say("upload.intro"))
label = here.say("upload.choose", limit=settings.current().upload_mib)
file = st.file_uploader(label, key=f"upload.file.{st.session_state.get('upload.round', 0)}")
if file is None:
    st.stop()

found = looked_at(here, file.getvalue(), file.name)
arrivals.seen_before(here, found)
st.subheader(here.say("upload.understood"))
arrivals.understood(here, found)
arrivals.problems(here, found.problems)
arrivals.decide_units(here, found)
if not found.rows:
    st.error(here.say("upload.nothing_read"))
    st.stop()

st.subheader(here.say("upload.changes"))
arrivals.changes(here, found)
counts = found.counts
count, refused = counts["new"] + counts["changed"], counts["refused"]
words = here.say("upload.commit_rest" if refused else "upload.commit", count=f"{count:,}", refused=f"{refused:,}")
if not count:
    st.info(here.say("upload.nothing_to_commit"))
elif st.button(words, type="primary"):
    commit(here, found)
