"""What is wrong with a workbook, as marks at its cells and as the lines of a list; words of the person's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scenario_db.problems import Level, Problem
from scenario_db.wording import Words

COLOURS = {Level.ERROR: "FFF8D7DA", Level.WARNING: "FFFFF3CD", Level.HINT: "FFE2ECF5"}
"""Calm, and used for nothing else: a cell of such a colour is one that we have marked."""

MOST_LINES = 20_000
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_ORDER = list(Level)


@dataclass(frozen=True, slots=True)
class Mark:
    """One bad cell: how bad, and all that is wrong with it."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; `cell` is "" where the trouble is with a sheet or with the file."""

    level: str
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks by sheet and cell, the list, and the words around them."""

    cells: Mapping[str, Mapping[str, Mark]]
    lines: Sequence[Line]
    title: str
    note: str
    headings: tuple[str, ...]
    sheet: str
    author: str
    colours: Mapping[Level, str] = field(default_factory=lambda: dict(COLOURS))


def of(problems: Iterable[Problem], say: Words) -> Marks:
    """The marks for some problems: errors first, then as they stand in the sheets."""
    found = sorted(problems, key=lambda it: _ORDER.index(it.level))
    cells: dict[str, dict[str, Mark]] = {}
    for it in found:
        if _CELL.fullmatch(it.place.cell):
            held = cells.setdefault(it.place.sheet, {})
            held[it.place.cell] = _with(held.get(it.place.cell), it, say)
    return Marks(
        cells,
        [_line(it, say) for it in found[:MOST_LINES]],
        say("marked.title"),
        say("marked.note", count=len(found)),
        tuple(say(f"marked.{name}") for name in ("col_level", "col_where", "col_trouble")),
        say("marked.sheet"),
        say("marked.author"),
    )


def _with(held: Mark | None, it: Problem, say: Words) -> Mark:
    text = say.problem(it)
    if held is None:
        return Mark(it.level, text)
    return held if text in held.text else Mark(held.level, f"{held.text}\n{text}")


def _line(it: Problem, say: Words) -> Line:
    cell = it.place.cell if _CELL.fullmatch(it.place.cell) else ""
    return Line(say(f"marked.level_{it.level}"), it.place.sheet, cell, say.problem(it))
