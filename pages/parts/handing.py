"""The clerk's own workbook handed back with its bad cells marked, or only the rows that were refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from importers import marked
from importers.marked import Handed
from importers.preview import Preview
from pages.parts import background
from pages.parts.background import Progress
from pages.parts.visit import Visit
from scenario_db.problems import Problem

Made = bytes | Handed | Problem


def back(here: Visit, data: bytes, found: Preview) -> None:
    """Two ways to mend in Excel; each is made in the background and then lies ready."""
    if not found.problems:
        return
    st.markdown(f"### {here.say('upload.mend')}")
    ways: dict[str, Callable[[], Made]] = {
        "marked": partial(marked.handed, data, found.file, found.problems, here.say, found.mended)
    }
    if found.counts["refused"]:
        ways["refused"] = partial(marked.refused_rows, data, found, here.say)
    with st.container(horizontal=True):
        for way in ways:
            if st.button(here.say(f"upload.hand_{way}"), key=f"upload.hand.{way}"):
                st.session_state["upload.handed"] = (way, found.key or found.file_hash, found.mark, here.language)
    chosen = st.session_state.get("upload.handed")
    if chosen and chosen[0] in ways and chosen[1:] == (found.key or found.file_hash, found.mark, here.language):
        _ready(here, chosen, ways[chosen[0]], found.file)


def _ready(here: Visit, key: tuple[object, ...], make: Callable[[], Made], file: str) -> None:
    def work(progress: Progress) -> Made:
        progress.at("marking", 0.4)
        return make()

    made: Made = background.awaited(here, background.started(("hand", *key), work))
    if isinstance(made, Problem):
        st.error(here.say.problem(made))
        return
    if isinstance(made, Handed):
        _what_is_lost(here, made)
    content = made.content if isinstance(made, Handed) else made
    stem, suffix = file.rpartition(".")[0] or file, marked.suffix(content)
    label = here.say("upload.take")
    st.download_button(label, content, file_name=f"{stem}-{here.say('upload.marked_name')}{suffix}", on_click="ignore")


def _what_is_lost(here: Visit, made: Handed) -> None:
    """Says beside the download what of the clerk's own workbook does not come back as it was."""
    if made.rebuilt:
        st.caption(here.say("upload.rebuilt"))
    elif made.lost:
        st.caption(here.say("upload.lost", what="、".join(here.say(f"upload.lost_{name}") for name in made.lost)))
