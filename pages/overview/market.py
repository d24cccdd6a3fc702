"""服务商与市场: who can do what, what is open to the market, and who may do it."""

from __future__ import annotations

import streamlit as st

from pages.parts import market, provider, visit

VIEWS = {"providers": provider.listed, "open": market.opportunities, "match": market.matching}

here = visit.begin()
st.title(here.say("page.market"))
provider.said()
code = st.query_params.get("provider", "")
if code:
    provider.one(here, code)
    st.stop()
market.shares(here)
view = st.segmented_control(
    here.say("page.market"),
    list(VIEWS),
    key="view",
    default="providers",
    format_func=lambda it: here.say(f"market.view_{it}"),
    required=True,
    bind="query-params",
    label_visibility="collapsed",
)
VIEWS[view or "providers"](here)
