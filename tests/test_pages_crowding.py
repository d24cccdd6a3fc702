"""The server at its limit: who comes is asked to wait, who is there goes on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.watching import Counts
from pages.parts import server
from pages.parts.crowding import Crowding


def answered(
    *, people: int, method: str = "GET", accept: str = "text/html", kind: str = "http", query: str = ""
) -> Any:
    """Status, headers and text of the answer where so many pages are open; 200 where it is let through."""
    scope = {"type": kind, "method": method, "path": "/portfolio", "query_string": query.encode()}
    scope["headers"] = [(b"accept", accept.encode())]
    told: list[Any] = []

    async def inside(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        told.append(message)

    counts = Counts()
    counts.open = people
    asyncio.run(Crowding(inside, counts)(scope, receive, send))
    heads = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], heads, told[-1].get("body", b"").decode()


@pytest.fixture(autouse=True)
def _two_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_MOST_OPEN", "2")


def test_as_long_as_there_is_room_everybody_comes_in():
    assert answered(people=1)[0] == 200


def test_who_comes_when_it_is_full_reads_a_sentence_that_tries_again():
    status, heads, text = answered(people=2)
    assert (status, heads["retry-after"], heads["refresh"]) == (503, "10", "10")
    assert "现在使用的人很多，请稍候" in text


def test_she_reads_it_in_her_language():
    assert "Many people are here" in answered(people=2, query="lang=en")[2]


@pytest.mark.parametrize(
    "of_who_is_there",
    [{"kind": "websocket"}, {"method": "POST"}, {"accept": "*/*"}],
    ids=["her line", "her way out", "a part of her page"],
)
def test_who_is_there_goes_on(of_who_is_there):
    assert answered(people=9, **of_who_is_there)[0] == 200


def test_it_stands_before_the_gate():
    """Else the gate would have asked the register who each of them is."""
    order = [getattr(it.cls, "__name__", "") for it in server.middleware()]
    assert order.index("Counting") < order.index("Crowding") < order.index("Gate")
