"""简报 through the front door: ordered of a subject and a day, fetched again from the shelf."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from scenario_db import brief_shelf, days
from scenario_db.briefs import Scope
from scenario_db.codes import Role
from scenario_db.roles import DeniedError, Person
from tests import briefing
from tests.telling import OFFICE


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of a small city; today is 31 January 2026."""
    monkeypatch.setattr(days, "today", lambda zone: date(2026, 1, 31))
    briefing.tell(db)
    return front_door.switch_page("pages/overview/briefs.py").run()


def make(page: AppTest) -> AppTest:
    return next(it for it in page.button if it.label == "生成简报").click().run()


def test_a_brief_is_made_kept_and_listed_with_who_and_when(page, db):
    assert "还没有生成过简报。" in [it.value for it in page.caption]
    make(page)
    assert not page.exception
    [kept] = brief_shelf.find(db, by=OFFICE)
    assert (kept.subject.scope, kept.day, set(kept.forms)) == (
        Scope.CITY,
        date(2026, 1, 31),
        {"docx", "pptx", "xlsx", "html"},
    )
    assert any("全市，截至 2026-01-31" in it.value for it in page.markdown)
    assert list(page.dataframe[0].value["by"]) == [kept.made_by]


def test_a_brief_of_a_department_is_of_that_department(page, db):
    page.segmented_control(key="scope").set_value("department").run()
    page.selectbox(key="department").set_value("d2").run()
    make(page)
    [kept] = brief_shelf.find(db, by=OFFICE)
    assert (kept.subject.id, kept.subject.name) == ("d2", "市公安局")
    assert kept.figures["scenarios"].value == 2


def test_without_a_form_there_is_nothing_to_make(page):
    page.pills(key="briefs.forms").set_value([]).run()
    assert "请至少选一种格式。" in [it.value for it in page.info]
    assert not [it for it in page.button if it.label == "生成简报"]


def test_an_empty_subject_says_so(front_door, db):
    front_door.switch_page("pages/overview/briefs.py").run()
    assert not front_door.exception
    assert any("没有在库场景" in it.value for it in front_door.info)


def test_the_overview_leads_to_the_brief_and_the_card_to_a_page(page):
    page.switch_page("pages/overview/portfolio.py").run()
    assert not page.exception
    page.query_params["code"] = "WX-1"
    page.switch_page("pages/desk/scenario.py").run()
    assert not page.exception
    assert "打印一页" in [it.label for it in page.get("download_button")]


def test_whoever_may_take_nothing_out_is_given_none_of_it(page, db):
    make(page)
    [kept] = brief_shelf.find(db, by=OFFICE)
    with pytest.raises(DeniedError):
        brief_shelf.content(db, kept.id, "html", by=Person("管理员", Role.ADMIN))


def test_a_department_that_leads_something_is_proposed_first(page):
    page.segmented_control(key="scope").set_value("department").run()
    assert page.selectbox(key="department").value in ("d1", "d2")
    assert not page.exception
