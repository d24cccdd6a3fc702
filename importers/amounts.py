"""Figures as people write them: units, thousands, qualifiers, Chinese numerals; what each unit is in 万元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from scenario_db.codes import Qualifier

TEN_THOUSAND_YUAN: dict[str, Decimal] = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "十万元": Decimal(10),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10_000),
}
"""How many 万元 one of each unit is."""

_BEFORE = {
    Qualifier.ABOUT: "大约 约为 约 预计 估算 ≈ ~ 左右",
    Qualifier.NEARLY: "接近 将近 近 不到 不足",
    Qualifier.OVER: "超过 超 突破 逾 多于 大于 不少于 不低于 > ≥",
}
_AFTER = {Qualifier.ABOUT: "左右 上下", Qualifier.OVER: "多 余 以上 +"}
_SAYING_NOTHING = "达到 达 共计 共 合计 总计 计 最高 人民币 rmb ¥ ￥ 累计"
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}


def _either(said: str) -> str:
    return "|".join(map(re.escape, sorted(said.split(), key=len, reverse=True)))


_QUALIFIERS = {word: meaning for table in (_BEFORE, _AFTER) for meaning, said in table.items() for word in said.split()}
_FIGURE = re.compile(
    rf"(?:{_either(_SAYING_NOTHING)})*(?P<before>{_either(' '.join(_BEFORE.values()))})?(?:{_either(_SAYING_NOTHING)})*"
    r"(?P<sign>[-+−]?)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+|[零〇一二两三四五六七八九十百千]+)"
    rf"(?P<more>{_either(' '.join(_AFTER.values()))})?(?P<scale>百万|千万|亿|万|千(?!克|米|瓦)|百)?"
    rf"(?P<again>{_either(' '.join(_AFTER.values()))})?"
    rf"(?P<unit>%|[^\d\s,.%+-]{{0,4}}?)(?P<after>{_either(' '.join(_AFTER.values()))})?"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億圆", "一二三四五六七八九十百千万亿元")
_NUMERALS = {mark: number for number, marks in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for mark in marks}
_PLACES = {"十": 10, "百": 100, "千": 1_000}
_SPACE = re.compile(r"\s+")
_CURRENCY = re.compile(r"人民币|rmb|[¥￥]")


class Figure(NamedTuple):
    """A number with what was said around it: 超8万家 is 80000, 家, over."""

    value: Decimal
    unit: str = ""
    qualifier: Qualifier | None = None
    scaled: bool = False


@lru_cache(maxsize=16_384)
def read_figure(text: str) -> Figure | None:
    """The one figure that a text is; None if it is something else, or more than one."""
    written = _CURRENCY.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()).translate(_FORMAL)
    found = _FIGURE.fullmatch(written)
    if not found:
        return None
    number = _number(found["number"])
    if number is None:
        return None
    said = next(filter(None, (found["before"], found["more"], found["again"], found["after"])), "")
    value = number * _SCALES[found["scale"] or ""]
    return Figure(
        -value if found["sign"] in ("-", "−") and found["sign"] else value,
        found["unit"],
        _QUALIFIERS.get(said),
        bool(found["scale"]),
    )


def _number(written: str) -> Decimal | None:
    if written[0] in _NUMERALS or written[0] in _PLACES:
        return _chinese(written)
    return Decimal(written.replace(",", ""))


def _chinese(written: str) -> Decimal | None:
    """一百二十 → 120; digits without places, such as 二〇二二, are read one by one."""
    if not any(mark in _PLACES for mark in written):
        return Decimal("".join(str(_NUMERALS[mark]) for mark in written))
    total, digit = 0, 0
    for mark in written:
        if mark in _PLACES:
            total += (digit or 1) * _PLACES[mark]
            digit = 0
        else:
            digit = _NUMERALS[mark]
    return Decimal(total + digit)


def in_ten_thousand_yuan(figure: Figure, unit: str) -> Decimal | None:
    """The figure in 万元: by the unit in the cell if it names one, else by the column's; None if it is no money."""
    if figure.unit in ("元", "元整"):
        return figure.value * TEN_THOUSAND_YUAN["元"]
    if figure.unit:
        return None
    if figure.scaled:
        return figure.value * TEN_THOUSAND_YUAN["元"]
    return figure.value * TEN_THOUSAND_YUAN[unit]
