"""One spelling of a name, how it sounds, how alike two are."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from scenario_db import demonstration, names

DEMONSTRATION = Path(demonstration.__file__).parent / "scenarios.toml"


@pytest.mark.parametrize(
    ("written", "seen"),
    [("", ""), ("  市 城管局 \n", "市 城管局"), ("智慧\0停车", "智慧停车"), ("a\t\tb", "a b"), ("零\u200b宽", "零宽")],
)
def test_a_name_is_shown_on_one_line_without_what_cannot_be_seen(written, seen):
    assert names.tidy(written) == seen


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“灵锡”App", "灵锡ＡＰＰ"),
        ("锡配网 (“两链”稳定)", "锡配网（两链稳定）"),
        ("5G＋工业互联网", "5g+工业互联网"),
        ("一网 通办", "一网通办"),
    ],
)
def test_width_case_spaces_and_punctuation_do_not_tell_names_apart(one, other):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("車聯網應用", "车联网应用"),
        ("一網統管（臺賬）", "一网统管(台账)"),
        ("徵信服務", "征信服务"),
        ("後臺", "后台"),
        ("城市運行管理中心", "城市运行管理中心"),
        ("衛健委", "卫健委"),
        ("惠企通×電子發票", "惠企通×电子发票"),
    ],
)
def test_traditional_and_simplified_characters_do_not_tell_names_apart(one, other):
    assert names.key(one) == names.key(other)
    assert names.spelling(one) == names.spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("乾县政务", "干县政务"), ("於潜镇", "于潜镇"), ("拚搏", "拼搏"), ("李喆工作室", "李哲工作室"), ("镕园", "熔园")],
)
def test_two_names_of_the_mainland_stay_two(one, other):
    assert names.key(one) != names.key(other)


@pytest.mark.parametrize("script", ["s2t", "s2tw", "s2hk"])
def test_the_citys_names_in_any_script_are_themselves_and_no_others(script):
    convert = OpenCC(script).convert
    found = [it["name"] for it in tomllib.loads(DEMONSTRATION.read_text(encoding="utf-8"))["scenario"]]
    assert [names.key(convert(name)) for name in found] == [names.key(name) for name in found]
    assert len({names.key(name) for name in found}) == len(found)


MAINLAND = st.text(st.characters(codec="gb2312", exclude_characters="後徵夥"), max_size=12)


@given(MAINLAND, MAINLAND)
def test_names_in_simplified_script_are_joined_by_width_and_marks_alone(one, other):
    def without_script(text: str) -> str:
        return names._MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()

    assert (names.key(one) == names.key(other)) == (without_script(one) == without_script(other))


@pytest.mark.parametrize(
    ("name", "whole", "initials"),
    [
        ("", "", ""),
        ("数据局", "shujuju", "sjj"),
        ("重庆", "chongqing", "cq"),
        ("绿化", "lvhua", "lh"),
        ("5G基站", "5gjizhan", "5gjz"),
        ("（）", "", ""),
    ],
)
def test_a_name_is_found_by_how_it_sounds(name, whole, initials):
    assert names.spelling(name) == (whole, initials)


def test_what_a_search_looks_through_has_each_name_and_its_sounds_once():
    assert names.findable("数据局", "", "数据局") == "数据局|shujuju|sjj"


def test_nothing_is_found_by_nothing():
    assert names.findable() == ""


WORDS = st.text("智慧停车一网通办5Gab （）“”·-", max_size=12)


@given(st.text(max_size=30))
def test_a_tidy_name_is_tidy(text):
    assert names.tidy(names.tidy(text)) == names.tidy(text)


@given(WORDS)
def test_a_compared_name_is_compared_as_itself(text):
    assert names.key(names.key(text)) == names.key(text)


@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_whole_for_one_name(one, other):
    assert names.likeness(one, one) == bool(names.key(one))
    assert 0 <= names.likeness(one, other) == names.likeness(other, one) <= 1


def test_half_a_character_is_no_trouble():
    assert names.key("總投資\ud800") == names.key("总投资")
