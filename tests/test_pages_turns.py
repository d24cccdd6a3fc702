"""Runs of pages take turns; who waits behind a long one does not wait it out."""

from __future__ import annotations

import threading

import pytest

from pages.parts import turns
from pages.parts.turns import Turns

LONG, SHORT = 60.0, 0.01


@pytest.fixture
def patience(monkeypatch):
    """Sets how long a run keeps the next one waiting."""
    return lambda seconds: monkeypatch.setattr(turns, "PATIENCE_SECONDS", seconds)


def begun(line: Turns, told: list[str], name: str) -> threading.Thread:
    """A run beside this one, which tells its name once it has its turn; waited for until it stands in the line."""

    def run() -> None:
        with line.its_turn():
            told.append(name)

    waiting, before = threading.Thread(target=run), len(line._line)
    waiting.start()
    while waiting.is_alive() and len(line._line) == before:
        pass
    return waiting


def test_runs_begin_in_the_order_in_which_they_came(patience):
    patience(LONG)
    line = Turns()
    told: list[str] = []
    with line.its_turn():
        waiting = [begun(line, told, name) for name in ("second", "third", "fourth")]
        told.append("first")
    for it in waiting:
        it.join()
    assert told == ["first", "second", "third", "fourth"]


def test_behind_a_long_run_the_next_begins_beside_it(patience):
    patience(SHORT)
    line = Turns()
    told: list[str] = []
    with line.its_turn():
        begun(line, told, "beside").join()
        assert told == ["beside"]


def test_and_the_one_after_that_waits_for_the_one_before_it_only(patience):
    patience(SHORT)
    line = Turns()
    told: list[str] = []
    with line.its_turn(), line.its_turn():
        patience(LONG)
        waiting = begun(line, told, "third")
        assert told == []
    waiting.join()
    assert told == ["third"]


def test_a_run_that_fails_gives_its_turn_back(patience):
    patience(LONG)
    line = Turns()
    told: list[str] = []
    with pytest.raises(ZeroDivisionError), line.its_turn():
        raise ZeroDivisionError
    begun(line, told, "next").join()
    assert told == ["next"]


def test_a_long_run_that_ends_late_takes_nobody_elses_turn(patience):
    patience(SHORT)
    line = Turns()
    told: list[str] = []
    late = line.its_turn()
    late.__enter__()
    with line.its_turn():
        patience(LONG)
        late.__exit__(None, None, None)
        waiting = begun(line, told, "third")
        assert told == []
    waiting.join()
    assert told == ["third"]
