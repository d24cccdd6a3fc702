"""A workbook on the screen: what was understood, what needs a look, what would change, and the receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from importers import parcel, preview
from importers.policies import Policies
from importers.preview import Preview, Row, Verdict
from pages.parts import background, deciding, tables
from pages.parts.background import Progress
from pages.parts.visit import Visit
from scenario_db import histories, phones, shown
from scenario_db.changes import Change, Receipt, StaleError
from scenario_db.kinds import KINDS
from scenario_db.problems import Level, Problem, RegisterError, errors
from scenario_db.roles import Action, may

_LISTED = 12
"""Rows of a list on this page before it gets a bar of its own: the changes below are to stay in reach."""

_UNTOLD = ("record_status", "tier_since", "period_end", "status", "reported_by", "reported_on", "filed_on")
"""What follows from the rest of a row."""


def looked_at(here: Visit, data: bytes, file: str, policies: Policies) -> Preview:
    """The preview of this file under these policies and decisions; made anew when any changes, or the register."""
    deciding.begin_with(data)
    decided = deciding.remembered()
    key = ("look", hash(data), file, repr(policies), repr(decided), histories.mark(here.db), here.person)

    def look(progress: Progress) -> Preview:
        whose = partial(preview.of, here.db, data, file, by=here.person, day=here.today, tell=progress.at)
        return whose(policies=policies, decisions=decided)

    found: Preview = background.awaited(here, background.started(key, look))
    return found


def commit(here: Visit, found: Preview) -> None:
    """Starts to write it: once, whoever clicks how often."""
    key = ("commit", found.key)

    def write(progress: Progress) -> Receipt:
        return preview.commit(here.db, found, by=here.person, tell=progress.at)

    background.started(key, write)
    st.session_state["upload.committing"] = (key, found.file, found.counts)
    finish(here)


def finish(here: Visit) -> None:
    """Waits for a commit under way, if there is one, and leaves its receipt; or says who was faster."""
    key, file, counts = st.session_state.get("upload.committing", (None, "", {}))
    job = background.found(key)
    if job is None:
        return
    try:
        done = background.awaited(here, job)
    except StaleError:
        st.warning(here.say("upload.stale"))
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.session_state["upload.done"] = (file, done, counts)
    st.session_state.pop("upload.committing", None)
    background.forget(key)
    if "upload.done" in st.session_state:
        st.rerun()


def chosen(here: Visit, given: Sequence[UploadedFile]) -> tuple[bytes, str] | None:
    """The workbook to look at: content and name. Of several, or of a zip of several, one after the other."""
    files: list[tuple[str, bytes]] = []
    for it in given:
        found = parcel.unpack(it.getvalue(), it.name)
        if isinstance(found, Problem):
            st.error(here.say("word.pair", name=tables.plain(it.name), value=here.say.problem(found)))
        else:
            files += found
    if not files:
        return None
    names = [f"{number}. {name}" for number, (name, _) in enumerate(files, 1)]
    picked = st.selectbox(here.say("upload.which"), names, key="upload.which") if len(files) > 1 else names[0]
    name, content = files[names.index(picked)]
    return content, name


def next_file() -> None:
    """Puts the receipt away and keeps the files."""
    st.session_state.pop("upload.done", None)
    deciding.forget()


def start_again() -> None:
    """Forgets the file and the receipt."""
    st.session_state.pop("upload.done", None)
    deciding.forget()
    st.session_state["upload.round"] = st.session_state.get("upload.round", 0) + 1


def seen_before(here: Visit, looked: Preview) -> None:
    """Tells of the very same file."""
    earlier = histories.same_file(here.db, looked.file_hash)
    if earlier:
        facts = {"day": here.clock(earlier.recorded_at), "by": earlier.author, "batch": earlier.id}
        st.info(here.say("upload.same_file", **facts))


def problems(here: Visit, found: Sequence[Problem]) -> None:
    """All trouble at once: one line for each sentence, with all its cells."""
    if not found:
        st.caption(here.say("upload.no_problems"))
        return
    bad = errors(found)
    facts = {"errors": f"{len(bad):,}", "others": f"{len(found) - len(bad):,}"}
    st.markdown(f"### {here.say('upload.problems', **facts)}")
    told = list(_grouped(here, found))
    tables.of_words(here, told, ("level", "where", "problem"), of="upload", wide="problem", most=_LISTED)


def _grouped(here: Visit, found: Sequence[Problem]) -> Iterator[dict[str, str]]:
    cells: dict[tuple[Level, str], list[str]] = {}
    sees_all = may(here.person, Action.SEE_PHONES)
    for it in found:
        said = here.say.problem(it)
        said = (phones.masked(said) or "") if it.kind == "odd_phone" and not sees_all else said
        cells.setdefault((it.level, said), []).append(str(it.place))
    for (level, sentence), places in sorted(cells.items(), key=lambda it: list(Level).index(it[0][0])):
        more = f" … {len(places):,}" if len(places) > 6 else ""
        where = "、".join(places[:6]) + more
        yield {"level": here.say(f"upload.level_{level}"), "where": where, "problem": sentence}


def decisions(here: Visit, looked: Preview) -> None:
    """What needs a person: headings, names, conflicts; and which units would enter."""
    deciding.headings(here, looked)
    deciding.units(here, looked)
    deciding.conflicts(here, looked)
    if looked.departments:
        names = "、".join(it.name for it in looked.departments)
        st.markdown(here.say("upload.units_new", count=len(looked.departments), names=names))


def counted(here: Visit, counts: Mapping[str, int]) -> None:
    """The counts in one line, as they add up: read = new + changed + same + conflict + refused."""
    parts = " + ".join(f"{here.say(f'upload.verdict_{it}')} {counts[it]:,}" for it in Verdict)
    st.markdown(here.say("upload.read_line", read=f"{counts['read']:,}") + parts)


def changes(here: Visit, looked: Preview) -> None:
    """Row by row what is new, what changes from what to what, and what is refused."""
    counts = looked.counts
    present = [it for it in Verdict if counts[it]]
    chosen = st.segmented_control(
        here.say("upload.show"),
        present,
        key="upload.verdict",
        format_func=lambda it: f"{here.say(f'upload.verdict_{it}')} {counts[it]:,}",
        label_visibility="collapsed",
    )
    rows = [row for row in looked.rows if chosen is None or row.verdict is chosen]
    first = tables.page_of(len(rows), "upload.page") * tables.ROWS
    part = rows[first : first + tables.ROWS]
    called = shown.names(here.db, [it.after for row in part for it in row.changes if it.after])
    called |= {it.id: it.name for it in looked.departments}
    lines = [line for row in part for line in _lines(here, row, called)]
    heads = {name: tables.text(here.say(f"upload.col_{name}")) for name in ("where", "name", "verdict")}
    heads |= {name: tables.text(here.say(f"word.col_{name}")) for name in ("field", "old", "new")}
    heads["new"] = tables.text(here.say("word.col_new"), "large")
    full = [dict.fromkeys(heads, "") | line for line in lines]
    st.dataframe(full, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(lines)))


def _lines(here: Visit, row: Row, called: Mapping[str, str]) -> Iterator[dict[str, str]]:
    head = {
        "where": f"{row.sheet}!{row.number}",
        "name": row.name,
        "verdict": here.say(f"upload.verdict_{row.verdict}"),
    }
    if row.verdict is Verdict.REFUSED:
        yield head | {"new": "；".join(here.say.problem(it) for it in errors(row.problems))}
    elif row.verdict is Verdict.SAME:
        yield head | {"new": "；".join(here.say.problem(it) for it in row.problems if row.is_another)}
    else:
        told = [it for change in row.changes for it in _told(here, change, called)]
        yield from (head | it for it in (told if row.verdict is Verdict.CHANGED else told[:1] and [_whole(told)]))


def _told(here: Visit, change: Change, called: Mapping[str, str]) -> Iterator[dict[str, str]]:
    record = change.after or change.before
    if change.kind == "move" or record is None:
        return
    if change.kind == "partner" and None in (change.before, change.after):
        side = "new" if change.after else "old"
        names = (shown.field(here.say, record, name, called, to=here.person) for name in ("department_id", "role"))
        yield {"field": here.say("export.partners"), side: " ".join(names)}
        return
    kind, period = KINDS[change.kind], str(getattr(record, "period", None) or getattr(record, "year", ""))
    for name in change.fields():
        if name in shown.fields(record) and name not in (*kind.record.NATURAL, *_UNTOLD):
            sides = (("old", change.before), ("new", change.after))
            values = {side: shown.field(here.say, it, name, called, to=here.person) for side, it in sides if it}
            yield {"field": " ".join(filter(None, (here.say.field(change.kind, name), period))), **values}


def _whole(told: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """A new record in one line, without what its name says already."""
    return {"field": "", "new": "；".join(f"{it['field']} {it['new']}" for it in told[1:] if it["new"])}


def receipt(here: Visit, file: str, done: Receipt, counts: Mapping[str, int]) -> None:
    """What went in: the batch, the counts, the records by kind, the way to it and back."""
    st.success(here.say("upload.receipt", file=file, batch=done.batch, when=here.clock(done.recorded_at)))
    counted(here, counts)
    written = Counter(done.entered) + Counter(done.changed) + Counter(done.left)
    st.caption(" · ".join(f"{here.say(f'kind.{kind}')} {count:,}" for kind, count in written.items()))
    link = {"batch": str(done.batch)}
    with st.container(horizontal=True):
        st.page_link("pages/office/history.py", label=here.say("upload.to_batch"), query_params=link)
        st.page_link("pages/desk/scenarios.py", label=here.say("word.to_ledger"))
