"""Readers of one cell that holds words: texts, names, yes or no, phones, choices.

They follow the same promise as those of figures.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from importers.choices import ASKED, SUSPENDED, member
from importers.headings import plain
from importers.values import NO_WORDS, NOTHING_SAID, Known, Read, Trouble, bad, clean, nothing
from importers.workbook import Cell
from scenario_db.names import simplified, tidy
from scenario_db.problems import Level

_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "●", "■", "★", "y", "yes", "对", "1", "true", "t", "已", "v"])
_NO = frozenset(
    ["否", "无", "×", "✗", "✘", "☒", "○", "□", "☐", "n", "no", "错", "0", "false", "f", "未", "x", "没有", "不是"]
)
_SAFE = 2**53
_LONGEST = 32_767  # what a cell of a spreadsheet holds
_DIVIDERS = re.compile(r"[、；;，,/\n\r|]+")
_MARKED_LEAD = re.compile(r"[(（](?:牵头|牵头单位|主办)[)）]")
_OPEN_END = re.compile(r"等(?:单位|部门|有关部门|相关部门)?$")
_NOBODY = re.compile(
    r"^(?:各|有关|相关)|(?:有关|相关|各)(?:部门|单位|市|区|县)|"
    r"^(?:国企|国有企业|央企|民企|民营企业|企业|社会资本|社会力量|市场主体|第三方(?:机构|公司|单位)?|运营商|服务商)$"
)
_MASK = re.compile(r"\d\*{2,}\d|^\*+$")
"""What an export shows instead of a number: it says nothing of the number itself."""
_PHONE = re.compile(r"\+?\d[\d\- ()（）转]{5,}\d")


class Names(NamedTuple):
    """Names in a cell: as written, one by one, and which is marked as lead."""

    text: str
    names: tuple[str, ...]
    lead: str = ""


def text(cell: Cell, _: Known) -> Read:
    """Words as they stand; a long number that a spreadsheet has rounded is told."""
    said = clean(cell)
    if not isinstance(cell, str) and isinstance(cell, int | float) and abs(cell) >= _SAFE:
        return Read((said,), Trouble("long_number", {"value": said}, Level.WARNING))
    if len(said) > _LONGEST:
        return Read((said[:_LONGEST],), Trouble("text_cut", {"limit": _LONGEST}, Level.WARNING))
    return Read((None if len(said) < 5 and plain(said) in NO_WORDS else said,))


def tidy_texts(cells: Sequence[Cell]) -> list[str | None] | None:
    """A column of texts that all stand as they should, without a look at each; None if any needs reading."""
    if set(map(type, cells)) != {str}:
        return None
    said: list[str | None] = list(cells)  # type: ignore[arg-type]
    distinct: set[str] = set(said)  # type: ignore[arg-type]
    joined = "|" + "|".join(distinct) + "|"
    if not joined.isprintable() or any(odd in joined for odd in ("  ", "| ", " |")):
        return None
    if max(map(len, distinct)) > _LONGEST:
        return None
    empty = {text for text in distinct if len(text) < 5 and plain(text) in NO_WORDS}
    return [None if text in empty else text for text in said] if empty else said


def yes_no(cell: Cell, known: Known) -> Read:
    """是, √, ●, 1, Y and their opposites; an empty cell says nothing."""
    said = plain(clean(cell))
    if said in _YES:
        return Read((True,))
    if said in _NO:
        return Read((False,))
    return Read((None,)) if said in NOTHING_SAID else bad(known, "not_yes_or_no", cell)


def choice(cell: Cell, known: Known) -> Read:
    """One member of a closed list; what may mean two things is asked, and 暂停 says nothing of library or stage."""
    beside = (None,) * len(known.field.also)
    if nothing(cell):
        return Read((None, *beside))
    said = clean(cell)
    if beside and plain(said) in SUSPENDED:
        return Read((None, True))
    if plain(said) in ASKED:
        return bad(known, "ask_choice", cell)
    found = member(known.field.codes, said)
    return Read((found, *beside)) if found else bad(known, "unknown_choice", cell)


def choices(cell: Cell, known: Known) -> Read:
    """Several members of a closed list."""
    if nothing(cell):
        return Read(((),))
    said = _parts(str(cell))
    found = [member(known.field.codes, one) for one in said]
    unknown = [one for one, meant in zip(said, found, strict=True) if meant is None]
    trouble = bad(known, "unknown_choice", "、".join(unknown)).trouble if unknown else None
    return Read((tuple(dict.fromkeys(filter(None, found))),), trouble)


def names(cell: Cell, _: Known) -> Read:
    """Several names in a cell."""
    return Read(((),)) if nothing(cell) else Read((tuple(_parts(clean_lines(cell))),))


def departments(cell: Cell, _: Known) -> Read:
    """Departments in a cell, one by one; 各有关部门 is none."""
    if nothing(cell):
        return Read((None,))
    said = simplified(clean_lines(cell))
    parts = _parts(said) if _DIVIDERS.search(said.strip()) else said.split()
    called = [_called(part) for part in parts]
    lead = next((it.written for it in called if it.leads), "")
    named = tuple(dict.fromkeys(it.name for it in called if it.name and not it.nobody))
    nobody = [it.name for it in called if it.nobody]
    trouble = Trouble("not_a_department", {"value": "、".join(nobody)}, Level.WARNING) if nobody else None
    return Read((Names(clean(said), named, lead),), trouble)


class _Called(NamedTuple):
    """One part of such a cell: without its mark as lead, then without 等; whether it leads, or names nobody."""

    written: str
    name: str
    leads: bool
    nobody: bool


@lru_cache(maxsize=16_384)
def _called(part: str) -> _Called:
    written = clean(_MARKED_LEAD.sub("", part))
    name = _OPEN_END.sub("", written)
    return _Called(written, name, bool(_MARKED_LEAD.search(part)), bool(_NOBODY.search(name)))


def clean_lines(cell: Cell) -> str:
    """The cell's text with its line breaks, which divide names."""
    return cell if isinstance(cell, str) else clean(cell)


def _parts(said: str) -> list[str]:
    return [part for part in map(clean, _DIVIDERS.split(said)) if part]


def phone(cell: Cell, _: Known) -> Read:
    """Telephone numbers as text, several divided by “、”; what looks like none is kept and told."""
    if isinstance(cell, str) and cell.isdecimal() and cell.isascii() and 7 <= len(cell) <= 12:
        return Read((cell,))
    if nothing(cell):
        return Read((None,))
    said = unicodedata.normalize("NFKC", clean_lines(cell))
    if _MASK.search(said):
        return Read((None,))
    found = [tidy(one) for one in re.split(r"[、；;，,/\n\r|]+|(?<=\d{7})\s+(?=\d{7})", said) if one.strip()]
    kept = "、".join(found)
    odd = any(not 7 <= sum(map(str.isdigit, one)) <= 16 for one in found)
    return Read((kept,), Trouble("odd_phone", {"value": kept}, Level.WARNING) if odd else None)


def contact(cell: Cell, _: Known) -> Read:
    """A person and a number in one cell."""
    if nothing(cell):
        return Read((None, None))
    said = unicodedata.normalize("NFKC", tidy(clean(cell)))
    numbers = [tidy(number) for number in _PHONE.findall(said)]
    person = _PHONE.sub(" ", said).strip(" 、,;:/()（）")
    return Read((tidy(person) or None, "、".join(numbers) or None))
