"""防范重复建设 on a page: scenarios that are alike with their reasons, and the decision: different, related, merge."""

from __future__ import annotations

import streamlit as st

from pages.parts import background, matches, preparing, tables, writing
from pages.parts.visit import Visit
from scenario_db import editing, pairing, rights, suspects, verdicts
from scenario_db.answers import kept
from scenario_db.changes import Change
from scenario_db.codes import LinkType, MoveType, RecordStatus, TwinVerdict
from scenario_db.database import Database
from scenario_db.matching import Text
from scenario_db.pairing import Proposal
from scenario_db.records import Scenario, Twin
from scenario_db.roles import Action, may


def latest(here: Visit) -> None:
    """What may be built twice: how many pairs in all, and a page: of those that entered last, or of the likeliest."""
    st.markdown(f"## {here.say('twin.title')}")
    st.caption(here.say("twin.how", page=tables.ROWS))
    if not preparing.ready(here):
        return
    found = _all(here)
    order = _order(here) if found else "latest"
    _likeliest(here, found or []) if order == "likeliest" else _newest(here)


def _all(here: Visit) -> list[tuple[float, str, str]] | None:
    """All pairs that nobody has decided on, told as a number; None while they are looked for, which is told too."""
    if not suspects.are_known(here.db):
        key = ("suspects", here.db)
        job = background.started(key, lambda progress: suspects.look(here.db, tell=progress.at), slow=True)
        if not job.soon():
            counting = lambda: st.caption(here.say("twin.counting", share=f"{job.progress.share:.0%}"))  # noqa: E731
            background.until_done(job, counting, every=5)
            return None
        background.forget(key)
        job.future.result()
    found = kept(here.db, suspects.undecided)
    st.markdown(here.say("twin.total", count=f"{len(found):,}", most=suspects.MOST))
    return found


def _order(here: Visit) -> str:
    chosen: str | None = st.segmented_control(
        here.say("twin.order"), ("latest", "likeliest"), default="latest", key="demands.twin.order", required=True,
        format_func=lambda it: here.say(f"twin.order_{it}"), label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "latest"


def _likeliest(here: Visit, found: list[tuple[float, str, str]]) -> None:
    page = tables.page_of(len(found), "page", in_address=True)
    for one, code, it in suspects.told(here.db, found[page * tables.ROWS : (page + 1) * tables.ROWS]):
        with st.container(border=True):
            _pair(here, one.id, code, one.name, it)


def _newest(here: Visit) -> None:
    """The scenarios that entered last, a page at a time, each with those that it may double."""
    page = tables.page_of(pairing.count_latest(here.db), "page", in_address=True)
    names = {
        key: (code, name) for key, code, name in pairing.latest(here.db, limit=tables.ROWS, offset=page * tables.ROWS)
    }
    found = pairing.near_of(here.db, list(names))
    pairs = _once(found)
    if not pairs:
        st.info(here.say("twin.page_none"))
        return
    st.markdown(here.say("twin.count", count=len(pairs)))
    for key, it in pairs:
        with st.container(border=True):
            _pair(here, key, *names[key], it)


def _once(found: dict[str, list[Proposal]]) -> list[tuple[str, Proposal]]:
    """Each pair once, as it was met first."""
    seen: set[frozenset[str]] = set()
    pairs: list[tuple[str, Proposal]] = []
    for key, those in found.items():
        for it in those:
            if frozenset((key, it.id)) not in seen:
                seen.add(frozenset((key, it.id)))
                pairs.append((key, it))
    return pairs


def of_scenario(here: Visit, it: Scenario) -> None:
    """What may be the same as one scenario, to be decided; nothing is shown where nothing is."""
    found = pairing.near_of(here.db, [it.id]).get(it.id, []) if preparing.ready(here) else []
    if found:
        st.markdown(f"## {here.say('twin.title')}")
    for other in found:
        _pair(here, it.id, it.code, it.name, other)


def _pair(here: Visit, key: str, code: str, name: str, it: Proposal) -> None:
    words, buttons = st.columns([0.64, 0.36], vertical_alignment="center")
    one, other = (matches.named(here, "scenario", *pair) for pair in ((code, name), (it.code, it.name)))
    words.markdown(f"{one}　⇄　{other}  \n{matches.why(here, it)}")
    later = max((key, it.id), key=lambda each: (len(each), each))
    said = Twin(scenario_id=later, other_id=key if later == it.id else it.id, verdict=TwinVerdict.DIFFERENT)
    if not may(here.person, Action.WRITE) or rights.beyond(here.db, here.person, [Change("twin", said.id, None, said)]):
        return
    with buttons.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for verdict in TwinVerdict:
            if st.button(here.say.code(verdict), key=f"demands.twin.{said.id}.{verdict}"):
                _decide(here, said, verdict)


def _decide(here: Visit, said: Twin, verdict: TwinVerdict) -> None:
    """Asks for the reason, and for the kind of link where they are related; a merger goes on to the move."""
    later, earlier = (_scenario(here, key) for key in (said.scenario_id, said.other_id))
    if later is None or earlier is None:
        return
    words = {"verdict": here.say.code(verdict), "one": later.name, "other": earlier.name}

    @st.dialog(here.say("twin.dialog", **words))
    def ask() -> None:
        told = _asked(here, said, verdict, key=f"demands.twin.{said.id}")
        if verdict is TwinVerdict.MERGE:
            st.caption(
                here.say("twin.merge_hint", code=earlier.code) if _in(later) else here.say("twin.merge_withdraw")
            )
        if st.button(here.say("word.save"), type="primary", key="demands.twin.save"):
            writing.attempt(here, lambda: _save(here, told, later, earlier))

    ask()


def _in(it: Scenario) -> bool:
    return it.record_status is RecordStatus.ENTERED


def _scenario(here: Visit, key: str) -> Scenario | None:
    held = editing.opened(here.db, "scenario", key)
    return held.record if held and isinstance(held.record, Scenario) else None


def _asked(here: Visit, said: Twin, verdict: TwinVerdict, *, key: str) -> Twin:
    relation: LinkType | None = None
    if verdict is TwinVerdict.RELATED:
        relation = st.selectbox(
            here.say("twin.relation"), list(verdicts.RELATIONS), key=f"{key}.relation", format_func=here.say.code
        )
    reason = st.text_area(
        here.say("twin.reason"), key=f"{key}.reason", height=80, placeholder=here.say("twin.reason_hint")
    )
    return Twin(
        scenario_id=said.scenario_id,
        other_id=said.other_id,
        verdict=verdict,
        link_type=relation,
        reason=reason.strip() or None,
    )


def _save(here: Visit, told: Twin, later: Scenario, earlier: Scenario) -> None:
    verdicts.judge(here.db, told, by=here.person, day=here.today)
    st.session_state["demands.said"] = here.say("twin.saved", verdict=told.verdict)
    if told.verdict is TwinVerdict.MERGE and _in(later):
        key = f"moves.{later.id}.{MoveType.MERGE}"
        filled = {"into": earlier.code, "reason": told.reason, "code": "merged"}
        st.session_state[f"moves.{later.id}.step"] = here.say.code(MoveType.MERGE)
        st.session_state.update({f"{key}.{name}": value for name, value in filled.items()})
        st.switch_page("pages/desk/moves.py", query_params={"code": later.code})


def typed(here: Visit, text: Text) -> list[Twin]:
    """While a new scenario is typed: what it is like, and what is said of each; what is left open is no decision."""
    found = kept(here.db, _near, text) if len(text.name) > 1 and preparing.ready(here) else []
    if not found:
        return []
    st.warning(here.say("twin.typed", count=len(found)))
    return [said for it in found if (said := _of_typed(here, it))]


def _near(db: Database, text: Text) -> list[Proposal]:
    return pairing.near(db, [text])[0]


def _of_typed(here: Visit, it: Proposal) -> Twin | None:
    key = f"new.twin.{it.id}"
    with st.container(border=True, gap="small"):
        st.markdown(f"{matches.named(here, 'scenario', it.code, it.name)}  \n{matches.why(here, it)}")
        verdict: TwinVerdict | None = st.segmented_control(
            here.say("twin.verdict_of", other=it.name), (TwinVerdict.DIFFERENT, TwinVerdict.RELATED), key=key,
            format_func=here.say.code, label_visibility="collapsed",
        )  # fmt: skip
        return (
            _asked(here, Twin(scenario_id="", other_id=it.id, verdict=verdict), verdict, key=key) if verdict else None
        )
