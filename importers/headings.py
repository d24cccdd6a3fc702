"""Headings and labels as they are compared: one width, no spaces, one script; units, years and months apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TRADITIONAL = (
    "場應稱項單領責導聯繫電話總資計劃畫設內規開時間進狀態號編備註儲謀階類別產業條線簡萬億額實際術關點難問題協"
    "調據標準區縣鎮屬運營負處報審覆復庫創網絡級轉擬達啟動預見說臺賬帳會門參與辦牽頭體緊議雙濟結構層數環節續務"
    "廣強從並為後質員評價學醫療養執幹險養財團隊補貼雲鏈統對來滿廢終紀錄頁將現優廳專職聯繳緩舉邊個種類劑歷屆檔"
)
_SIMPLIFIED = (
    "场应称项单领责导联系电话总资计划划设内规开时间进状态号编备注储谋阶类别产业条线简万亿额实际术关点难问题协"
    "调据标准区县镇属运营负处报审复复库创网络级转拟达启动预见说台账账会门参与办牵头体紧议双济结构层数环节续务"
    "广强从并为后质员评价学医疗养执干险养财团队补贴云链统对来满废终纪录页将现优厅专职联缴缓举边个种类剂历届档"
)
_SCRIPT = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
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
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_SCRIPT).casefold()


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
