"""What is proposed to be a pair, on a page: the score with its reasons in words, and the buttons that decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from urllib.parse import quote, urlencode

import streamlit as st

from pages.parts import preparing, tables, writing
from pages.parts.visit import Visit
from scenario_db import departments, pairing, rights, verdicts
from scenario_db.changes import Change, Receipt
from scenario_db.codes import FitVerdict
from scenario_db.matching import Reason
from scenario_db.pairing import Proposal
from scenario_db.records import Fit
from scenario_db.roles import Action, may

ASKED = 20
"""So many demands with their proposals stand on a page."""

WEAK = 0.1
"""Below this a likeness is little more than a shared word or domain."""

_OF_A_DEMAND: Mapping[str, str] = MappingProxyType({"name": "title", "content": "remark"})
"""What comparisons call a name is a demand's title."""


def said() -> None:
    """What was done on the run before."""
    words = st.session_state.pop("demands.said", None)
    if words:
        st.toast(words)


def to_demand(here: Visit, code: str, title: str) -> str:
    """A demand's title as a link to it."""
    return f"/demands?{urlencode({'demand': code, 'lang': here.language})}#{quote(title)}"


def named(here: Visit, kind: str, code: str, name: str) -> str:
    """A record's name as the way to its page, which opens beside this one, and its code."""
    link = to_demand(here, code, "") if kind == "demand" else tables.to_scenario(here, code, "")
    return f"[{tables.plain(name)}]({link.removesuffix('#')}) :gray[{code}]"


def why(here: Visit, it: Proposal, *, of: str = "scenario") -> str:
    """How alike, and the reasons."""
    told = "match.score_weak" if it.score < WEAK else "match.score"
    score = here.say(told, score=f"{it.score:.2f}")
    return f":small[:gray[{score} · {tables.plain(because(here, it.reasons, of=of))}]]"


def because(here: Visit, reasons: Iterable[Reason], *, of: str = "scenario") -> str:
    """The reasons of a score in words; `of` is the kind of the record that was found."""
    called = departments.names_on(here.db)
    return here.say("match.and").join(here.say(f"reason.{it.kind}", **_facts(here, it, of, called)) for it in reasons)


def _facts(here: Visit, it: Reason, of: str, called: Mapping[str, str]) -> dict[str, object]:
    facts = dict(it.facts)
    if "field" in facts:
        name = str(facts["field"])
        facts["field"] = here.say.field(of, _OF_A_DEMAND.get(name, name) if of == "demand" else name)
    for name in ("words", "departments"):
        given = facts.get(name)
        if isinstance(given, Sequence):
            facts[name] = "、".join(called.get(str(one), str(one)) for one in given)
    return facts


def for_demand(here: Visit, demand: str, found: Sequence[Proposal]) -> None:
    """Scenarios that may answer a demand, each with its buttons."""
    pairs = [(demand, it.id) for it in found]
    _pairs(here, pairs, found, of="scenario")


def for_scenario(here: Visit, scenario: str) -> None:
    """Demands that a scenario may answer."""
    st.markdown(f"## {here.say('match.title_demands')}")
    if not preparing.ready(here):
        return
    found = pairing.demands_for(here.db, scenario)
    _pairs(here, [(it.id, scenario) for it in found], found, of="demand")


def _pairs(here: Visit, pairs: Sequence[tuple[str, str]], found: Sequence[Proposal], *, of: str) -> None:
    if not found:
        st.caption(here.say("match.none"))
    open_to = _decidable(here, pairs)
    for pair, it in zip(pairs, found, strict=True):
        words, buttons = st.columns([0.74, 0.26], vertical_alignment="center")
        words.markdown(f"{named(here, of, it.code, it.name)}  \n{why(here, it, of=of)}")
        if pair in open_to:
            with buttons.container(horizontal=True, horizontal_alignment="right", gap="small"):
                _buttons(here, pair, it)


def _decidable(here: Visit, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs on which this person may decide."""
    if not pairs or not may(here.person, Action.WRITE):
        return set()
    records = [Fit(demand_id=one, scenario_id=other, verdict=FitVerdict.FITS) for one, other in pairs]
    refused = {it.id for it in rights.beyond(here.db, here.person, [Change("fit", it.id, None, it) for it in records])}
    return {(it.demand_id, it.scenario_id) for it in records if it.id not in refused}


def _buttons(here: Visit, pair: tuple[str, str], it: Proposal) -> None:
    key = f"demands.{pair[0]}.{pair[1]}"
    if st.button(here.say("match.confirm"), key=f"{key}.yes"):
        done(
            here,
            here.say("match.confirmed", name=it.name),
            partial(verdicts.fits, here.db, *pair, by=here.person, day=here.today),
        )
    with st.popover(here.say("match.dismiss")):
        reason = st.text_input(here.say("match.dismiss_why"), key=f"{key}.why")
        if st.button(here.say("match.dismiss_sure"), key=f"{key}.no"):
            write = partial(verdicts.is_other, here.db, *pair, reason=reason, by=here.person, day=here.today)
            done(here, here.say("match.dismissed", name=it.name), write)


def done(here: Visit, words: str, write: Callable[[], Receipt | None]) -> None:
    """Writes, and says so on the next run; what is wrong is told at once."""

    def work() -> None:
        write()
        st.session_state["demands.said"] = words

    writing.attempt(here, work)


def proposals(here: Visit) -> None:
    """All uncovered demands with what may answer them, a page at a time, the oldest first."""
    total = sum(it.demands for it in pairing.uncovered(here.db, here.today))
    st.markdown(here.say("match.uncovered", count=f"{total:,}"), help=here.say("match.how"))
    if not preparing.ready(here):
        return
    page = tables.page_of(total, "page", in_address=True, rows=ASKED)
    for one in pairing.asking(here.db, limit=ASKED, offset=page * ASKED):
        with st.container(border=True, gap="small"):
            days = here.say("demands.waits", days=(here.today - one.raised_on).days) if one.raised_on else ""
            parts = filter(None, (here.say.code(one.domain), days))
            st.markdown(f"**{named(here, 'demand', one.code, one.title)}** :gray[· {' · '.join(parts)}]")
            for_demand(here, one.id, one.found)


def decided(here: Visit) -> None:
    """What was decided, the latest first; a chosen row can be taken back."""
    total = verdicts.count(here.db)
    if not total:
        st.info(here.say("match.decided_none"))
        return
    st.markdown(here.say("match.decided_count", count=f"{total:,}"))
    page = tables.page_of(total, "page", in_address=True)
    found = verdicts.decided(here.db, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [
        {
            "kind": here.say(f"kind.{it.kind}") if here.language == "zh" else it.kind,
            "one": f"{it.code} {it.name}",
            "other": f"{it.other_code} {it.other}",
            "verdict": here.say.code(it.verdict),
            "reason": it.reason,
            "by": it.by,
            "day": str(it.day or ""),
        }
        for it in found
    ]
    heads = {name: tables.text(here.say(f"match.col_{name}")) for name in rows[0]}
    chosen = st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows), tables.ROWS),
        on_select="rerun", selection_mode="single-row", key=f"demands.decided.{page}",
    )["selection"]["rows"]  # fmt: skip
    if may(here.person, Action.WRITE) and st.button(here.say("match.take_back"), disabled=not chosen):
        it = found[chosen[0]]
        done(here, here.say("match.taken_back"), partial(verdicts.take_back, here.db, it.kind, it.id, by=here.person))
