"""防范重复建设 before an import goes in: the new rows that may be built twice, and what is said of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from importers import doubles
from importers.doubles import Double, Key, Said
from importers.preview import Preview
from pages.parts import background, matches, tables, writing
from pages.parts.background import Progress
from pages.parts.visit import Visit
from scenario_db import verdicts
from scenario_db.codes import TwinVerdict

_LISTED = 12
"""Pairs of a page before the list gets a bar of its own."""

_DECIDED = ("verdict", "reason")
"""What stands in front as soon as something was said."""

_KEPT = "upload.doubles"


def decided(here: Visit, looked: Preview) -> Preview | None:
    """Shows the pairs, and gives the preview as it is after what was said of them; None while it is still compared."""
    new = doubles.entering(looked)
    if not new:
        return looked
    if len(new) > doubles.MOST_ROWS:
        st.info(here.say("double.too_many", count=f"{len(new):,}", most=f"{doubles.MOST_ROWS:,}"))
        return looked
    st.markdown(f"### {here.say('double.title')}")
    found = _found(here, looked, new[0][1].id)
    if found is None:
        return None
    if not found:
        st.caption(here.say("double.none", count=f"{len(new):,}"))
        return looked
    said = _said(found)
    _told(here, found, said)
    _choose(here, found, said)
    return doubles.settled(here.db, looked, found, said, by=here.person, day=here.today)


def _found(here: Visit, looked: Preview, first: str) -> list[Double] | None:
    """The pairs, worked out beside the page; ids are given anew at each look, so the first one names them too."""

    def compare(progress: Progress) -> list[Double]:
        return doubles.found(here.db, looked, tell=progress.at)

    job = background.started(("doubles", looked.key, first), compare)
    if not job.soon():
        background.show(here, job)
        return None
    found: list[Double] = job.future.result()
    return found


def _said(found: Sequence[Double]) -> dict[Key, Said]:
    """What was said so far, of the pairs that there still are."""
    held: Mapping[Key, Said] = st.session_state.get(_KEPT, {})
    return {it.key: held[it.key] for it in found if it.key in held}


def _told(here: Visit, found: Sequence[Double], said: Mapping[Key, Said]) -> None:
    rows, within = len({it.key[0] for it in found}), sum(it.other_where is not None for it in found)
    facts = {"rows": rows, "pairs": len(found), "within": within, "open": len(found) - len(said)}
    st.markdown(here.say("double.count", **{name: f"{value:,}" for name, value in facts.items()}))
    st.caption(here.say("double.how"))


def _choose(here: Visit, found: Sequence[Double], said: Mapping[Key, Said]) -> None:
    """A page of the pairs, the likeliest first; what is said holds for all that are ticked."""
    page = tables.page_of(len(found), "upload.doubles.page")
    part = found[page * tables.ROWS : (page + 1) * tables.ROWS]
    order = (*(_DECIDED if said else ()), "where", "name", "other", "code", "score", "why")
    heads = {name: tables.text(here.say(f"double.col_{name}")) for name in order}
    heads |= {"code": tables.link(here.say("double.col_code")), "score": tables.number(here.say("double.col_score"))}
    picked = st.dataframe(
        [_row(here, it, said.get(it.key)) for it in part],
        column_config=heads,
        column_order=order,
        hide_index=True,
        placeholder="",
        height=tables.height(len(part), _LISTED),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"upload.doubles.{page}.{st.session_state.get('upload.doubles.round', 0)}",
    )["selection"]["rows"]
    chosen = [part[at] for at in picked if at < len(part)] or (list(part) if len(part) == 1 else [])
    _ask(here, chosen)


def _row(here: Visit, it: Double, said: Said | None) -> dict[str, object]:
    alike = it.alike
    at = f"（{it.other_where}）" if it.other_where else ""
    return {
        "where": str(it.where),
        "name": it.name,
        "other": alike.other_name + at,
        "code": tables.to_scenario(here, alike.other_code, alike.other_code) if alike.other_code else None,
        "score": alike.score,
        "why": matches.because(here, alike.reasons),
        "verdict": here.say.code(said.verdict) if said else "",
        "reason": said.reason if said else "",
    }


def _ask(here: Visit, chosen: Sequence[Double]) -> None:
    verdict: TwinVerdict | None = st.segmented_control(
        here.say("double.verdict"), list(TwinVerdict), key="upload.doubles.verdict",
        format_func=lambda it: here.say(f"double.is_{it}"),
    )  # fmt: skip
    relation = None
    if verdict is TwinVerdict.RELATED:
        relation = st.selectbox(
            here.say("twin.relation"), list(verdicts.RELATIONS), key="upload.doubles.relation",
            format_func=here.say.code,
        )  # fmt: skip
    reason = st.text_input(
        here.say("twin.reason"), key="upload.doubles.reason", placeholder=here.say("twin.reason_hint")
    )
    label = here.say("double.say", count=len(chosen)) if chosen else here.say("double.pick")
    if st.button(label, key="upload.doubles.say", disabled=not chosen or verdict is None) and verdict:
        said = Said(verdict, reason.strip(), relation)
        writing.attempt(here, lambda: _keep(chosen, said))


def _keep(chosen: Sequence[Double], said: Said) -> None:
    verdicts.require_said(said.of(chosen[0].alike))
    held: dict[Key, Said] = st.session_state.get(_KEPT, {})
    st.session_state[_KEPT] = held | {it.key: said for it in chosen}
    st.session_state["upload.doubles.round"] = st.session_state.get("upload.doubles.round", 0) + 1
