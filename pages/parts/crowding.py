"""The server at its limit: who comes when it is full reads a sentence that tries again by itself, not a white page.

Whoever has a page open goes on, also after her network broke: only new pages are refused.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.watching import Counts
from pages.parts import porch
from scenario_db import settings
from scenario_db.problems import Problem

SECONDS = 10
"""After so long the browser asks again."""


class Crowding:
    """Counts what is open, and asks who comes with a page in mind to wait."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app, self.counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _wants_a_page(scope) or self.counts.open < settings.current().most_open:
            await self.app(scope, receive, send)
            return
        words = porch.words(Request(scope).query_params.get("lang", ""))
        answer = porch.sentence(words, Problem("too_many_people", facts={"seconds": SECONDS}), 503)
        answer.headers.update({"Retry-After": str(SECONDS), "Refresh": str(SECONDS)})
        await answer(scope, receive, send)


def _wants_a_page(scope: Scope) -> bool:
    is_read = scope["type"] == "http" and scope["method"] == "GET"
    return is_read and "text/html" in Headers(scope=scope).get("accept", "")
