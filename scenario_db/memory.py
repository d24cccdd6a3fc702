"""How Python's collector works in this house: rarely, since an import makes a million objects that all stay a while."""

from __future__ import annotations

import gc

_OBJECTS = 200_000
"""Newborn objects after which the collector looks at the young; Python's own 700 makes it look 300 times an import."""


def collect_rarely() -> None:
    """For the start of a process. Costs some megabytes until the next look; saves a third of an import's time."""
    gc.set_threshold(_OBJECTS, 20, 20)
