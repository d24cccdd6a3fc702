"""The gate before the pages: who has not signed in gets the sign-in page, and no page, socket, upload or file.

The browser is known by a random token in a cookie that no script can read. It is given and taken here, by routes of the
application itself; the pages ask for its session again at every run, because a socket outlives a sign-out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData, Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts import door, freshness, porch, visit
from scenario_db import accounts, credentials, sessions, settings
from scenario_db.credentials import SignInError
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.wording import Words

OPEN = (
    *("/signin", "/signout", "/healthz", "/readyz", "/metrics", "/favicon.png"),
    *("/_stcore/health", "/_stcore/host-config", freshness.PATH),
)
OPEN_BELOW = ("/static/", "/api/")
"""What is answered to anybody: whether it is well, Streamlit's own scripts, routes that ask for a token of theirs."""

_FORM_BYTES = 10_000


class Gate:
    """Lets through whoever has signed in; plain ASGI, since sockets pass it too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_open_path(scope["path"]):
            await self.app(scope, receive, send)
            return
        answer = await asyncio.to_thread(_judge, HTTPConnection(scope))
        if answer is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4401})
        else:
            await answer(scope, receive, send)


def _is_open_path(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _judge(asked: HTTPConnection) -> Response | None:
    """None for who may pass, else the answer. What the register cannot answer is refused, and said so."""
    try:
        return _answer(visit.register(), asked)
    except RegisterError as refused:
        return _sentence(asked, refused.problem, 503)


def _answer(db: Database, asked: HTTPConnection) -> Response | None:
    if door.is_open(db):
        return _sentence(asked, Problem("open_behind_proxy"), 403) if _comes_from_elsewhere(asked) else None
    mode = settings.current().sign_in
    if mode == "oidc":
        return None  # Streamlit's own sign-in stands in the page; every run asks it
    if mode == "header":
        return _by_header(db, asked)
    if sessions.found(db, asked.cookies.get(door.COOKIE, "")):
        return None
    return _to_sign_in(asked)


def _comes_from_elsewhere(asked: HTTPConnection) -> bool:
    """Whether a proxy hands on the requests of others to what is open because only this machine reaches it."""
    if settings.current().demo_anywhere == "yes":
        return False
    return any(name in asked.headers for name in ("x-forwarded-for", "forwarded")) or not door.is_loopback(
        asked.headers.get("host", "")
    )


def _to_sign_in(asked: HTTPConnection) -> Response:
    if "text/html" not in asked.headers.get("accept", ""):
        return PlainTextResponse("sign in first", status_code=401)
    return RedirectResponse(f"/signin?next={quote(_path(asked))}", status_code=303)


def _path(asked: HTTPConnection) -> str:
    return f"{asked.url.path}?{asked.url.query}" if asked.url.query else asked.url.path


def _by_header(db: Database, asked: HTTPConnection) -> Response | None:
    """Who the proxy says she is, and only the proxy: its own session is begun at the first page."""
    chosen = settings.current()
    if peer(asked.scope) != chosen.trusted_proxy:
        return _sentence(asked, Problem("not_by_proxy"), 403)
    found = accounts.get(db, asked.headers.get(chosen.trusted_header, ""))
    if found is None or found.disabled:
        return _sentence(asked, Problem("not_known_here"), 403)
    held = sessions.found(db, asked.cookies.get(door.COOKIE, ""))
    if held and held.account.login == found.login:
        return None
    if asked.scope["type"] == "websocket" or "text/html" not in asked.headers.get("accept", ""):
        return PlainTextResponse("sign in first", status_code=401)
    back = RedirectResponse(_onward({"next": _path(asked)}), status_code=303)
    return _with_cookie(back, asked, sessions.begin(db, found, address=address(asked.scope)))


def peer(scope: Scope) -> str:
    """Who holds the other end of the line. Where the server has put the visitor of its proxy there, it sets port 0."""
    host, port = scope.get("client") or ("", 1)
    return "127.0.0.1" if port == 0 else host


def address(scope: Scope) -> str:
    """From where somebody comes: for a proxy that we trust, what it says."""
    host, port = scope.get("client") or ("", 1)
    if port and host == settings.current().trusted_proxy:
        told = Headers(scope=scope).get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
        return (told or host)[:64]
    return str(host)


def routes() -> list[Route]:
    """The ways in and out."""
    return [
        Route("/signin", show, methods=["GET"]),
        Route("/signin", sign_in, methods=["POST"]),
        Route("/signout", sign_out, methods=["POST"]),
    ]


async def show(asked: Request) -> Response:
    """The sign-in page; whoever is in already goes on."""
    return await asyncio.to_thread(_shown, asked)


def _shown(asked: Request) -> Response:
    try:
        db = visit.register()
        if door.is_open(db) or sessions.found(db, asked.cookies.get(door.COOKIE, "")):
            return RedirectResponse(_onward(asked.query_params), status_code=303)
        return porch.page(_words(asked.query_params), db, onward=_onward(asked.query_params))
    except RegisterError as refused:
        return _sentence(asked, refused.problem, 503)


async def sign_in(asked: Request) -> Response:
    """Takes name and password; gives the cookie, or the page again with one sentence."""
    if not _is_our_page(asked) or int(asked.headers.get("content-length") or 0) > _FORM_BYTES:
        return PlainTextResponse("refused", status_code=403)
    async with asked.form(max_fields=8, max_files=0) as form:
        return await asyncio.to_thread(_signed_in, asked, form)


def _signed_in(asked: Request, form: FormData) -> Response:
    given = {name: str(form.get(name, "")) for name in ("login", "password", "next", "lang")}
    say, onward, came_from = _words(given), _onward(given), address(asked.scope)
    if settings.current().sign_in in ("header", "oidc"):
        return PlainTextResponse("refused", status_code=403)
    try:
        db = visit.register()
        found = credentials.prove(db, given["login"], given["password"], address=came_from)
        token = sessions.begin(db, found, address=came_from)
    except SignInError as refused:
        return porch.page(say, db, onward=onward, login=given["login"], problem=refused.problem)
    except RegisterError as refused:
        return _sentence(asked, refused.problem, 503)
    return _with_cookie(RedirectResponse(onward, status_code=303), asked, token)


async def sign_out(asked: Request) -> Response:
    """Ends the session and takes the cookie back."""
    if not _is_our_page(asked):
        return PlainTextResponse("refused", status_code=403)
    return await asyncio.to_thread(_signed_out, asked)


def _signed_out(asked: Request) -> Response:
    try:
        db = visit.register()
        held = sessions.found(db, asked.cookies.get(door.COOKIE, ""))
        if held:
            sessions.end(db, held)
    except RegisterError as refused:
        return _sentence(asked, refused.problem, 503)
    left = RedirectResponse("/signin", status_code=303)
    left.delete_cookie(door.COOKIE, path="/", httponly=True, samesite="lax", secure=_is_safe_line(asked))
    return left


def _is_our_page(asked: Request) -> bool:
    """Whether the form was sent from a page of ours: a browser says from where, and a page cannot make it lie."""
    return urlsplit(asked.headers.get("origin", "")).netloc == asked.headers.get("host", "-")


def _is_safe_line(asked: HTTPConnection) -> bool:
    return asked.url.scheme in ("https", "wss")


def _with_cookie(answer: Response, asked: HTTPConnection, token: str) -> Response:
    most = settings.current().session_hours * 3600
    answer.set_cookie(
        door.COOKIE, token, max_age=most, path="/", httponly=True, samesite="lax", secure=_is_safe_line(asked)
    )
    return answer


def _onward(given: Mapping[str, str]) -> str:
    """Where to go afterwards: an address of ours, whatever is asked for."""
    wanted = given.get("next", "/")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and wanted.isprintable()
    return wanted if ours and not wanted.startswith("/sign") else "/"


def _words(given: Mapping[str, str]) -> Words:
    return porch.words(given.get("lang", ""))


def _sentence(asked: HTTPConnection, problem: Problem, code: int) -> HTMLResponse:
    return porch.sentence(porch.words(asked.query_params.get("lang", "")), problem, code)
