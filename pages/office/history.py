"""A place kept for the page."""

import streamlit as st

from pages.parts import visit

here = visit.begin()
st.title(here.say("page.history"))
