"""How the tests are shared out: a worker takes whole files, so that what a file makes once is made once.

The distribution by groups that pytest-xdist offers does nothing under pytest 9.2 and says so to nobody
(pytest-xdist#1386): every worker started servers and browsers of its own.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "test_journey_"
LONGEST = (JOURNEYS, "test_pages", "test_app", "test_importers_", "test_exporters_", "test_scenario_db_demonstration")
"""Files whose names begin so take longest, in that order; what follows them is short enough to even the ends out."""


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """One file at a time for each worker; all the journeys are one, since one server and one browser serve them."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if JOURNEYS in _file(nodeid) else _file(nodeid)


def place(nodeid: str) -> int:
    """Where among the portions a test's file stands: what takes longest comes first."""
    name = _file(nodeid).rpartition("/")[2]
    return next((at for at, begin in enumerate(LONGEST) if name.startswith(begin)), len(LONGEST))


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
