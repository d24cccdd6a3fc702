"""How columns look: as wide as their headings in either language, shares with one decimal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pages.parts import tables


def test_a_heading_is_never_cut_and_a_wide_column_stays_as_it_is() -> None:
    assert tables.room("牵头", 84) == 84
    assert tables.room("Lead department", 84) == 125
    assert tables.room("Lead department", "small") == 125
    assert tables.room("Lead department", "large") == "large"
    assert tables.room("Lead department", None) is None


def test_what_stands_beside_the_words_of_a_heading_has_room_too() -> None:
    assert tables.room("形象进度", 72, beside=tables.PEN) == 94


def test_no_heading_makes_a_column_wider_than_a_medium_one() -> None:
    assert tables.room("A heading that goes on and on and on and on", 84) == tables.WIDTHS["medium"]


def test_a_share_is_rounded_to_a_tenth_of_a_percent() -> None:
    assert tables.part(Fraction(2, 3)) == 0.667
    assert tables.part(0.6) == 0.6
    assert tables.part(None) is None
    column: Any = tables.share("完成率")
    assert column["type_config"]["step"] == 0.001


def step(*figures: float | None) -> object:
    """By how much the figures of a column may differ, which is how the grid is told its places."""
    column: Any = tables.number("完成", among=figures)
    return column["type_config"]["step"]


def test_all_figures_of_a_column_have_the_places_that_one_of_them_needs() -> None:
    assert step(14_000.0, 3_696.6, None, float("nan")) == 0.1
    assert step(14_000.0, 12.35) == 0.01
    assert step(14_000.0, 0.0) == 1
    assert step(None) is None
    assert step(1 / 3) == 10**-tables.MOST_PLACES


def test_counts_that_lead_on_stand_to_the_right_as_all_counts_do() -> None:
    column: Any = tables.link("■ 红灯", 64, counts=True)
    assert column["alignment"] == "right"


def test_the_longest_word_of_a_column_is_not_cut_wherever_it_stands() -> None:
    column: Any = tables.fitting("类别", [*["灯号"] * 30, "门槛与期限", None])
    assert column["width"] == tables.room("门槛与期限", 1) == 85
