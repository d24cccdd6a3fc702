"""Sentences are filled with facts at the edge, in either language."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from string import Formatter

import pytest

from scenario_db import codes
from scenario_db.codes import Role, Tier
from scenario_db.problems import Problem
from scenario_db.wording import LANGUAGES, Words, entries


def test_a_name_that_nobody_wrote_is_a_broken_promise():
    with pytest.raises(KeyError):
        Words("zh")("word.nowhere")


def test_nothing_has_no_label():
    assert Words("zh").code(None) == ""


@pytest.mark.parametrize(("language", "label"), [("zh", "建设"), ("en", "Building")])
def test_a_code_has_a_label_in_each_language(language, label):
    assert Words(language).code(Tier.BUILD) == label


def test_a_fact_may_be_called_name():
    facts = {"name": "SCENARIO_THREADS", "value": "²"}
    assert "SCENARIO_THREADS" in Words("zh").problem(Problem("setting_not_a_number", facts=facts))


def test_codes_and_amounts_among_the_facts_are_shown_as_people_read_them():
    facts = {"person": "王敏", "role": Role.CLERK}
    assert Words("zh").code(Role.CLERK) in Words("zh").problem(Problem("denied", facts=facts))
    value = {"kind": "annual_plan", "field": "planned_invest", "value": Decimal("1200.500")}
    assert Words("zh").problem(Problem("unfit_value", facts=value)) == "年度计划的年度计划投资不能是“1,200.5”。"


def test_a_fact_that_looks_like_a_place_for_one_stays_as_it_is():
    assert "{value}" in Words("en").problem(Problem("not_a_day", facts={"value": "{value}"}))


def test_a_kind_and_a_field_among_the_facts_have_their_labels():
    facts = {"kind": "scenario", "id": "s1"}
    assert Words("zh").problem(Problem("still_pointed_at", facts=facts)) == "还有记录用到它（场景 s1），不能移除。"


def test_both_languages_of_every_sentence_name_the_same_facts():
    found = {name: [_facts(texts[language]) for language in LANGUAGES] for name, texts in entries().items()}
    assert {name: facts for name, facts in found.items() if facts[0] != facts[1]} == {}


def _facts(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_every_member_of_every_closed_list_has_a_label():
    lists = [it for it in vars(codes).values() if isinstance(it, type) and issubclass(it, StrEnum)]
    members = [member for it in lists if it is not StrEnum for member in it]
    assert [member for member in members if not Words("zh").code(member)] == []
