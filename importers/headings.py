"""Headings and labels as they are compared: one width, no spaces, one script; units, years and months apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from scenario_db.names import simplified

_SPACE = re.compile(r"\s+")
_UNIT_WORDS = "亿元|百万元|十万元|万元|千元|元|亿|万"
_UNIT = re.compile(rf"[(\[【](?:金额)?(?:单位)?:?(?:人民币)?({_UNIT_WORDS})[)\]】]|[,，/:]({_UNIT_WORDS})$")
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_STRAY = re.compile(r"[*★☆:：、,，。.]+$|^[*★☆]+")
_DASH = re.compile(r"(?<=\d)(?:月份?)?[-—–―~至到](?=\d)")
_HALF_YEAR = re.compile(r"上半年")
_YEAR = re.compile(r"(20\d\d)年?(?=底|末)|(20\d\d)年度?|^(?:本|当|今)?年度?(?!代|龄|月)")
_MONTHS = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])-(1[0-2]|0?[1-9])月份?|(?<!\d)(1[0-2]|0?[1-9])月份?|[本当]月")


class Label(NamedTuple):
    """A heading taken apart: its wording with years as “Y年” and months as “M月” or “M-M月”, and what stood there."""

    stem: str
    unit: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Width, spaces, line breaks, script and case do not tell two labels apart."""
    return simplified(_SPACE.sub("", unicodedata.normalize("NFKC", text))).casefold()


@lru_cache(maxsize=8_192)
def label(text: str) -> Label:
    """Take a heading apart."""
    stem = plain(text)
    unit = _UNIT.search(stem)
    stem = _STRAY.sub("", _UNIT.sub("", stem))
    stem, months = _without_months(_HALF_YEAR.sub("1-6月", _DASH.sub("-", stem)))
    stem, year = _without_year(stem)
    return Label(stem, (unit[1] or unit[2]) if unit else "", year, months)


def _without_months(stem: str) -> tuple[str, tuple[int, int] | None]:
    found = _MONTHS.search(stem)
    if not found:
        return stem, None
    first, last, only = found[1], found[2], found[3]
    months = (int(first), int(last)) if first else (int(only), int(only)) if only else None
    return stem[: found.start()] + ("M-M月" if first else "M月") + stem[found.end() :], months


def _without_year(stem: str) -> tuple[str, int | None]:
    found = _YEAR.search(stem)
    if not found:
        return stem, None
    year = found[1] or found[2]
    return stem[: found.start()] + "Y年" + stem[found.end() :], int(year) if year else None


def without_brackets(stem: str) -> str:
    """“配合单位(可多选)” → “配合单位”."""
    return _BRACKETS.sub("", stem)
