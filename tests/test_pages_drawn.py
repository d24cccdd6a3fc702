"""What was drawn once is drawn again as it was: until something is recorded, and for nobody who would see others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts import visit
from pages.parts.visit import Visit
from scenario_db.codes import Role, Tier
from scenario_db.database import open_database
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Scenario
from tests.telling import write

DRAWN: list[str] = []
"""What was really drawn, by its words."""


def count(here: Visit, title: str, *, over: int = 0) -> None:
    """A heading and a figure in a box."""
    DRAWN.append(title)
    st.subheader(f"{title} {here.language}")
    with st.container(border=True):
        st.metric(title, int(here.db.value("select count(*) from scenario")) + over)
    if title == "坏":
        raise RegisterError(Problem("not_read"))


def script(*titles: str) -> str:
    lines = [f"drawn.again(here, count, {title!r})" for title in titles]
    return "\n".join(["from pages.parts import drawn, visit", *_FROM_HERE, "here = visit.begin()", *lines])


_FROM_HERE = ("from tests.test_pages_drawn import count", "import streamlit as st")


@pytest.fixture(autouse=True)
def _nothing_drawn_yet() -> Iterator[None]:
    DRAWN.clear()
    yield
    DRAWN.clear()


@pytest.fixture
def page(db, monkeypatch: pytest.MonkeyPatch):
    """Makes a page that draws these."""
    monkeypatch.setattr(visit, "register", lambda: db)

    def made(*titles: str, title: str = "") -> AppTest:
        return AppTest.from_string(title or script(*titles), default_timeout=30)

    return made


def figures(page: AppTest) -> list[tuple[str, str]]:
    assert not page.exception
    return [(it.label, it.value) for it in page.metric]


def test_the_second_run_shows_what_the_first_drew(page):
    one = page("场景")
    assert [figures(one.run()) for _ in range(3)] == [[("场景", "0")]] * 3
    assert [it.value for it in one.subheader] == ["场景 zh"]
    assert DRAWN == ["场景"]


def test_another_person_of_the_same_role_is_shown_the_same(page):
    assert figures(page("场景").run()) == figures(page("场景").run())
    assert DRAWN == ["场景"]


def test_it_stands_where_it_is_asked_for(page):
    one = page(title=f"{script()}\nleft, right = st.columns(2)\nwith right:\n    drawn.again(here, count, '右')")
    for _ in range(2):
        one.run()
        assert [it.label for it in one.columns[1].metric] == ["右"]
        assert not one.columns[0].metric


def test_what_is_given_tells_drawings_apart(page):
    assert figures(page("一", "二").run()) == [("一", "0"), ("二", "0")]
    assert figures(page("一", "二").run()) == [("一", "0"), ("二", "0")]


def test_a_named_value_tells_them_apart_too(page):
    one = page(title=f"{script('一')}\ndrawn.again(here, count, '一', over=5)")
    assert figures(one.run()) == [("一", "0"), ("一", "5")]


def test_a_save_is_seen_at_once(page, db):
    one = page("场景").run()
    write(db, Scenario(id="s1", name="一", tier=Tier.PLAN))
    assert figures(one.run()) == [("场景", "1")]


def test_a_save_through_another_opening_is_seen_at_once(page, db_url):
    one = page("场景").run()
    other = open_database(db_url)
    write(other, Scenario(id="s1", name="一", tier=Tier.PLAN))
    other.close()
    assert figures(one.run()) == [("场景", "1")]


def test_another_language_is_drawn_for_itself(page):
    assert figures(page("场景").run()) == [("场景", "0")]
    one = page("场景")
    one.query_params["lang"] = "en"
    assert [it.value for it in one.run().subheader] == ["场景 en"]


def test_another_role_is_drawn_for_itself(page):
    page("场景").run()
    one = page("场景")
    one.session_state["visit.role"] = Role.LEADER
    one.run()
    assert DRAWN == ["场景", "场景"]


def test_another_unit_of_money_is_drawn_for_itself(page):
    page("场景").run()
    one = page("场景")
    one.session_state[f"amounts.{Role.OFFICE}"] = "large"
    one.run()
    assert DRAWN == ["场景", "场景"]


def test_what_failed_is_not_kept(page):
    one = page("坏")
    for _ in range(2):
        assert one.run().exception
    assert DRAWN == ["坏", "坏"]
