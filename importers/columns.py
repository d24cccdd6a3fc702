"""Which heading is which field: by name, another name, an earlier decision, the values; else it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from importers.fitting import fit
from importers.forms import NO_FIELD, Field, Form, Reads
from importers.headings import label, plain, without_brackets
from importers.layout import Heading, Table
from importers.recognising import readings
from importers.values import NOTHING_SAID, clean
from importers.workbook import Cell, letter
from scenario_db import names
from scenario_db.problems import Level, Place, Problem

_SAMPLED = 400
_ALIKE, _FEW = 0.45, 3
_ENOUGH, _CLEARLY = 0.6, 0.2
_UNIT_ALIASES = {"亿": "亿元", "万": "万元"}


class How(StrEnum):
    """By what a column was matched."""

    NAME = "name"
    ALIAS = "alias"
    MEMORY = "memory"
    VALUES = "values"


class Left(StrEnum):
    """Why a column is not imported."""

    UNKNOWN = "unknown"
    EMPTY = "empty"
    NUMBERING = "numbering"
    COMPUTED = "computed"
    ASKED = "asked"
    DOUBLED = "doubled"
    DECIDED = "decided"
    NO_PERIOD = "no_period"


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one column of the sheet: a field and why, or why not."""

    column: int
    heading: str
    field: Field = NO_FIELD
    how: How | None = None
    confidence: float = 0.0
    left: Left | None = None
    choices: tuple[Field, ...] = ()
    unit: str = ""
    period: str = ""
    year: int | None = None

    @property
    def key(self) -> str:
        """As “scenario.name”, or “annual_plan.planned_invest@2022” for what belongs to a period."""
        return f"{self.field.key}@{self.period}" if self.period else self.field.key


@dataclass(frozen=True, slots=True)
class Matching:
    """A table whose columns are known; `matches` has one entry for each column that holds anything."""

    table: Table
    form: Form
    matches: tuple[Match, ...]
    problems: tuple[Problem, ...]

    @property
    def imported(self) -> tuple[Match, ...]:
        """The columns that are read."""
        return tuple(match for match in self.matches if not match.left)


def match(
    table: Table,
    form: Form,
    remembered: Mapping[str, str] | None = None,
    *,
    year: int | None = None,
    month: int | None = None,
) -> Matching:
    """Decide on each column. `remembered` gives for a heading's text the key that people chose before, "" for none;
    year and month stand for a sheet that does not say which period it is about.
    """
    about = table.about
    year = about.year or year or _only_year(table)
    about = replace(about, year=year, month=about.month or month or _latest_month(table))
    table = replace(table, about=about)
    decided = [_decide(table, form, heading, remembered or {}) for heading in table.headings]
    found = _without_doubles([_placed(table, one) for one in decided if one])
    return Matching(table, form, tuple(found), tuple(_problems(table, form, found)))


def _only_year(table: Table) -> int | None:
    """Where nothing else says the year, the one that all headings with a year name; the end of the last is none."""
    labels = [label("".join(heading.parts)) for heading in table.headings]
    years = {it.year for it in labels if it.year and "Y年底" not in it.stem}
    return years.pop() if len(years) == 1 else None


def _latest_month(table: Table) -> int | None:
    """Where nothing says the month, the last that has a column of its own."""
    months = [label("".join(heading.parts)).months for heading in table.headings]
    return max((last for _, last in filter(None, months)), default=None)


def _decide(table: Table, form: Form, heading: Heading, remembered: Mapping[str, str]) -> Match | None:
    cells = _sample(table, heading.column)
    if not heading.parts and not cells:
        return None
    base = Match(heading.column, heading.text)
    if heading.text in remembered:
        return _as_remembered(base, form, remembered[heading.text])
    if not heading.parts:
        return replace(base, left=Left.UNKNOWN)
    candidates, confidence = _candidates(form, heading)
    if not candidates:
        choices = alike(form, heading.text) if cells else ()
        return replace(base, left=Left.UNKNOWN if cells else Left.EMPTY, choices=choices)
    if len(candidates) == 1 or not cells:
        how = How.NAME if _is_name(candidates[0], heading) else How.ALIAS
        return replace(base, field=candidates[0], how=how, confidence=1.0 if how is How.NAME else confidence)
    return _by_values(base, candidates, cells)


def alike(form: Form, heading: str) -> tuple[Field, ...]:
    """The fields whose headings are most like an unknown one: to be offered, never taken."""
    stem = label(heading).stem
    scored = {
        field.key: (max(names.likeness(stem, one) for one in field.headings), field)
        for field in form.fields
        if field.record
    }
    best = sorted((it for it in scored.values() if it[0] >= _ALIKE), key=lambda it: -it[0])
    return tuple(field for _, field in best[:_FEW])


def samples(table: Table, column: int, most: int = 3) -> list[str]:
    """The first few different values of a column."""
    return list(islice(dict.fromkeys(map(clean, _sample(table, column))), most))


def _as_remembered(base: Match, form: Form, key: str) -> Match:
    chosen = next((field for field in form.fields if field.key == key), None)
    if chosen is None:
        return replace(base, left=Left.DECIDED)
    return replace(base, field=chosen, how=How.MEMORY, confidence=1.0)


def _sample(table: Table, column: int) -> list[Cell]:
    rows = table.rows[:_SAMPLED]
    cells = (table.sheet.rows[number - 1][column] for number in rows)
    return [cell for cell in cells if not (isinstance(cell, str) and plain(cell) in NOTHING_SAID)]


def _candidates(form: Form, heading: Heading) -> tuple[tuple[Field, ...], float]:
    """The fields that the whole heading means, else its lower lines, each also without what stands in brackets."""
    for said in readings(heading.parts):
        confidence = 0.95 if said == "".join(heading.parts) else 0.9
        stem = label(said).stem
        for written, less in ((stem, 0.0), (without_brackets(stem), 0.1)):
            if form.known(written):
                return form.known(written), confidence - less
    return (), 0.0


def _is_name(field: Field, heading: Heading) -> bool:
    return label("".join(heading.parts)).stem == field.headings[0]


def _by_values(base: Match, candidates: Sequence[Field], cells: Sequence[Cell]) -> Match:
    """The field whose values these can be, if one is clearly likelier than the rest; else people are asked."""
    scored = sorted(((fit(field, cells), field) for field in candidates), key=lambda one: -one[0])
    (best, field), (second, _) = scored[0], scored[1]
    if best >= _ENOUGH and best - second >= _CLEARLY:
        return replace(base, field=field, how=How.VALUES, confidence=round(best, 2))
    if base.heading in field.headings[:1] and best - second >= 0:
        return replace(base, field=field, how=How.NAME, confidence=0.8)
    return replace(base, left=Left.ASKED, choices=tuple(candidates))


def _placed(table: Table, found: Match) -> Match:
    """The column with its unit and its period; figures whose period nobody says are left."""
    if found.left:
        return found
    if found.field.reads in (Reads.NUMBERING, Reads.NOTHING):
        left = Left.NUMBERING if found.field.reads is Reads.NUMBERING else Left.COMPUTED
        return replace(found, field=NO_FIELD, left=left)
    said = label("".join(table.headings[found.column].parts))
    found = replace(found, unit=_unit(table, found.column) if found.field.reads is Reads.MONEY else "")
    found = replace(found, year=said.year or table.about.year)
    period = _period(table, found, said.year, said.months)
    if period is None:
        return replace(found, field=NO_FIELD, left=Left.NO_PERIOD, choices=(found.field,))
    return replace(found, period=period)


def _unit(table: Table, column: int) -> str:
    """Own heading before parent heading before what stands around the table; "" where nothing says it."""
    lines = reversed(table.headings[column].parts)
    unit = next((unit for line in lines if (unit := label(line).unit)), table.about.unit)
    return _UNIT_ALIASES.get(unit, unit)


def _period(table: Table, found: Match, year: int | None, months: tuple[int, int] | None) -> str | None:
    """ "" for what belongs to no period, “2022”, “2022-06”; None if it belongs to one that nobody says."""
    if found.field.record == "annual_plan":
        return str(year or table.about.year) if year or table.about.year else None
    if found.field.record == "monthly_target":
        year = year or table.about.year
        return f"{year}-{months[1]:02}" if year and months else None
    if found.field.record != "progress_report":
        return ""
    if found.field.name == "invest_before":
        before = year or (table.about.year - 1 if table.about.year else None)
        return f"{before}-12" if before else None
    if months and found.field.name == "invest_ytd" and months[0] != 1:
        return None
    year, month = year or table.about.year, months[1] if months else table.about.month
    return f"{year}-{month:02}" if year and month else None


def _without_doubles(found: list[Match]) -> list[Match]:
    """Of several columns for one field the surest is read; texts under the very same heading are read together."""
    best: dict[str, Match] = {}
    for one in found:
        held = best.get(one.key)
        if not one.left and (held is None or one.confidence > held.confidence):
            best[one.key] = one
    return [one if one.left or _stays(best[one.key], one) else _doubled(one) for one in found]


def _stays(held: Match, other: Match) -> bool:
    if held is other:
        return True
    return other.field.reads is Reads.TEXT and plain(held.heading) == plain(other.heading) and not other.field.required


def _doubled(one: Match) -> Match:
    return replace(one, field=NO_FIELD, left=Left.DOUBLED, choices=(one.field,))


_TOLD = {
    Left.ASKED: ("ambiguous_column", Level.WARNING),
    Left.DOUBLED: ("doubled_column", Level.WARNING),
    Left.NO_PERIOD: ("period_unknown", Level.WARNING),
    Left.UNKNOWN: ("unknown_column", Level.HINT),
}


def _problems(table: Table, form: Form, found: Iterable[Match]) -> Iterator[Problem]:
    found = list(found)
    for one in found:
        if one.left in _TOLD:
            kind, level = _TOLD[one.left]
            kind = "unknown_column_near" if one.left is Left.UNKNOWN and one.choices else kind
            yield Problem(kind, _heading_place(table, one), _facts(one), level)
    present = {one.field.key for one in found}
    for field in form.fields:
        if field.required and field.key not in present:
            yield Problem("missing_column", Place(table.sheet.file, table.sheet.name), {"heading": field.headings[0]})
    unitless = [one for one in found if one.field.reads is Reads.MONEY and not one.unit]
    if unitless:
        facts = {"headings": "、".join(one.heading for one in unitless)}
        yield Problem("unit_assumed", _heading_place(table, unitless[0]), facts, Level.WARNING)


def _heading_place(table: Table, one: Match) -> Place:
    return table.sheet.place(table.headings[one.column].row, one.column)


def _facts(one: Match) -> dict[str, object]:
    choices = "、".join(field.headings[0] for field in one.choices)
    return {"heading": one.heading, "column": letter(one.column), "choices": choices}
