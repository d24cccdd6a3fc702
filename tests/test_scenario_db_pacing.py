"""Up to which batch a page reads: the last one, and only where very many are written, one of a moment ago."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_db import histories, pacing
from scenario_db.answers import kept
from scenario_db.codes import Tier
from scenario_db.pacing import OFTEN, SECONDS_BEHIND, SECONDS_TO_LEAD, WITHIN_SECONDS, Pace
from scenario_db.records import Department, Scenario
from tests.telling import write


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def stormy(clock: Clock) -> tuple[Pace, int]:
    """A pace that has followed as often as it may at once, and the mark it is at."""
    pace = Pace(clock)
    for mark in range(1, OFTEN + 1):
        assert pace.begin(mark) == mark
    return pace, OFTEN


def test_where_little_is_written_every_run_reads_at_the_last_mark(clock):
    pace = Pace(clock)
    for mark in range(1, 100):
        assert pace.begin(mark) == mark
        clock.now += WITHIN_SECONDS / OFTEN + 0.01


def test_where_much_is_written_runs_stay_a_moment_behind_and_one_leads_on(clock):
    pace, at = stormy(clock)
    assert pace.begin(at + 5) == at
    clock.now += SECONDS_BEHIND
    assert pace.begin(at + 9) == at + 9, "one works the newer out"
    clock.now += SECONDS_TO_LEAD / 2
    assert pace.begin(at + 11) == at, "and the others use meanwhile what there is"
    pace.end(at + 9)
    assert pace.begin(at + 12) == at + 9


def test_where_the_one_that_leads_takes_long_nobody_waits_for_it(clock):
    pace, at = stormy(clock)
    clock.now += SECONDS_BEHIND
    assert pace.begin(at + 1) == at + 1
    clock.now += SECONDS_TO_LEAD
    assert [pace.begin(at + 2), pace.begin(at + 2)] == [at + 2] * 2
    pace.end(at + 1)
    assert pace.begin(at + 2) == at + 2


def test_when_it_calms_down_everybody_reads_at_the_last_mark_again(clock):
    pace, at = stormy(clock)
    assert pace.begin(at + 1) == at
    clock.now += WITHIN_SECONDS + 0.01
    assert [pace.begin(at + 1), pace.begin(at + 2)] == [at + 1, at + 2]


_STEP = st.tuples(st.floats(0, 3), st.integers(0, 9), st.integers(0, 3))


@given(steps=st.lists(_STEP, max_size=60))
def test_nobody_is_behind_for_longer_than_is_said_and_nobody_goes_back(steps):
    """Whatever comes: time goes on, batches are written, a run begins, and some of those that run come to their end."""
    clock = Clock()
    pace, written, running, ended = Pace(clock), [clock.now], list[int](), 0
    for seconds, batches, ends in steps:
        clock.now += seconds
        written += [clock.now] * batches
        read, last = pace.begin(len(written)), len(written)
        assert ended <= read <= last
        assert read == last or clock.now - written[read] <= SECONDS_BEHIND + SECONDS_TO_LEAD
        running.append(read)
        for over in running[:ends]:
            pace.end(over)
            ended = max(ended, over)
        del running[:ends]


def told(key: str, name: str) -> Scenario:
    return Scenario(id=key, code=key, name=name, tier=Tier.PLAN)


def names(db) -> tuple[str, ...]:
    return tuple(name for (name,) in db.rows("select name from scenario order by code"))


@pytest.fixture
def stood(db, clock) -> Pace:
    """A pace that stands, for very much was written, where one scenario was told."""
    pace = Pace(clock)
    write(db, told("s1", "甲"))
    for _ in range(OFTEN):
        pace.begin(histories.mark(db))
        write(db, Department(id="d1", name=f"{histories.mark(db)}局"))
    pace.begin(histories.mark(db))
    return pace


def test_a_run_is_given_what_was_worked_out_at_its_mark(db, stood):
    with pacing.reading(stood, histories.mark(db), exactly=False):
        assert kept(db, names) == ("甲",)
        write_elsewhere(db, told("s2", "乙"))
    with pacing.reading(stood, histories.mark(db), exactly=False) as run:
        assert kept(db, names) == ("甲",)
        assert histories.mark_to_read(db) < histories.mark(db), "so the page tells that it is behind"
    assert not run.wrote
    assert kept(db, names) == ("甲", "乙"), "what is no page reads exactly"


def test_who_wrote_reads_exactly_what_she_wrote_and_what_others_did(db, stood):
    with pacing.reading(stood, histories.mark(db), exactly=False) as run:
        assert kept(db, names) == ("甲",)
        write(db, told("s2", "乙"))
        assert kept(db, names) == ("甲", "乙")
    assert run.wrote
    with pacing.reading(stood, histories.mark(db), exactly=True):
        write_elsewhere(db, told("s3", "丙"))
        assert kept(db, names) == ("甲", "乙", "丙")


def write_elsewhere(db, *records) -> None:
    """As another thread of the process does, which is no run of this page."""
    thread = threading.Thread(target=write, args=(db, *records))
    thread.start()
    thread.join()
