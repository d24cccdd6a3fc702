"""Batches on a screen: the list, one batch with all it changed, and taking it back after a look at what stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.parts import card, tables
from pages.parts.visit import Visit
from scenario_db import histories, ledger, shown
from scenario_db.changes import Batch, Kept, Undoing, Version
from scenario_db.problems import RegisterError
from scenario_db.roles import Action, may

_IN_TITLE = ("code", "name", "title", "record_status")
"""What the title of a record says already, or what every record of a library has."""


def listed(here: Visit, found: Sequence[Batch]) -> None:
    """A page of batches; one click opens a batch."""
    taken_back = histories.taken_back(here.db, [it.id for it in found])
    rows = [_row(here, it, taken_back) for it in found]
    names = ("batch", "day", "door", "by", "note", "counted", "state")
    heads = {name: tables.text(here.say(f"word.col_{name}"), "large" if name == "note" else None) for name in names}
    heads["batch"] = tables.link(here.say("word.col_batch"), 60)
    st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows), tables.ROWS)
    )


def _row(here: Visit, it: Batch, taken_back: Mapping[int, int]) -> dict[str, str]:
    return {
        "batch": tables.to_batch(here, it.id),
        "day": here.clock(it.recorded_at),
        "door": here.say.code(it.origin.source),
        "by": it.author,
        "note": it.origin.file_name or it.origin.note or undoes(here, it),
        "counted": counted(here, it.origin.counts),
        "state": here.say("word.taken_back_by", batch=taken_back[it.id]) if it.id in taken_back else "",
    }


def undoes(here: Visit, it: Batch) -> str:
    """Which batch it took back."""
    return here.say("word.takes_back", batch=it.origin.undoes) if it.origin.undoes else ""


def counted(here: Visit, counts: Mapping[str, int]) -> str:
    """The counts of an import in one line, as they add up."""
    names = ("new", "changed", "same", "conflict", "refused")
    return here.say("word.counts_line", **{name: counts.get(name, 0) for name in names}) if counts else ""


def one(here: Visit, number: int) -> None:
    """A batch: who, when, from which file, what it changed record by record, and the way back."""
    st.page_link("pages/office/history.py", label=here.say("word.all_batches"))
    it = histories.batch(here.db, number)
    if it is None:
        st.info(here.say("word.no_such_batch", batch=number))
        return
    st.header(here.say("word.batch_title", batch=number, door=it.origin.source, by=it.author))
    st.caption(
        " · ".join(filter(None, (here.clock(it.recorded_at), it.origin.file_name, it.origin.note, undoes(here, it))))
    )
    if it.origin.counts:
        st.markdown(counted(here, it.origin.counts))
    _way_back(here, number)
    found = histories.counts(here.db, number)
    for kind in sorted(found, key=lambda it: it not in ("scenario", "demand")):
        st.markdown(f"### {here.say(f'kind.{kind}')} · {found[kind]:,}")
        _records(here, number, kind, found[kind])


def _records(here: Visit, number: int, kind: str, total: int) -> None:
    page = tables.page_of(total, f"history.page.{kind}")
    found = histories.written_by(here.db, number, kind, limit=tables.ROWS, offset=page * tables.ROWS)
    called = shown.names(here.db, [version.record for _, version in found])
    rows = [row for _, version in found for row in _differences(here, number, kind, version, called)]
    tables.of_words(here, rows, ("record", "field", "old", "new", "source"), of="word", wide="new")


def _differences(
    here: Visit, number: int, kind: str, version: Version, called: Mapping[str, str]
) -> list[dict[str, str]]:
    title = shown.title(here.say, version.record, called)
    if version.batch.id != number:
        return [{"record": title, "field": here.say("word.left")}]
    if version.number == 1:
        new = _whole(here, kind, version, called)
        return [{"record": title, "field": here.say("word.entered"), "new": new, "source": version.row}]
    told = [name for name in version.fields if name in shown.fields(version.record)]
    changes = {name: shown.change(here.say, version, name, called, to=here.person) for name in told}
    return [
        {
            "record": title,
            "field": here.say.field(kind, name),
            "old": old,
            "new": new,
            "source": card.source(here, version, kind, name),
        }
        for name, (old, new) in changes.items()
    ]


def _whole(here: Visit, kind: str, version: Version, called: Mapping[str, str]) -> str:
    """A record that entered, in one line."""
    told = (name for name in version.fields if name in shown.fields(version.record) and name not in _IN_TITLE)
    values = {name: shown.field(here.say, version.record, name, called, to=here.person) for name in told}
    return "；".join(f"{here.say.field(kind, name)} {value}" for name, value in values.items())


def _way_back(here: Visit, number: int) -> None:
    """Taking back, in two steps: first what would happen and what would stay, then the deed."""
    taken_back = histories.taken_back(here.db, [number])
    if taken_back:
        st.caption(here.say("word.taken_back_by", batch=taken_back[number]))
    if may(here.person, Action.UNDO) and st.button(here.say("word.take_back"), key=f"history.undo.{number}"):
        _confirm(here, number)


def _confirm(here: Visit, number: int) -> None:
    @st.dialog(here.say("word.take_back_title", batch=number), width="large")
    def ask() -> None:
        planned = ledger.plan_undo(here.db, number)
        what_stays(here, planned)
        if not planned.changes:
            st.info(here.say("word.nothing_to_take_back"))
        elif st.button(here.say("word.take_back_now", count=len(planned.changes)), type="primary"):
            _take_back(here, number)

    ask()


def what_stays(here: Visit, planned: Undoing) -> None:
    """What an undo would do in one line, and the list of what it leaves alone."""
    st.markdown(here.say("word.undo_plan", changes=len(planned.changes), kept=len(planned.kept)))
    first = tables.page_of(len(planned.kept), "history.kept") * tables.ROWS
    part = planned.kept[first : first + tables.ROWS]
    rows = [_kept(here, it) for it in part]
    if len(rows) < len(planned.kept):
        facts = {"first": f"{first + 1:,}", "last": f"{first + len(rows):,}", "count": f"{len(planned.kept):,}"}
        st.caption(here.say("word.kept_part", **facts))
    if rows:
        tables.of_words(here, rows, ("record", "field", "why"), of="word", wide="why")


def _kept(here: Visit, it: Kept) -> dict[str, str]:
    title = shown.title_of(here.db, here.say, it.kind, it.id)
    fields = "、".join(here.say.field(it.kind, name) for name in it.fields)
    return {"record": title, "field": fields, "why": here.say(f"word.kept_{it.why}")}


def _take_back(here: Visit, number: int) -> None:
    try:
        receipt, _ = ledger.undo(here.db, number, by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    st.toast(here.say("word.taken_back", batch=number, by_batch=receipt.batch))
    st.switch_page("pages/office/history.py", query_params={"batch": str(receipt.batch)})
