"""Runs of pages take turns; who waits behind a long one does not wait it out."""

from __future__ import annotations

import threading
import time

import pytest

from pages.parts import turns
from pages.parts.turns import its_turn


def test_a_run_begins_when_the_one_before_it_has_ended(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60)
    told: list[str] = []
    with its_turn():
        beside = threading.Thread(target=lambda: _run(told, "second"))
        beside.start()
        told.append("first")
    beside.join()
    assert told == ["first", "second"]


def test_behind_a_long_run_the_next_begins_beside_it(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.01)
    told: list[str] = []
    with its_turn():
        _run(told, "beside")
        assert told == ["beside"]


def test_a_run_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60)
    with pytest.raises(ZeroDivisionError), its_turn():
        raise ZeroDivisionError
    began = time.monotonic()
    with its_turn():
        assert time.monotonic() - began < 30


def test_who_began_without_a_turn_gives_none_back(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.01)
    with its_turn():
        with its_turn():
            pass
        told: list[str] = []
        monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60)
        waiting = threading.Thread(target=lambda: _run(told, "next"))
        waiting.start()
        assert told == []
    waiting.join()
    assert told == ["next"]


def _run(told: list[str], name: str) -> None:
    with its_turn():
        told.append(name)
