"""Which texts find each other, and why; words of offices, false friends, and what must hold for all texts."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import matching as labelled
from scenario_db import matching, meanings, names, wording
from scenario_db.codes import Domain
from scenario_db.matching import Text

LIBRARY = (
    Text("s1", "智慧停车诱导", summary="汇聚全市泊位，发布空余车位"),
    Text("s2", "居家养老安全守护", summary="独居老人一键呼叫", domain=Domain.LINE),
    Text("s3", "惠企政策免申即享", summary="企业画像匹配奖补政策", domain=Domain.ENTERPRISE),
    Text("s4", "医保基金智能监管", summary="事后稽核"),
    Text("s5", "智慧医院", summary="导诊、候诊和缴费"),
    Text("s6", "建筑垃圾全过程监管", summary="渣土运输车辆定位"),
)
THERE = matching.corpus(LIBRARY)


def nearest(name: str) -> str:
    found = matching.matches(THERE, [Text("", name)])[0]
    return found[0].text.id if found else ""


@pytest.mark.parametrize(
    ("demand", "scenario"),
    [
        ("医院门口没有车位", "s1"),
        ("空巢老人没人照料", "s2"),
        ("奖补资金申报太麻烦", "s3"),
        ("泥头车夜里偷倒", "s6"),
        ("門診排隊太久", "s5"),
    ],
)
def test_a_demand_finds_the_scenario_that_says_it_in_other_words(demand, scenario):
    assert nearest(demand) == scenario


def test_what_shares_nothing_is_not_proposed():
    assert matching.matches(THERE, [Text("", "瓷器修复")]) == [[]]


@pytest.mark.parametrize("nothing", ["", "的", "，。", "A", "\n"])
def test_a_text_of_nothing_finds_nothing(nothing):
    assert matching.matches(THERE, [Text("", nothing)]) == [[]]
    assert matching.duplicates(THERE, [Text("", nothing)]) == [[]]


def test_an_empty_library_has_nothing_to_find():
    empty = matching.corpus([])
    assert matching.matches(empty, [LIBRARY[0]]) == [[]] == matching.duplicates(empty, [LIBRARY[0]])
    assert matching.matches(THERE, []) == [] == matching.duplicates(THERE, [])


@pytest.mark.parametrize(
    ("one", "other"), [("出生一件事", "身后一件事"), ("智慧供水平台", "智慧排水平台"), ("电梯安全监测", "锅炉安全监测")]
)
def test_names_alike_about_different_things_are_told_apart(one, other):
    there = matching.corpus([*LIBRARY, Text("s9", one)])
    assert matching.duplicates(there, [Text("", other)]) == [[]]


def test_a_false_friend_is_explained():
    kinds = {it.kind: it.facts for it in matching.reasons(Text("", "智慧医保"), LIBRARY[4])}
    assert kinds["other_subject"] == {"one": "医保", "other": "医院"}


def test_what_speaks_for_a_proposal_is_told_with_where_it_stands():
    demand = Text("", "独居老人突发疾病", domain=Domain.LINE, departments=frozenset({"d1"}))
    there = Text("s2", "居家养老守护", summary="独居老人一键呼叫", domain=Domain.LINE, departments=frozenset({"d1"}))
    told = [(it.kind, dict(it.facts)) for it in matching.reasons(demand, there)]
    assert told == [
        ("shared_words", {"words": ("独居老人",), "field": "summary"}),
        ("same_domain", {"domain": Domain.LINE}),
        ("same_department", {"departments": ["d1"]}),
    ]


def test_other_words_for_the_same_are_told():
    told = [(it.kind, dict(it.facts)) for it in matching.reasons(Text("", "渣土车治理"), Text("s6", "建筑垃圾运输"))]
    assert told == [("same_meaning", {"one": "渣土", "other": "建筑垃圾"})]


def test_the_domain_decides_between_equals():
    there = matching.corpus(
        [Text("s1", "停车服务", domain=Domain.INDUSTRY), Text("s2", "停车服务", domain=Domain.LINE)]
    )
    [found] = matching.matches(there, [Text("", "停车难", domain=Domain.LINE)])
    assert [it.text.id for it in found] == ["s2", "s1"]


def test_another_name_finds_its_scenario():
    there = matching.corpus([*LIBRARY, Text("s9", "锡康养", aliases=("长者服务平台",))])
    assert matching.duplicates(there, [Text("", "长者服务平台")])[0][0].text.id == "s9"


def test_a_record_is_no_duplicate_of_itself():
    assert matching.duplicates(THERE, LIBRARY) == [[]] * len(LIBRARY)


NAMES = st.text(st.sampled_from("智慧停车医院保养老数据一件事平台供排水渣土监管 的（）12aB"), min_size=1, max_size=14)


@given(NAMES, NAMES, NAMES, NAMES)
@settings(max_examples=60, deadline=None)
def test_being_a_duplicate_goes_both_ways(one, told, other, answered):
    mine, theirs = Text("a", one, summary=told), Text("b", other, summary=answered)
    assert matching.likeness(THERE, mine, theirs) == matching.likeness(THERE, theirs, mine)


@given(st.lists(NAMES.filter(str.strip), min_size=1, max_size=8, unique=True), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_records_does_not_matter(found, rnd):
    texts = [Text(f"s{i}", name) for i, name in enumerate(found)]
    mixed = random.Random(rnd.random()).sample(texts, len(texts))
    asked = [Text("", name) for name in found]
    for ask in (matching.matches, matching.duplicates):
        one, other = (ask(matching.corpus(it), asked) for it in (texts, mixed))
        assert [[it.text.id for it in near] for near in one] == [[it.text.id for it in near] for near in other]


@given(st.lists(NAMES.filter(names.key), min_size=1, max_size=8, unique_by=names.key))
@example(["1", "1的"])  # as good as the same to whoever leaves out what says nothing
@settings(max_examples=40, deadline=None)
def test_its_own_name_always_comes_first(found):
    there = matching.corpus(Text(f"s{i}", name) for i, name in enumerate(found))
    for name, near in zip(found, matching.duplicates(there, [Text("", name) for name in found]), strict=True):
        assert near[0].score == 1.0
        assert near[0].text.name == name


def test_every_score_lies_between_nothing_and_one():
    found = [it.score for near in matching.matches(THERE, LIBRARY) for it in near]
    assert found
    assert all(0 < score <= 1 for score in found)


def test_a_word_of_a_concept_has_two_characters_at_least():
    assert [word for word in meanings.table().concept_of if len(word) < 2] == []


def test_every_reason_has_its_sentence():
    kinds = ("same_name", "shared_words", "same_meaning", "same_domain", "same_department", "other_subject")
    assert {f"reason.{kind}" for kind in kinds} <= set(wording.entries())


@pytest.mark.parametrize("half", labelled.HALVES)
def test_the_labelled_pairs_are_found(half):
    found = labelled.judged(half)
    assert found.recall_at_3 >= 0.9
    assert found.precision >= 0.8


@pytest.mark.parametrize("half", labelled.HALVES)
def test_what_a_provider_is_led_to_is_what_it_can_do(half):
    found = labelled.offered(half)
    assert found.precision >= 0.9
    assert found.recall >= 0.5
