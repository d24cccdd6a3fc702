"""What leaves the house by an export button: a few rows at once, many beside the page; both are told in the audit."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import background, leaving
from scenario_db import audit
from scenario_db.codes import AuditEvent, Tier
from scenario_db.records import Scenario
from tests.telling import write


@pytest.fixture
def page(front_door: AppTest, db, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(leaving, "LARGE", 1)
    monkeypatch.setattr(background, "SOON", 60)
    monkeypatch.setattr(background, "_jobs", OrderedDict())
    write(db, *(Scenario(id=f"s{at}", name=f"场景{at}", tier=Tier.PLAN) for at in range(3)))
    return front_door.switch_page("pages/desk/scenarios.py").run()


def labels(page: AppTest, what: str) -> list[str]:
    return [str(getattr(it, "label", "")) for it in page.get(what)]


def taking(page: AppTest) -> list[str]:
    return [it for it in labels(page, "download_button") if it.startswith("取走工作簿")]


def told(db) -> list[str]:
    return [it.subject for it in audit.find(db, audit.Search(event=AuditEvent.EXPORT), limit=5)]


def test_many_rows_are_made_beside_the_page_and_then_taken(page, db):
    assert "准备导出（3 行）" in labels(page, "button")
    assert not taking(page)
    next(it for it in page.button if it.label == "准备导出（3 行）").click().run()
    assert not page.exception
    assert taking(page)
    assert told(db) == ["ledger"]


def test_another_choice_is_another_export(page, db):
    next(it for it in page.button if it.label == "准备导出（3 行）").click().run()
    page.query_params["q"] = "场景"
    page.text_input(key="q").set_value("场景").run()
    assert not taking(page)


def test_a_few_rows_go_at_once(page, monkeypatch):
    monkeypatch.setattr(leaving, "LARGE", 10)
    page.run()
    assert "导出" in labels(page, "download_button")
