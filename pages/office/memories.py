"""列的记忆: what was decided that headings of workbooks mean, and the way to forget it."""

from __future__ import annotations

import streamlit as st

from pages.parts import mapping, tables, visit
from scenario_db import departments, memories
from scenario_db.problems import RegisterError
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.memories"))
found = memories.found(here.db)
if not found:
    st.info(here.say("word.no_memories"))
    st.stop()

st.caption(here.say("word.memories_hint"))
called = departments.names_on(here.db)
rows = [
    {
        "owner": called.get(it.owner, here.say("code.role.office")),
        "form": here.say(f"upload.form_{it.form}"),
        "heading": it.heading,
        "becomes": mapping.field_name(here, it.field) if it.field else here.say("upload.not_imported"),
    }
    for it in found
]
picked = st.dataframe(
    rows,
    column_config={name: tables.text(here.say(f"word.memory_{name}")) for name in rows[0]},
    hide_index=True,
    placeholder="",
    height=tables.height(len(rows), tables.ROWS),
    on_select="rerun",
    selection_mode="multi-row",
    key="memories.rows",
)
chosen = [found[at].id for at in picked.selection.rows]
if may(here.person, Action.NEW_DEPARTMENT) and st.button(
    here.say("word.forget", count=len(chosen)), disabled=not chosen, type="primary"
):
    try:
        memories.forget(here.db, chosen, by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.rerun()
