"""How often somebody may ask: so many requests a minute, saved up for at most that minute, told when to come again."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

_REMEMBERED = 10_000


class Rate:
    """A bucket for each key, in this process; who was longest away is forgotten first, and has a full one by then."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str, a_minute: int) -> int:
        """Takes one; gives 0, or the seconds after which there is one again."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(key, (float(a_minute), now))
            left = min(float(a_minute), left + (now - since) * a_minute / 60)
            self._left[key] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / a_minute)
