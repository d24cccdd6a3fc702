"""使用手册: what each role does and how, with pictures; opened from beneath the menu."""

from __future__ import annotations

import streamlit as st

from pages.parts import handbook, visit

here = visit.begin()
st.title(here.say("page.handbook"))
handbook.show(here)
