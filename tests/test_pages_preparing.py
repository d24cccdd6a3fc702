"""The index for comparisons: begun at the start of a large register's server; who has to wait for it is told so."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import background, preparing
from scenario_db import corpora, transitions
from scenario_db.codes import Domain, Gate, GateItem, Role, Tier
from scenario_db.database import Database
from scenario_db.records import Department, GateAnswer, Scenario
from scenario_db.roles import Person
from scenario_db.transitions import Said
from tests import engines
from tests.telling import write

CLERK = Person("小王", Role.CLERK, "d1")


@pytest.mark.parametrize(("many", "held"), [(1, True), (2, False)])
def test_at_the_start_it_is_begun_where_the_register_is_large(db, monkeypatch, many, held):
    monkeypatch.setattr(preparing, "MANY", many)
    write(db, Scenario(id="s1", code="WX-1", name="智慧停车诱导", tier=Tier.PLAN))
    preparing.begin(db)
    job = background.found(("corpora", db))
    assert (job is not None) is held
    if job:
        job.future.result(timeout=5)
    assert corpora.are_held(db) is held


@engines.both
def test_a_review_of_g1_waits_for_it_and_says_so(db: Database, front_door: AppTest, monkeypatch) -> None:
    write(db, Department(id="d1", name="市公安局"))
    stated = GateAnswer(scenario_id="", gate=Gate.G1, item=GateItem.UNCLASSIFIED, statement="非涉密")
    it = Scenario(name="智慧路灯", tier=Tier.PLAN, lead_id="d1", domain=Domain.GOVERNMENT, pain_point="故障发现慢")
    transitions.enter(db, it, Said(), [stated], by=CLERK, day=db.value("select current_date"))
    monkeypatch.setattr(background, "SOON", 0)
    monkeypatch.setattr(background._workers, "submit", lambda *_: Future())
    front_door.session_state["visit.role"] = Role.REVIEWER
    page = front_door.run().switch_page("pages/office/reviews.py").run()
    assert any("正在建立比对索引" in it.value for it in page.caption)
    assert [page.button(key=f"reviews.{name}").disabled for name in ("pass", "return")] == [True, False]
    background.forget(("corpora", db))
