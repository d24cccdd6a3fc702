"""What a run draws goes out in bunches: in order, all of it, and soon."""

from __future__ import annotations

import asyncio
from functools import partial

from streamlit.runtime import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime

from pages.parts import posting
from pages.parts.posting import Gathered, Yielding


async def told(*letters: str) -> tuple[str, list[str], int]:
    """What reaches the loop of these letters, of which an x fails; and how often the loop was woken for them."""
    loop, reached, failed, calls = asyncio.get_running_loop(), list[str](), list[str](), list[object]()
    loop.set_exception_handler(lambda _loop, told: failed.append(str(told["exception"])))
    over, it = asyncio.Event(), Gathered()

    def call(told):
        calls.append(told)
        loop.call_soon_threadsafe(told)

    def tell(letter):
        if letter == "x":
            raise ValueError(letter)
        reached.append(letter)

    for letter in letters:
        it.add(partial(tell, letter), call)
    it.add(over.set, call)
    await over.wait()
    return "".join(reached), failed, len(calls)


def test_messages_reach_the_loop_in_order_and_wake_it_once():
    assert asyncio.run(told(*"abcdefgh")) == ("abcdefgh", [], 1)


def test_one_that_fails_takes_no_other_with_it():
    assert asyncio.run(told(*"axbxc")) == ("abc", ["x", "x"], 1)


def test_what_comes_while_others_are_told_is_told_too():
    async def later():
        loop, reached, over, it = asyncio.get_running_loop(), list[str](), asyncio.Event(), Gathered()

        def call(told):
            loop.call_soon_threadsafe(told)

        def first():
            reached.append("first")
            it.add(second, call)

        def second():
            reached.append("second")
            over.set()

        it.add(first, call)
        await over.wait()
        return reached

    assert asyncio.run(later()) == ["first", "second"]


def test_the_loop_looks_after_others_once_in_so_many_messages():
    async def done_meanwhile():
        it, others = Yielding(), list[int]()
        for sent in range(posting.SENT_AT_ONCE * 2):
            asyncio.get_running_loop().call_soon(others.append, sent)
            await it.sleep(0)
            yield len(others)

    async def turns():
        return [done async for done in done_meanwhile()]

    most = posting.SENT_AT_ONCE
    assert asyncio.run(turns()) == [0] * (most - 1) + [most] * most + [most * 2]


def test_what_is_asked_to_sleep_sleeps_and_the_rest_of_asyncio_is_pythons():
    async def wakes():
        others = list[str]()
        asyncio.get_running_loop().call_soon(others.append, "other")
        await Yielding().sleep(0.0001)
        return others

    assert asyncio.run(wakes()) == ["other"]
    assert Yielding().wait is asyncio.wait


def test_the_streamlit_that_is_pinned_has_what_is_replaced(monkeypatch):
    """A newer one that has not must be looked at before it is taken: without these, a hundred people wait."""
    for place, name in (
        (AppSession, "_call_soon_on_event_loop"),
        (Runtime, "_enqueued_some_message"),
        (runtime, "asyncio"),
    ):
        monkeypatch.setattr(place, name, getattr(place, name))  # put back after the test
    posting.in_bunches()
    assert isinstance(vars(runtime)["asyncio"], Yielding)
    assert "_get_async_objs" in vars(Runtime)
