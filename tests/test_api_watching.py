"""What a supervisor is told, and who may ask: figures without persons, this machine or a token."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit.config
from starlette.requests import Request

from api import watching
from api.door import Door
from pages.parts import server
from scenario_db import days, nightly, tokens
from scenario_db.codes import Role, TokenScope
from scenario_db.engine import unavailable
from scenario_db.roles import Person
from scenario_db.tokens import Token

HERE, THERE = ("127.0.0.1", 5000), ("10.1.2.3", 5000)


def asked(client: tuple[str, int], **headers: str) -> Request:
    told = [(name.replace("_", "-").encode(), it.encode()) for name, it in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/metrics", "client": client, "headers": told})


@pytest.fixture
def door(db) -> Door:
    return Door(lambda: db, lambda _: "10.1.2.3")


def test_this_machine_or_a_token_is_told_the_figures(db, door):
    token = tokens.add(db, Token("", "Prometheus", (TokenScope.READ,)), by=Person("管理员", Role.ADMIN))
    counts = watching.Counts()
    counts.answered["api", "200"] += 3
    figures = tuple(counts.figures())
    said = bytes(watching.metrics(door, asked(HERE), figures).body).decode()
    assert 'scenario_http_requests_total{part="api",status="200"} 3\n' in said
    assert "scenario_ledger_mark 0\n" in said
    assert 'scenario_audit_lines{event="token"} 1\n' in said
    assert "管理员" not in said
    assert watching.metrics(door, asked(THERE, authorization=f"Bearer {token}"), ()).status_code == 200
    assert watching.metrics(door, asked(THERE), ()).status_code == 401
    assert watching.metrics(door, asked(HERE, x_forwarded_for="10.9.9.9"), ()).status_code == 401
    assert watching.metrics(door, asked(("127.0.0.1", 0)), ()).status_code == 401  # put there by the server for a proxy


def test_it_is_ready_while_the_register_answers_and_has_room(db, monkeypatch):
    assert watching.ready(lambda: db).status_code == 200
    monkeypatch.setattr(watching, "LEAST_FREE", 10**18)
    assert watching.ready(lambda: db).status_code == (503 if db.file else 200)

    def stopped() -> Any:
        raise unavailable("register_stopped")

    assert watching.ready(stopped).status_code == 503


def test_what_passes_is_counted_without_names():
    counts = watching.Counts()

    async def inside(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def receive() -> Any:
        return {}

    async def send(_message: Any) -> None: ...

    for path in ("/api/v1/scenarios/WX-2026-0001", "/portfolio", "/static/a.js"):
        passing = watching.Counting(inside, counts)({"type": "http", "path": path}, receive, send)
        with pytest.raises(StopIteration):
            passing.send(None)
    assert {part for part, _ in counts.answered} == {"api", "page", "static"}


@pytest.mark.parametrize("name", ["server.enableXsrfProtection", "server.enableCORS"])
def test_what_guards_the_pages_stays_on(name):
    assert streamlit.config.get_option(name) is True


def test_a_backup_that_is_wanted_and_not_there_is_a_figure(tmp_path, monkeypatch):
    assert list(server._of_backups()) == []
    monkeypatch.setenv("SCENARIO_BACKUP_DIR", str(tmp_path))
    assert list(server._of_backups()) == [("scenario_backup_ok", "gauge", {}, False)]
    now = days.now()
    nightly._write_down(tmp_path, nightly.Last(now, "register.zip", 7, good_at=now))
    ok, age = (it[3] for it in server._of_backups())
    assert ok == 1
    assert 0 <= age < 3600
