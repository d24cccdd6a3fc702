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
