"""What Streamlit works out at each run of each page though it cannot change while the server runs: kept.

The theme goes with every run, and to gather it all options are gone through several times under a lock that every
message of every run takes too. That is a tenth of a run. We lay hands on the inside of Streamlit here and in
`posting`, nowhere else.
"""

from __future__ import annotations

from functools import cache

from streamlit import config
from streamlit.runtime import app_session


def keep() -> None:
    """For the start of the server, once its options stand."""
    config.get_option, config.get_options_for_section = cache(config.get_option), cache(config.get_options_for_section)
    app_session.to_snake_case = cache(app_session.to_snake_case)  # type: ignore[attr-defined]
