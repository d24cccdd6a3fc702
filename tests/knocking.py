"""How tests knock at the interface: one request to its routes, without a server, and what is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette

from api.door import Door
from scenario_db.database import Database


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def kinds(self) -> list[str]:
        return [it["kind"] for it in self.json["problems"]]

    @property
    def places(self) -> list[str]:
        return [it["place"] for it in self.json["problems"]]


class System:
    """A system that asks; what breaks inside is raised, not answered."""

    def __init__(self, db: Database, token: str = "", *, address: str = "10.0.0.7") -> None:
        self.token = token
        self.app = Starlette(routes=list(Door(lambda: db, lambda _: address).routes()))

    def holding(self, token: str) -> System:
        """The same line, another token."""
        other = object.__new__(System)
        other.token, other.app = token, self.app
        return other

    def get(self, path: str, **given: Any) -> Said:
        return self.ask("GET", path, query=urlencode(given, doseq=True))

    def post(self, path: str, body: Any, *, key: str = "key-12345", **headers: str) -> Said:
        return self.ask("POST", path, body=json.dumps(body).encode(), **{"idempotency-key": key, **headers})

    def ask(self, method: str, path: str, *, query: str = "", body: bytes = b"", **headers: str) -> Said:
        path = path.encode(errors="replace").decode()
        given = {"host": "127.0.0.1"} | ({"authorization": f"Bearer {self.token}"} if self.token else {}) | headers
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "root_path": "",
            "query_string": query.encode(),
            "scheme": "http",
            "client": ("10.0.0.7", 5000),
            "server": ("127.0.0.1", 8501),
            "headers": [(k.encode("latin-1", "replace"), v.encode("latin-1", "replace")) for k, v in given.items()],
        }
        told: list[Any] = []
        parts = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return parts.pop() if parts else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            told.append(message)

        with ThreadPoolExecutor(1) as other:  # a browser's tests leave a loop running in this thread
            other.submit(asyncio.run, self.app(scope, receive, send)).result()
        heads = {k.decode().lower(): v.decode() for k, v in told[0]["headers"]}
        return Said(told[0]["status"], heads, b"".join(it.get("body", b"") for it in told[1:]))
