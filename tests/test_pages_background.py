"""Work beside the pages: once for each key, found again, never lost with its tab."""

from __future__ import annotations

from threading import Event

import pytest

from pages.parts import background
from pages.parts.background import Progress


def test_a_second_click_starts_no_second_job() -> None:
    ran: list[str] = []
    first = background.started("second click", lambda _: ran.append("once"))
    again = background.started("second click", lambda _: ran.append("twice"))
    first.future.result(timeout=5)
    assert (again, ran) == (first, ["once"])


def test_a_job_tells_how_far_it_is() -> None:
    told, go_on = Event(), Event()

    def work(progress: Progress) -> None:
        progress.at("reading", 0.4)
        told.set()
        go_on.wait(5)

    job = background.started("progress", work)
    told.wait(5)
    assert (job.progress.stage, job.progress.share, job.future.done()) == ("reading", 0.4, False)
    go_on.set()
    job.future.result(timeout=5)


def test_what_a_job_raises_reaches_who_asks_for_its_result() -> None:
    def work(_: Progress) -> None:
        raise KeyError("nothing there")

    with pytest.raises(KeyError):
        background.started("raises", work).future.result(timeout=5)


def test_a_forgotten_job_may_run_again() -> None:
    ran: list[int] = []
    background.started("again", lambda _: ran.append(1)).future.result(timeout=5)
    background.forget("again")
    background.started("again", lambda _: ran.append(2)).future.result(timeout=5)
    assert ran == [1, 2]


def test_old_results_make_room_for_new_ones() -> None:
    for number in range(background.REMEMBERED + 5):
        background.started(("many", number), lambda _: None).future.result(timeout=5)
    assert len(background._jobs) <= background.REMEMBERED + 1


def test_a_share_stays_between_nothing_and_all() -> None:
    progress = Progress()
    progress.at("writing", 1.7)
    assert progress.share == 1.0
