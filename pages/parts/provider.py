"""Service providers on a page: the list, one with what it does and what it may do, the forms; on a scenario's card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import quote, urlencode

import streamlit as st

from exporters import market as workbooks
from pages.parts import amounts, blank, filters, forms, leaving, matches, tables, taking, writing
from pages.parts.visit import Visit
from scenario_db import market, phones, providers, raising, rights
from scenario_db.answers import kept
from scenario_db.changes import Change, Receipt
from scenario_db.choices import Choice
from scenario_db.codes import ProviderOrigin, ProviderRole
from scenario_db.providers import Listed, Search
from scenario_db.records import Provider, ProviderScenario, Scenario
from scenario_db.roles import Action, may

ORIGINS = tuple(ProviderOrigin)
FIELDS = ("name", "credit_code", "origin", "kind", "capability", "qualification", "contact", "phone")


def said() -> None:
    """What was saved on the run before."""
    words = st.session_state.pop("provider.said", None)
    if words:
        st.toast(words)


def named(here: Visit, code: str, name: str) -> str:
    """A provider's name as the way to its page, and its code."""
    address = urlencode({"provider": code, "lang": here.language})
    return f"[{tables.plain(name)}](/market?{address}) :gray[{code}]"


NEW = Provider(id="new", name="")


def listed(here: Visit) -> None:
    """The register: its choice, how many of each origin, the way out as 能力清单, a page of it."""
    text, origin = st.columns([2.4, 1.6])
    search = Search(
        text.text_input(
            here.say("word.search"), key="q", placeholder=here.say("market.search_hint"), bind="query-params"
        ),
        tuple(
            filters.several(
                here,
                origin,
                "origin",
                here.say.field("provider", "origin"),
                options=ORIGINS,
                called=here.say.code,
            )
        ),
    )
    total = _tools(here, search)
    if not total:
        if search == Search() and _may_change(here, NEW):
            blank.nothing(here, "market.none_yet", Action.WRITE)
        elif search == Search():
            st.info(here.say("word.nothing_yet"))
        else:
            st.info(here.say("market.none_found"))
        return
    page = tables.page_of(total, "page", in_address=True)
    rows = [_row(here, it) for it in providers.find(here.db, search, limit=tables.ROWS, offset=page * tables.ROWS)]
    field = partial(here.say.field, "provider")
    heads = {
        "link": tables.link(field("name"), 150),
        "origin": tables.text(field("origin"), 76),
        "kind": tables.text(field("kind"), 92),
        "capability": tables.text(field("capability"), 270),
        "qualification": tables.text(field("qualification"), 170),
        "scenarios": tables.number(here.say("market.col_scenarios"), 84),
        "amount": amounts.column(here, taking.heading(here), 110),
        "names": tables.text(here.say("market.col_names"), 170),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, height=tables.height(len(rows), tables.ROWS), placeholder=""
    )


def _tools(here: Visit, search: Search) -> int:
    counts = providers.by_origin(here.db, search)
    total = sum(it.providers for it in counts.values())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        parts = [
            here.say("market.origin_line", origin=here.say.code(it) or here.say("market.no_origin"), **_counted(count))
            for it, count in sorted(counts.items(), key=lambda one: [*ORIGINS, None].index(one[0]))
        ]
        st.markdown(here.say("market.count", count=f"{total:,}") + f" :gray[{' · '.join(parts)}]")
        with st.container(horizontal=True, width="content"):
            make = partial(workbooks.capabilities, here.db, here.say, search)
            name = f"{here.say('market.capabilities')}-{here.today}.xlsx"
            leaving.button(here, "capabilities", make, name=name, rows=total, chosen=search)
            if _may_change(here, NEW) and st.button(here.say("market.add"), type="primary"):
                _adding(here)
    return total


def _counted(it: providers.Origin) -> dict[str, str]:
    return {"count": f"{it.providers:,}", "taking": f"{it.taking_part:,}"}


def _row(here: Visit, it: Listed) -> dict[str, object]:
    held = it.provider
    return {
        "link": f"/market?{urlencode({'provider': held.code, 'lang': here.language})}#{quote(held.name)}",
        "origin": here.say.code(held.origin),
        "kind": here.say.code(held.kind),
        "capability": held.capability,
        "qualification": held.qualification,
        "scenarios": it.scenarios,
        "amount": amounts.of(here, it.amount),
        "names": it.names,
    }


def _may_change(here: Visit, it: Provider | ProviderScenario) -> bool:
    kind = "provider" if isinstance(it, Provider) else "provider_scenario"
    return may(here.person, Action.WRITE) and not rights.beyond(here.db, here.person, [Change(kind, it.id, None, it)])


def _adding(here: Visit) -> None:
    @st.dialog(here.say("market.add"), width="large")
    def ask() -> None:
        _form(here, Provider(name=""), 0)

    ask()


def _form(here: Visit, held: Provider, version: int) -> None:
    key = f"provider.form.{held.id}.{version}"
    st.caption(here.say("market.needs"))
    with st.form(key, border=False):
        given = forms.fill(here, held, FIELDS, key=key)
        sent = st.form_submit_button(here.say("word.save"), type="primary")
    if sent:
        _done(here, lambda: providers.save(here.db, replace(held, **given), version=version, by=here.person), held)


def _done(here: Visit, write: Callable[[], Receipt | None], held: Provider | None = None) -> None:
    def work() -> None:
        receipt = write()
        st.session_state["provider.said"] = here.say("evaluation.saved" if receipt else "evaluation.unchanged")
        if receipt and held and not held.id:
            st.query_params["provider"] = providers.code_of(here.db, receipt.batch)

    writing.attempt(here, work)


def one(here: Visit, code: str) -> None:
    """One provider as of any day: what it does where and how that stands, what it can and may do; today the forms."""
    st.page_link("pages/overview/market.py", label=here.say("market.back"))
    as_of = filters.choose_day(here)
    choice = Choice(as_of.day, as_of.moment)
    found = providers.by_code(here.db, code, as_of.moment)
    if found is None:
        st.info(here.say("market.no_such", code=code))
        return
    version, it = found
    st.header(it.name)
    with st.container(horizontal=True):
        for label in filter(None, (it.code, here.say.code(it.origin), here.say.code(it.kind))):
            st.badge(label, color="gray")
    taking.part(here, choice, it.id)
    if not choice.is_today:
        _facts(here, it)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        if may(here.person, Action.WRITE):
            _taking_part(here, it)
        _may_do(here, it)
    with right:
        _facts(here, it)
        if _may_change(here, it):
            with st.expander(here.say("market.edit")):
                _form(here, it, version)


def _may_do(here: Visit, it: Provider) -> None:
    st.markdown(f"### {here.say('market.may_do')}", help=here.say("match.how"))
    proposals = kept(here.db, market.for_provider, it.id)
    for one_of in proposals:
        st.markdown(f"{matches.named(here, 'scenario', one_of.code, one_of.name)}  \n{matches.why(here, one_of)}")
    if not proposals:
        st.caption(here.say("market.no_match"))


def _facts(here: Visit, it: Provider) -> None:
    say = here.say
    values = {say.field("provider", name): getattr(it, name) for name in ("credit_code", "capability", "qualification")}
    sees = phones.may_see(here.person, it)
    for name in phones.PERSONAL:
        value = getattr(it, name)
        values[say.field("provider", name)] = value if sees else phones.masked(value)
    st.table({label: value for label, value in values.items() if value}, border="horizontal")


def of_scenario(here: Visit, it: Scenario) -> None:
    """The providers of a scenario, on its card."""
    found = providers.of_scenario(here.db, it.id)
    st.markdown(f"## {here.say('market.parts_provider', count=len(found))}")
    for one_of in found:
        amount = "" if one_of.amount is None else here.say("market.for_amount", amount=one_of.amount)
        told = " · ".join(filter(None, (here.say.code(one_of.role), here.say.code(one_of.state), amount)))
        st.markdown(f"{named(here, one_of.code, one_of.name)} :gray[· {told}]")
    if not found:
        st.caption(here.say("word.none_yet"))


def _taking_part(here: Visit, it: Provider) -> None:
    """The form for what a provider does in a scenario that this person may change."""
    with st.expander(here.say("market.take_part")):
        text = st.text_input(
            here.say("issue.of_scenario"), key="provider.find", placeholder=here.say("word.search_hint")
        )
        options = dict(raising.may_be_raised_from(here.db, here.person, text))
        if not options:
            st.caption(here.say("word.none_found"))
            return
        with st.form("provider.part", border=False):
            key = st.selectbox(here.say("kind.scenario"), list(options), format_func=options.__getitem__)
            blank = ProviderScenario(provider_id=it.id, scenario_id=key or "", role=ProviderRole.INTEGRATOR)
            given, problems = forms.amounts(blank, forms.fill(here, blank, ("role", "amount"), key="provider.part"))
            if not st.form_submit_button(here.say("word.save"), type="primary"):
                return
        for problem in problems:
            st.error(here.say.problem(problem))
        if key and given["role"] and not problems:
            _done(here, lambda: providers.takes_part(here.db, replace(blank, id="", **given), by=here.person))
