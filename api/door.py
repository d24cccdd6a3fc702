"""The way in for systems: token, rate, scope, what was given; then whoever answers, and every refusal as problems."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import checking, document, shapes
from api.asking import Call, Placed, RefusedError, refuse
from api.rates import Rate
from api.table import BASE, ENDPOINTS, Endpoint
from scenario_db import audit, days, denials, settings, tokens
from scenario_db.changes import StaleError
from scenario_db.codes import AuditEvent
from scenario_db.database import Database
from scenario_db.engine import TakenError, UnavailableError
from scenario_db.lifecycle import IllegalMoveError
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import DeniedError
from scenario_db.tokens import Token
from scenario_db.transitions import MoveError
from scenario_db.wording import LANGUAGES, Words

_STATUS: tuple[tuple[type[RegisterError], int], ...] = (
    (DeniedError, 403),
    (StaleError, 409),
    (IllegalMoveError, 409),
    (TakenError, 409),
    (UnavailableError, 503),
    (RegisterError, 422),
)
"""What a refusal of the register is on the line; the first that fits."""

WRONG_A_MINUTE = 20
"""So many tokens that are none are looked at from one address; each has its line in the audit."""


@dataclass(frozen=True, slots=True)
class Door:
    """The interface of one process: its register, whose address a request comes from, and how often each asked."""

    register: Callable[[], Database]
    address: Callable[[Any], str]
    rate: Rate = field(default_factory=Rate)

    def routes(self) -> list[Route]:
        """All paths of the table, the document, and a plain refusal for whatever else stands below /api/."""
        made = [Route(it.url, self._asked(it), methods=[it.method], name=f"api.{it.name}") for it in ENDPOINTS]
        every = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
        return [
            *made,
            Route(f"{BASE}/openapi.json", _document, methods=["GET"]),
            Route("/api/{rest:path}", _nowhere, methods=every),
        ]

    def _asked(self, endpoint: Endpoint) -> Callable[[Request], Any]:
        async def asked(request: Request) -> Response:
            say = words(request)
            try:
                sent = await _body(request)
            except RefusedError as refused:
                return _refusal(say, refused.status, refused.placed, refused.headers)
            return await asyncio.to_thread(self._answered, endpoint, request, say, sent)

        return asked

    def _answered(self, endpoint: Endpoint, request: Request, say: Words, sent: bytes) -> Response:
        try:
            call = self._let_in(endpoint, request, say)
            given = checking.given(endpoint, request.path_params, request.query_params, request.headers)
            digest = hashlib.sha256(endpoint.url.encode() + b"\n" + sent).hexdigest()
            call = Call(
                call.db,
                call.token,
                call.person,
                say,
                call.today,
                call.zone,
                given,
                checking.body(endpoint, sent),
                digest,
            )
            return shapes.answer(endpoint.act(call), given.get("format", "json"), endpoint.row)
        except RefusedError as refused:
            return _refusal(say, refused.status, refused.placed, refused.headers)
        except MoveError as refused:
            return _refusal(say, 422, [("body", it) for it in refused.problems])
        except RegisterError as refused:
            status = next(code for kind, code in _STATUS if isinstance(refused, kind))
            return _refusal(say, status, [("", refused.problem)], {"Retry-After": "30"} if status == 503 else None)

    def _let_in(self, endpoint: Endpoint, request: Request, say: Words) -> Call:
        """Who asks, unless the token is none, asks too often, or may not do this. Raises RefusedError."""
        db, chosen = self.register(), settings.current()
        address, today = self.address(request.scope), days.today(chosen.zone)
        token = self.known(db, request, address)
        seconds = self.rate.wait(token.id, chosen.api_per_minute)
        if seconds:
            problem = Problem("api_too_often", facts={"seconds": seconds, "most": chosen.api_per_minute})
            raise RefusedError(429, [("", problem)], {"Retry-After": str(seconds)})
        person = token.person(address)
        if endpoint.scope not in token.scopes:
            denied = DeniedError(Problem("api_out_of_scope", facts={"scope": endpoint.scope, "name": token.name}))
            denials.tell(db, person, denied)
            raise denied
        tokens.touch(db, token, now=days.now())
        return Call(db, token, person, say, today, chosen.zone)

    def known(self, db: Database, request: Request, address: str) -> Token:
        """The token of a request. Raises RefusedError, and tells the audit, where there is none that holds."""
        scheme, _, told = request.headers.get("authorization", "").partition(" ")
        found = tokens.prove(db, told.strip(), today=days.today(settings.current().zone))
        if found is not None and scheme.lower() == "bearer":
            return found
        seconds = self.rate.wait(f"address {address}", WRONG_A_MINUTE)
        if seconds:
            problem = Problem("api_too_often", facts={"seconds": seconds, "most": WRONG_A_MINUTE})
            raise RefusedError(429, [("", problem)], {"Retry-After": str(seconds)})
        if told:
            audit.tell(db, AuditEvent.DENIED, who="", address=address, subject="api/token")
        raise RefusedError(401, [("", Problem("api_no_token"))], {"WWW-Authenticate": 'Bearer realm="api"'})


def words(request: Request) -> Words:
    """The language that is asked for, by address or by the browser's header, else the one that is set."""
    header = request.headers.get("accept-language", "")[:2].lower()
    asked = (request.query_params.get("lang", ""), header, settings.current().language)
    return Words(next(it for it in asked if it in LANGUAGES))


async def _body(request: Request) -> bytes:
    """What was sent, read no further than is allowed."""
    most, held = settings.current().api_body_kib * 1024, bytearray()
    async for part in request.stream():
        held += part
        if len(held) > most:
            raise refuse(413, "body", "api_too_long", most=most // 1024)
    return bytes(held)


def _refusal(say: Words, status: int, placed: Sequence[Placed], headers: Mapping[str, str] | None = None) -> Response:
    told = [{"kind": it.kind, "place": place, "text": say.problem(it)} for place, it in placed]
    return shapes.json({"status": status, "problems": told}, status, headers)


def failed(request: Request, problem: Problem) -> Response:
    """What is told of something that nobody foresaw; the log has the rest."""
    return _refusal(words(request), 500, [("", problem)])


async def _document(request: Request) -> Response:
    return shapes.json(document.made(words(request)))


async def _nowhere(request: Request) -> Response:
    """No such path, or not by this method: then those are named that there are."""
    say = words(request)
    methods = sorted(it.method for it in ENDPOINTS if Route(it.url, _document).path_regex.match(request.url.path))
    if methods:
        problem = Problem("api_other_method", facts={"methods": ", ".join(methods)})
        return _refusal(say, 405, [("", problem)], {"Allow": ", ".join(methods)})
    return _refusal(say, 404, [("", Problem("api_no_such_path"))])
