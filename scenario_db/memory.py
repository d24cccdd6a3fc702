"""How Python's collector works in this house: rarely, since an import makes a million objects that all stay a while."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_OBJECTS = 200_000
"""Newborn objects after which the collector looks at the young; Python's own 700 makes it look 300 times an import."""


def collect_rarely() -> None:
    """For the start of a process. Costs some megabytes until the next look; saves a third of an import's time."""
    gc.set_threshold(_OBJECTS, 20, 20)


def give_back() -> None:
    """Hands memory that large work left unused back to the system; where the C library cannot, nothing happens."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
