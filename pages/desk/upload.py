"""导入: a workbook arrives; one sees what it would change, commits, gets a receipt, and can take it back."""

from __future__ import annotations

import streamlit as st

from pages.parts import arrivals, deciding, doubling, giving, handing, mending, understanding, visit
from scenario_db import settings

here = visit.begin()
st.title(here.say("page.upload"))
arrivals.finish(here)
st.caption(here.say("upload.intro"))
giving.templates(here)
label = here.say("upload.choose", limit=min(settings.current().upload_mib, st.get_option("server.maxUploadSize")))
given = st.file_uploader(
    label, key=f"upload.file.{st.session_state.get('upload.round', 0)}", accept_multiple_files=True
)
if "upload.done" in st.session_state:
    arrivals.receipt(here, *st.session_state["upload.done"])
    st.button(here.say("upload.another"), on_click=arrivals.start_again)
    if len(given) > 1:
        st.button(here.say("upload.next"), on_click=arrivals.next_file)
    st.stop()

file = arrivals.chosen(here, given)
if file is None:
    st.stop()

found = arrivals.looked_at(here, *file, deciding.policies(here))
arrivals.seen_before(here, found)
st.header(here.say("upload.understood"))
understanding.sheets(here, found)
arrivals.problems(here, found.problems)
mending.cells(here, found)
arrivals.decisions(here, found)
if not found.rows:
    st.error(here.say("upload.nothing_read"))
    st.stop()

settled = doubling.decided(here, found)
found = settled or found
st.header(here.say("upload.changes"))
arrivals.counted(here, found.counts)
count, refused = found.counts["new"] + found.counts["changed"], found.counts["refused"]
words = here.say("upload.commit_rest" if refused else "upload.commit", count=f"{count:,}", refused=f"{refused:,}")
if found.blocked:
    st.warning(here.say("upload.blocked"))
elif not found.changes:
    st.info(here.say("upload.nothing_to_commit"))
elif st.button(words, type="primary", disabled=settled is None):
    arrivals.commit(here, found)
arrivals.changes(here, found)
handing.back(here, file[0], found)
