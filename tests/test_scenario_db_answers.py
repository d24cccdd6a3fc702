"""Kept answers: worked out once however many ask, and never older than the last save."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from scenario_db import answers
from scenario_db.codes import Tier
from scenario_db.database import Database, open_database
from scenario_db.records import Scenario
from tests.telling import on, write


class Question:
    """Counts the scenarios, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, db: Database, tier: Tier = Tier.PLAN, *, over: int = 0) -> int:
        self.asked += 1
        return int(db.value("select count(*) from scenario where tier = :tier", tier=tier)) - over


def scenario(key: str) -> Scenario:
    return Scenario(id=key, name=key, tier=Tier.PLAN)


def test_a_question_is_asked_once_as_long_as_nothing_is_recorded(db):
    question = Question()
    assert [answers.kept(db, question) for _ in range(3)] == [0, 0, 0]
    assert question.asked == 1


def test_a_save_is_seen_at_once(db):
    question = Question()
    assert answers.kept(db, question) == 0
    write(db, scenario("s1"))
    assert answers.kept(db, question) == 1


def test_a_save_through_another_opening_is_seen_at_once(db, db_url):
    question, other = Question(), open_database(db_url)
    assert answers.kept(db, question) == 0
    write(other, scenario("s1"))
    assert answers.kept(db, question) == 1
    other.close()


def test_what_was_asked_of_a_moment_that_is_over_stays_answered(db):
    question = Question()
    write(db, scenario("s1"), at=on(10))
    before, after = on(9), on(11)
    assert [answers.settled(db, it, question, over=over) for over, it in ((0, before), (5, after))] == [1, -4]
    write(db, scenario("s2"), at=on(12))
    assert answers.settled(db, before, question, over=0) == 1
    assert answers.settled(db, after, question, over=5) == -3, "it was not over when it was asked"
    assert question.asked == 3


def test_other_arguments_are_another_question(db):
    question = Question()
    write(db, scenario("s1"))
    assert answers.kept(db, question, Tier.PLAN) == 1
    assert answers.kept(db, question, Tier.BUILD) == 0
    assert answers.kept(db, question, Tier.PLAN, over=1) == 0
    assert question.asked == 3


def test_another_register_has_answers_of_its_own(db, tmp_path):
    question, other = Question(), open_database(f"duckdb:///{tmp_path / 'other.duckdb'}")
    write(db, scenario("s1"))
    write(other, scenario("s1"), scenario("s2"))
    assert (answers.kept(db, question), answers.kept(other, question)) == (1, 2)
    other.close()


def test_what_fails_is_not_kept(db):
    def fails(_: Database) -> int:
        raise ValueError("no answer")

    for _ in range(2):
        with pytest.raises(ValueError, match="no answer"):
            answers.kept(db, fails)


def test_an_answer_that_grew_old_while_it_was_worked_out_is_not_kept(db):
    def slow(db: Database) -> int:
        found: int = db.value("select count(*) from scenario")
        if not found:
            write(db, scenario("s1"))
        return found

    assert answers.kept(db, slow) == 0
    assert answers.kept(db, slow) == 1


def test_the_answer_asked_for_longest_ago_makes_room(db, monkeypatch):
    monkeypatch.setattr(answers, "MOST", 2)
    question = Question()
    for over in (1, 2, 1, 3, 1, 2):
        answers.kept(db, question, over=over)
    assert question.asked == 4


def test_two_hundred_who_ask_at_once_get_one_answer_worked_out_once(db):
    asking, question, start = 200, Question(), threading.Barrier(200)

    def ask(_: int) -> int:
        start.wait(timeout=60)
        return answers.kept(db, question)

    with ThreadPoolExecutor(asking) as pool:
        assert set(pool.map(ask, range(asking))) == {0}
    assert question.asked == 1
