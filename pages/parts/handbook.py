"""The handbook within the product: the text of docs/handbook with its pictures, opened at what her role does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from pages.parts.visit import Visit
from scenario_db.codes import Role

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"

PARTS = ("README", "clerk", "reviewer", "office", "leader", "admin", "fields")
"""Its files, in the order in which they are offered."""

OF: Mapping[Role, str] = {Role.GROUP: "office"}
"""Where a role reads in another's part; else its part bears its name."""

_PICTURE = re.compile(r"^!\[(.+)\]\(\.\./pictures/([\w-]+\.png)\)$")
_TO_A_PART = re.compile(r"(?<!!)\[([^\]]+)\]\((\w+)\.md(?:#[^)]*)?\)")
_TO_ELSEWHERE = re.compile(r"(?<!!)\[([^\]]+)\]\((?:#|\.\./)[^)]*\)")


def link(here: Visit) -> None:
    """The way to it, beneath the menu of every page."""
    with st.sidebar:
        st.page_link("pages/desk/handbook.py", label=here.say("page.handbook"))


def show(here: Visit) -> None:
    """The part that the address names, or that of her role; another is chosen above it."""
    said = st.query_params.get("part", "")
    usual = said if said in PARTS else OF.get(here.person.role, str(here.person.role))
    part = st.selectbox(
        here.say("handbook.part"),
        PARTS,
        PARTS.index(usual),
        key=f"handbook.part.{usual}",
        format_func=lambda it: here.say(f"handbook.part_{it.lower()}"),
        width=260,
    )
    if here.language != "zh":
        st.caption(here.say("handbook.in_chinese"))
    with st.container(key="handbook"):
        _told(part)


def _told(part: str) -> None:
    for piece in pieces((DOCS / "handbook" / f"{part}.md").read_text(encoding="utf-8")):
        if shown := _PICTURE.match(piece):
            st.image(DOCS / "pictures" / shown[2], alt=shown[1], width="stretch")
        else:
            st.markdown(piece)


def pieces(text: str) -> list[str]:
    """Its paragraphs between the pictures, and the pictures; the page has a heading of its own.

    A link leads to the part that it names; what is on the same page, or no part, is only read.
    """
    found: list[str] = []
    for line in text.splitlines()[1:]:
        if _PICTURE.match(line) or not found or _PICTURE.match(found[-1]):
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    linked = (_TO_ELSEWHERE.sub(r"\1", _TO_A_PART.sub(r"[\1](/handbook?part=\2)", it)) for it in found)
    return [it.strip() for it in linked if it.strip()]
