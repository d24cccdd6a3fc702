"""What only people can say about a workbook: sheets, meanings of headings and names, and which side is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import streamlit as st

from importers.columns import Left, Match
from importers.forms import Form
from importers.merging import Conflict
from importers.policies import CHOICES, ConflictKey, Decisions, Policies, Side
from importers.preview import Preview
from importers.workbook import letter
from pages.parts import mapping, tables
from pages.parts.visit import Visit
from scenario_db import departments, shown
from scenario_db.kinds import KINDS
from scenario_db.roles import Action, may

_ABREAST = 3
"""So many questions stand beside each other."""

LEFT_OUT = ""
"""The decision that a heading is not imported, or that a name means nobody."""


def policies(here: Visit) -> Policies:
    """The rules of this import, in words; the usual ones unless somebody wants others."""
    with st.expander(here.say("upload.policies")):
        chosen: dict[str, Any] = {name: _policy(here, name, list(kinds)) for name, kinds in CHOICES.items()}
    return Policies(**chosen)


def _policy(here: Visit, name: str, choices: Sequence[StrEnum]) -> StrEnum | None:
    if name == "new_departments" and not may(here.person, Action.NEW_DEPARTMENT):
        return None
    chosen: StrEnum | None = st.segmented_control(
        here.say(f"upload.policy_{name}"),
        choices,
        key=f"upload.policy.{name}",
        default=getattr(Policies(), name),
        format_func=lambda it: here.say(f"upload.policy_{name}_{it}"),
        required=name != "new_departments",
    )
    return chosen


def remembered() -> Decisions:
    """What was decided so far on this workbook."""
    return Decisions(
        headings=dict(st.session_state.get("upload.headings", {})),
        units=dict(st.session_state.get("upload.names", {})),
        conflicts=dict(st.session_state.get("upload.sides", {})),
        sheets=st.session_state.get("upload.sheets"),
        tops=dict(st.session_state.get("upload.tops", {})),
        cells=dict(st.session_state.get("upload.cells", {})),
    )


def begin_with(data: bytes) -> None:
    """A new workbook begins undecided."""
    if st.session_state.get("upload.of") != hash(data):
        forget()
        st.session_state["upload.of"] = hash(data)


def forget() -> None:
    """Lets go of all decisions."""
    for name in ("headings", "names", "sides", "sheets", "tops", "cells", "typed", "mend.base", "doubles"):
        st.session_state.pop(f"upload.{name}", None)


def _decide(name: str, chosen: Any, before: Any) -> None:
    """Keeps a decision and looks at the workbook anew, if it is one."""
    if chosen != before:
        st.session_state[name] = chosen
        st.rerun()


def headings(here: Visit, looked: Preview) -> None:
    """Columns whose heading may mean several things, or nothing that is known: people say which."""
    asked = [(it.matching.form, match) for it in looked.readings for match in it.matching.matches if _is_asked(match)]
    if not asked:
        return
    st.markdown(f"### {here.say('upload.ask_headings')}")
    decided = dict(st.session_state.get("upload.headings", {}))
    places = st.columns(_ABREAST)
    for at, (form, match) in enumerate(asked):
        with places[at % _ABREAST]:
            chosen = _meaning(here, form, match)
        if chosen is not None:
            decided[match.heading] = chosen
    _decide("upload.headings", decided, dict(st.session_state.get("upload.headings", {})))


def _is_asked(match: Match) -> bool:
    return bool(match.heading) and match.left in (Left.ASKED, Left.UNKNOWN, Left.NO_PERIOD)


def _meaning(here: Visit, form: Form, match: Match) -> str | None:
    near = "、".join(mapping.field_name(here, it.key) for it in match.choices)
    placeholder = "choose_alike" if match.left is Left.UNKNOWN and near else "choose_meaning"
    chosen: str | None = st.selectbox(
        f"{match.heading} · {letter(match.column)}",
        _meanings(form, match),
        index=None,
        key=f"upload.heading.{match.column}",
        format_func=lambda key: mapping.field_name(here, key) if key else here.say("upload.not_imported"),
        placeholder=here.say(f"upload.{placeholder}", near=near),
    )
    return chosen


def _meanings(form: Form, match: Match) -> list[str]:
    """For an ambiguous heading what it may be; for an unknown one all fields, the likeliest first."""
    others = () if match.left is Left.ASKED else form.fields
    return [LEFT_OUT, *dict.fromkeys(it.key for it in (*match.choices, *others) if it.record)]


def units(here: Visit, looked: Preview) -> None:
    """Names that no department goes by: whom they mean, remembered as another name; or nobody."""
    unknown = list(
        dict.fromkeys(str(it.facts["value"]) for it in looked.problems if it.kind.startswith("unknown_department"))
    )
    if not unknown or not may(here.person, Action.NEW_DEPARTMENT):
        return
    st.markdown(f"### {here.say('upload.ask_units')}")
    known = {it.id: it.name for it in departments.find(here.db)}
    directory = departments.directory(here.db)
    decided = dict(st.session_state.get("upload.names", {}))
    places = st.columns(_ABREAST)
    for at, name in enumerate(unknown):
        near = [it.department_id for it in directory.near(name)]
        chosen = places[at % _ABREAST].selectbox(
            here.say("upload.whom", name=name),
            [LEFT_OUT, *near, *(key for key in known if key not in near)],
            index=None,
            key=f"upload.name.{name}",
            format_func=lambda key: known.get(key, here.say("upload.nobody")),
            placeholder=here.say("upload.choose_unit", near="、".join(known[key] for key in near) or "—"),
        )
        if chosen is not None:
            decided[name] = chosen
    _decide("upload.names", decided, dict(st.session_state.get("upload.names", {})))


def conflicts(here: Visit, looked: Preview) -> None:
    """Values that both the file and somebody else have changed: mine or theirs, for each field."""
    if not looked.conflicts:
        return
    st.markdown(f"### {here.say('upload.ask_conflicts', count=len(looked.conflicts))}")
    part = looked.conflicts[: tables.ROWS]
    sides = {here.say("upload.side_theirs"): Side.THEIRS, here.say("upload.side_mine"): Side.MINE}
    rows = [_conflict(here, it) for it in part]
    edited = st.data_editor(
        rows,
        key=f"upload.conflicts.{looked.mark}.{len(looked.conflicts)}",
        hide_index=True,
        placeholder=here.say("upload.choose_side"),
        disabled=["record", "field", "base", "theirs", "mine"],
        column_config={
            **{name: tables.text(here.say(f"upload.col_{name}")) for name in ("record", "base", "theirs", "mine")},
            "field": tables.text(here.say("word.col_field")),
            "side": st.column_config.SelectboxColumn(here.say("upload.col_side"), options=list(sides)),
        },
    )
    if st.button(here.say("upload.decide_conflicts")):
        chosen: dict[ConflictKey, Side] = dict(st.session_state.get("upload.sides", {}))
        chosen |= {it.key: sides[row["side"]] for it, row in zip(part, edited, strict=True) if row["side"] in sides}
        _decide("upload.sides", chosen, dict(st.session_state.get("upload.sides", {})))


def _conflict(here: Visit, it: Conflict) -> Mapping[str, str | None]:
    called = departments.names_on(here.db)
    column = KINDS[it.kind].column(it.field)
    values = {name: shown.value(here.say, column, getattr(it, name), called) for name in ("base", "theirs", "mine")}
    when = f"（{it.by} {here.clock(it.recorded_at)}）" if it.recorded_at else ""
    return {
        "record": shown.title_of(here.db, here.say, it.kind, it.id),
        "field": here.say.field(it.kind, it.field),
        **values,
        "theirs": f"{values['theirs']}{when}",
        "side": None,
    }
