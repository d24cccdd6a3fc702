"""Scenarios on the linkage page: 多跨 declared and derived, chains step by step, before and behind, and who is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
import streamlit as st

from pages.parts import netting, tables
from pages.parts.visit import Visit
from scenario_db import chains, linkages, scenarios, upstream
from scenario_db.answers import kept
from scenario_db.chains import Chain
from scenario_db.choices import Choice
from scenario_db.codes import LinkStatus
from scenario_db.upstream import Delayed, Step

SHAPES: Mapping[LinkStatus, str] = MappingProxyType(
    {LinkStatus.WORKING: "●", LinkStatus.PLANNED: "○", LinkStatus.BROKEN: "✕"}
)
"""Told apart without colour."""

INKS: Mapping[LinkStatus, str] = MappingProxyType(
    {LinkStatus.WORKING: "green", LinkStatus.PLANNED: "gray", LinkStatus.BROKEN: "red"}
)

CHAINS, ROWS = 6, 8


def crossing(here: Visit, choice: Choice) -> None:
    """多跨: declared against derived, flag by flag, and what does not agree."""
    found = kept(here.db, linkages.crossing, choice)
    st.caption(here.say("linkage.cross_rule", least=found.least))
    left, right = st.columns(2)
    kinds = {True: "linkage.declared", False: "linkage.declared_not", None: "linkage.not_said"}
    both = [[found.by_both.get((said, derived), 0) for derived in (True, False)] for said in kinds]
    heads = [here.say("linkage.is_cross"), here.say("linkage.is_not_cross")]
    left.table(pd.DataFrame(both, index=[here.say(it) for it in kinds.values()], columns=heads), border="horizontal")
    flags = {here.say(f"field.scenario.{name}"): [count] for name, count in found.flags.items()}
    shown = pd.DataFrame(flags, index=[here.say("portfolio.count")]).T
    right.table(shown, border="horizontal")
    doubtful = kept(here.db, linkages.disagreeing, choice)
    if doubtful:
        rows = [
            {
                "name": tables.to_scenario(here, it.code, it.name),
                "lead": it.lead,
                "said": here.say("linkage.declared" if it.declared else "linkage.declared_not"),
                "flags": it.flags,
            }
            for it in doubtful
        ]
        _listed(here, rows, {"lead": "field.scenario.lead_id", "said": "linkage.said", "flags": "linkage.flags"})


def _listed(here: Visit, rows: Sequence[Mapping[str, object]], heads: Mapping[str, str]) -> None:
    columns = {"name": tables.link(here.say("field.scenario.name"), "medium")}
    columns |= {name: tables.text(here.say(label)) for name, label in heads.items()}
    st.dataframe(
        list(rows), column_config=columns, hide_index=True, placeholder="", height=tables.height(len(rows), ROWS)
    )


def steps(here: Visit, choice: Choice) -> None:
    """Chains as steps in a row, those with broken steps first, and all steps in a table."""
    found, total = kept(here.db, chains.chains, choice, limit=CHAINS)
    if not found:
        st.caption(here.say("linkage.no_chains"))
        return
    legend = " · ".join(f":{INKS[it]}[{SHAPES[it]} {here.say.code(it)}]" for it in SHAPES)
    st.caption(f"{here.say('linkage.chains_shown', shown=len(found), count=total)} {legend}")
    for chain in found:
        _drawn(here, chain)
    rows = [
        {
            "name": tables.to_scenario(here, step.code, step.scenario),
            "step": str(step.number),
            "what": step.what,
            "unit": step.unit,
            "status": f"{SHAPES[step.status]} {here.say.code(step.status)}",
        }
        for chain in found
        for step in chain.steps
    ]
    heads = {"step": "word.col_step", "what": "word.col_content", "unit": "word.col_unit", "status": "linkage.status"}
    _listed(here, rows, heads)


def _drawn(here: Visit, chain: Chain) -> None:
    name = tables.plain(chain.name)
    broken = f" :red[✕ {here.say('linkage.broken', count=chain.broken)}]" if chain.broken else ""
    st.markdown(f"**{name}**{broken}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for at, it in enumerate(chain.steps):
            if at:
                st.markdown("→", width="content")
            with st.container(border=True, width=132, gap="xsmall"):
                st.markdown(f":{INKS[it.status]}[{SHAPES[it.status]}] {it.number} {tables.plain(it.what)}")
                st.caption(tables.plain(it.unit) or "—")


def around(here: Visit, choice: Choice, late: Sequence[Delayed]) -> None:
    """What stands before and behind one scenario, in layers; the scenario stands in the address."""
    known = dict(kept(here.db, upstream.linked, choice))
    wanted = st.query_params.get("code", "")
    if wanted not in known and (it := scenarios.by_code(here.db, wanted)):
        known[wanted] = (it.id, it.name)
    if not known:
        st.caption(here.say("linkage.no_links"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            here.say("kind.scenario"),
            list(known),
            key="code",
            format_func=lambda it: f"{it} {known.get(it, ('', ''))[1]}",
            bind="query-params",
        )
        depth = st.slider(here.say("linkage.depth"), 1, upstream.DEEPEST, 3, key="depth", bind="query-params")
    key, name = known[code]
    found = kept(here.db, upstream.around, choice, key, depth=depth)
    netting.layers(here, (code, name), found, {it.code for it in late} | {it.late_code for it in late})
    heads = {
        "way": "linkage.way",
        "lead": "field.scenario.lead_id",
        "type": "word.col_type",
        "status": "linkage.status",
    }
    _listed(here, [_step(here, it) for it in found], heads)


def _step(here: Visit, it: Step) -> dict[str, object]:
    way = here.say("linkage.before" if it.depth < 0 else "linkage.behind", depth=abs(it.depth))
    status = f"{SHAPES[it.status]} {here.say.code(it.status)}"
    name = tables.to_scenario(here, it.code, it.name)
    return {"name": name, "way": way, "lead": it.lead, "type": here.say.code(it.type), "status": status}


def delays(here: Visit, found: Sequence[Delayed]) -> None:
    """Who depends on what is late."""
    if not found:
        st.caption(here.say("linkage.nothing_late"))
        return
    rows = [
        {
            "name": tables.to_scenario(here, it.code, it.name),
            "lead": it.lead,
            "late": it.late_name,
            "why": here.say("field.scenario.suspended") if it.suspended else here.say("linkage.is_red"),
            "depth": str(it.depth),
        }
        for it in found
    ]
    heads = {
        "lead": "field.scenario.lead_id",
        "late": "linkage.late",
        "why": "linkage.why",
        "depth": "linkage.depth",
    }
    _listed(here, rows, heads)
