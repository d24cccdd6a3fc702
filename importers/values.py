"""What every reader of cells shares: what is known of the column, what a reading gives, and what stands for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from importers.forms import Field
from importers.headings import plain
from importers.workbook import Cell
from scenario_db.names import tidy
from scenario_db.problems import Level

NO_WORDS = frozenset(("", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "n/a", "none", "null"))
NOTHING_SAID = NO_WORDS | {"待定", "未定", "不详", "na", "待落实", "空"}
"""What stands in a cell for want of a value; in a text only the first few mean nothing."""

_NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Trouble(NamedTuple):
    """What is wrong with a value, wherever it stands."""

    kind: str
    facts: Mapping[str, object] = _NO_FACTS
    level: Level = Level.ERROR


class Read(NamedTuple):
    """The values of a field's parts, and the trouble with them."""

    values: tuple[Any, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a column before its cells are read."""

    field: Field
    unit: str = "万元"
    year: int | None = None
    fractions: bool = False


def clean(cell: Cell) -> str:
    """The cell as one line of text; whole numbers have no “.0”."""
    if isinstance(cell, str):
        return cell if cell.isprintable() and "  " not in cell and cell == cell.strip() else tidy(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return str(cell)


def nothing(cell: Cell) -> bool:
    """Whether the cell is empty or says so."""
    return isinstance(cell, str) and plain(cell) in NOTHING_SAID


def bad(known: Known, kind: str, cell: Cell, level: Level = Level.ERROR, **facts: object) -> Read:
    said = {"value": clean(cell), "heading": known.field.headings[0], **facts}
    return Read((None,) * len(known.field.gives), Trouble(kind, said, level))
