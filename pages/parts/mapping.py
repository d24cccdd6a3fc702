"""Which column is which field: one compact table with samples and reasons, each meaning to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from importers import columns
from importers.cells import Reading
from importers.columns import Left, Match
from importers.forms import Form
from importers.preview import Preview
from importers.workbook import letter
from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import phones
from scenario_db.kinds import KINDS
from scenario_db.roles import Action, may

LEFT_OUT = ""
"""The key of a heading that is not imported."""

_OWN = {
    "lead": "lead_id",
    "parent": "parent_id",
    "proposer": "proposer_id",
    "department": "department_id",
    "departments": "department_id",
    "planned_period": "planned_start",
}
"""Fields of forms that the register calls otherwise."""

_FIXED = ("column", "heading", "samples", "how")


def field_name(here: Visit, key: str) -> str:
    """The words of a field of a form: those of the register's field, or the form's own."""
    kind, _, name = key.partition(".")
    name = _OWN.get(name, name)
    known = kind in KINDS and name in KINDS[kind].names
    return here.say.field(kind, name) if known else here.say(f"kind.{kind}")


def table(here: Visit, looked: Preview, reading: Reading) -> None:
    """The columns of a sheet; a meaning that is changed has the workbook looked at anew."""
    matches, choices = reading.matching.matches, _choices(here, reading.matching.form)
    labels = {key: label for label, key in choices.items()}
    key = f"upload.columns.{looked.key[:12]}.{reading.table.sheet.name}"
    heads: dict[str, Any] = {name: tables.text(here.say(f"upload.col_{name}")) for name in _FIXED}
    heads["column"] = tables.text(here.say("upload.col_column"), 50)
    heads["becomes"] = st.column_config.SelectboxColumn(
        here.say("upload.col_becomes"), options=list(choices), required=True
    )
    heads["sure"] = st.column_config.NumberColumn(here.say("upload.col_sure"), format="percent", width=60)
    st.caption(here.say("upload.change_columns"))
    st.data_editor(
        [_row(here, reading, it, labels) for it in matches],
        key=key,
        hide_index=True,
        placeholder=" ",
        column_order=("column", "heading", "samples", "becomes", "how", "sure"),
        disabled=[*_FIXED, "sure"],
        column_config=heads,
        height=tables.height(len(matches)),
    )
    _decide(matches, choices, st.session_state[key]["edited_rows"])


def _choices(here: Visit, form: Form) -> dict[str, str]:
    """The fields of a form by their labels, no two alike; first the one that stands for none."""
    found = {here.say("upload.not_imported"): LEFT_OUT}
    for it in form.fields:
        if it.record and it.key not in found.values():
            label = field_name(here, it.key)
            found[f"{here.say(f'kind.{it.record}')} · {label}" if label in found else label] = it.key
    return found


def _row(here: Visit, reading: Reading, it: Match, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "column": letter(it.column),
        "heading": it.heading,
        "samples": " / ".join(_sample(here, it, text) for text in columns.samples(reading.table, it.column)),
        "becomes": labels.get(it.field.key if it.left is None else LEFT_OUT, labels[LEFT_OUT]),
        "how": _why(here, it),
        "sure": it.confidence if it.left is None else None,
    }


def _sample(here: Visit, it: Match, text: str) -> str:
    return text if it.column not in personal(here, (it,)) else phones.masked(text) or ""


def personal(here: Visit, matches: Iterable[Match]) -> set[int]:
    """The columns whose numbers this person may not see, whosever they are."""
    if may(here.person, Action.SEE_PHONES):
        return set()
    return {it.column for it in matches if it.field.name in (*phones.PERSONAL, "contact_and_phone")}


def _why(here: Visit, it: Match) -> str:
    said = it.heading in st.session_state.get("upload.headings", {})
    if it.left is None:
        period = f" {it.period}" if it.period else ""
        return here.say("upload.how_said" if said else f"upload.how_{it.how}") + period
    if it.left is Left.UNKNOWN and it.choices:
        return here.say("upload.left_alike", near="、".join(field_name(here, one.key) for one in it.choices))
    return here.say("upload.left_said" if said and it.left is Left.DECIDED else f"upload.left_{it.left}")


def _decide(matches: tuple[Match, ...], choices: Mapping[str, str], edited: Mapping[int, Mapping[str, Any]]) -> None:
    """Takes what the browser sends for known headings and known labels only."""
    before = dict(st.session_state.get("upload.headings", {}))
    decided = dict(before)
    for at, change in edited.items():
        label = str(change.get("becomes"))
        if 0 <= int(at) < len(matches) and matches[int(at)].heading and label in choices:
            decided[matches[int(at)].heading] = choices[label]
    if decided != before:
        st.session_state["upload.headings"] = decided
        st.rerun()
