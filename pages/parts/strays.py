"""Who asks for a page that there is not is told so in the city's language; Streamlit would say it in English only."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts import menu, porch

_A_PAGE = re.compile(r"/([\w-]+)/?")
"""Streamlit's own ways are longer than a word, or have a dot in it."""

NO_PAGES = frozenset({"signin", "signout", "healthz", "readyz", "metrics", "oauth2callback"})
"""What a browser may ask for, too."""


def is_there(path: str) -> bool:
    """Whether that may be a page of ours, or is none at all."""
    asked = _A_PAGE.fullmatch(path)
    return asked is None or asked[1] in NO_PAGES or any(it.address == asked[1] for it in menu.MENU)


class Strays:
    """Answers whoever went astray with one sentence and the way home; plain ASGI, as what stands before it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", "")
        if not reads or is_there(scope["path"]):
            await self.app(scope, receive, send)
            return
        say = porch.words(QueryParams(scope["query_string"]).get("lang", ""))
        await porch.astray(say)(scope, receive, send)
