"""What a run draws goes to the browser in bunches, where Streamlit sends a hundred messages one by one.

Each message woke the loop from the run's thread, once more from the loop itself, and once more after it was sent: three
hundred turns of the loop a run, for each of which it takes the interpreter from the run. A fifth of a run went there
(docs/decisions/0025). The order stays, nothing waits longer than a browser needs for one picture, and a test holds the
names: here and in `unchanging` we lay hands on the inside of Streamlit, nowhere else.
"""

# ruff: noqa: SLF001 - what is private there is what is replaced here

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Generator
from typing import Any

from streamlit.runtime import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime

SECONDS_TO_GATHER = 0.004
"""So long the loop waits after the first message for those that follow."""

SENT_AT_ONCE = 32
"""So many messages of one page are handed to its line before the loop looks after others; a line holds 500."""

Told = Callable[[], None]


class Gathered:
    """What the runs of one session have to tell the loop, in order; all of it is told a moment after the first."""

    def __init__(self) -> None:
        self._told: deque[Told] = deque()
        self._called = False

    def add(self, told: Told, call: Callable[[Told], None]) -> None:
        """From a run's thread; `call` is what the loop takes from other threads."""
        self._told.append(told)
        if not self._called:
            self._called = True
            call(self._soon)

    def _soon(self) -> None:
        asyncio.get_running_loop().call_later(SECONDS_TO_GATHER, self._tell)

    def _tell(self) -> None:
        self._called = False  # before the last is told: what comes meanwhile calls again
        try:
            while self._told:
                self._told.popleft()()
        finally:
            if self._told:  # one failed, which is no reason to lose the others
                asyncio.get_running_loop().call_soon(self._tell)


class Yielding:
    """Python's asyncio, but for the yield after each message: one of `SENT_AT_ONCE` is enough."""

    def __init__(self) -> None:
        self._sent = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    def sleep(self, seconds: float) -> Any:
        """Sleeps where it is asked to, and yields now and then where it is asked to yield."""
        self._sent += not seconds
        return asyncio.sleep(seconds) if seconds or not self._sent % SENT_AT_ONCE else _AT_ONCE


class _AtOnce:
    def __await__(self) -> Generator[None]:
        yield from ()


_AT_ONCE = _AtOnce()


def in_bunches() -> None:
    """For the start of the server, before anybody comes."""
    call, wake = AppSession._call_soon_on_event_loop, Runtime._enqueued_some_message

    def gather(session: AppSession, told: Told) -> None:
        vars(session).setdefault("gathered", Gathered()).add(told, lambda it: call(session, it))

    def wake_up(one: Runtime) -> None:
        own = one._get_async_objs()
        if asyncio._get_running_loop() is own.eventloop:
            own.need_send_data.set()
        else:
            wake(one)

    AppSession._call_soon_on_event_loop = gather  # type: ignore[method-assign, assignment]
    Runtime._enqueued_some_message = wake_up  # type: ignore[method-assign, assignment]
    runtime.asyncio = Yielding()  # type: ignore[assignment, attr-defined]
