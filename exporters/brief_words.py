"""A brief in words: what every form of it says alike, so that Word, PowerPoint, Excel, HTML and the page agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from exporters.brief_paper import Answer, Cell, Grid, Head, Made, Paper
from scenario_db import days, shown
from scenario_db.brief_parts import NUMBERS, Column, Figure, Nature, Part, Question, Table, Value
from scenario_db.brief_shelf import Kept
from scenario_db.briefs import Brief, headlines
from scenario_db.codes import Conclusion, Domain, Light, ProviderOrigin, Tier
from scenario_db.judging import SHAPES
from scenario_db.lights import PERIODS
from scenario_db.movements import Movement
from scenario_db.problems import Problem
from scenario_db.wording import Words

NUMERALS = "一二三四五六七八九十"

_CODED: tuple[type[StrEnum], ...] = (Tier, Light, Domain, ProviderOrigin, Conclusion, Movement)
"""Lists whose members are figures or columns under their own label."""

_BLANK: Mapping[str, str] = {
    "domain": "portfolio.no_domain",
    "working_group": "portfolio.no_group",
    "lead": "portfolio.no_lead",
    "origin": "brief.unknown",
    "conclusion": "brief.unknown",
}
"""What stands where nothing does."""

_EMPTY: Mapping[Question, str] = {
    Question.SIZE: "scenarios",
    Question.MONEY: "gap",
    Question.RETURNS: "owed",
    Question.LINKAGE: "waits",
    Question.PIPELINE: "build",
    Question.DEMANDS: "demands",
    Question.PROVIDERS: "providers",
    Question.RESULTS: "operate",
}
"""The figure without which a question has another sentence."""

NONE = "—"


def paper(brief: Brief, say: Words, made: Made, last: Kept | None = None) -> Paper:
    """The brief as it is read, held against the last of the same subject."""
    subject = brief.subject.name or say("brief.city")
    return Paper(
        say.language,
        say("brief.title", subject=subject),
        str(brief.now.day),
        _facts(brief, say, made, subject),
        tuple(_answer(number, part, say) for number, part in enumerate(brief.parts, 1)),
        say("brief.since", day=last.day, clock=_clock(last.made_at, made), by=last.made_by)
        if last
        else say("brief.first"),
        _since(brief, say, last) if last else None,
        say("brief.foot", day=brief.now.day, coverage=_coverage(brief, say)),
    )


def _facts(brief: Brief, say: Words, made: Made, subject: str) -> tuple[tuple[str, str], ...]:
    scope = say(f"brief.scope_{brief.subject.scope}", subject=subject)
    told = {
        "day": str(brief.now.day),
        "earlier": str(brief.then.day),
        "scope": scope,
        "coverage": _coverage(brief, say),
        "maker": say("brief.made_by", by=made.by.name, clock=_clock(made.at, made), mark=brief.mark),
    }
    return tuple((say(f"brief.fact_{name}"), text) for name, text in told.items())


def _coverage(brief: Brief, say: Words) -> str:
    it = brief.coverage
    told = {"scenarios": it.scenarios, "with_plan": it.with_plan, "period": it.period, "filed": it.filed}
    return say(
        "brief.coverage", owed=f"{it.owed:,}", **{k: f"{v:,}" if isinstance(v, int) else v for k, v in told.items()}
    )


def _clock(moment: datetime, made: Made) -> str:
    return f"{days.local(moment, made.zone):%Y-%m-%d %H:%M}"


def _answer(number: int, part: Part, say: Words) -> Answer:
    return Answer(
        number,
        part.question,
        say.code(part.question),
        sentence(part, say),
        say(f"brief.counts_{part.question}"),
        tuple(
            (label(say, it.name, it.nature), cell(say, it.value, it.nature))
            for it in part.figures
            if it.nature in NUMBERS
        ),
        _marked(part.table, say) if part.beneath.columns else grid(part.table, say),
        _chart(part.chart, say),
        _marked(part.beneath, say),
    )


def _marked(table: Table, say: Words) -> Grid:
    """Groups by library, and in a note the gaps: where a group has nothing at all."""
    told = grid(table, say)
    gaps = [
        say("brief.gaps_of", group=row[0].text, libraries="、".join(names))
        for row in told.rows[: len(table.rows)]
        if (names := [head.text for head, it in zip(told.heads[1:], row[1:], strict=True) if it.number == 0])
    ]
    return Grid(told.heads, told.rows, say("brief.gaps", gaps="；".join(gaps)) if gaps else "")


def sentence(part: Part, say: Words) -> str:
    """The answer in one sentence."""
    facts = {it.name: _in_sentence(it, part, say) for it in part.figures}
    gap = next((it.value for it in part.figures if it.name == "gap"), None)
    if isinstance(gap, Fraction):
        facts["pace"] = say("brief.ahead" if gap >= 0 else "brief.behind", points=f"{abs(float(gap)):.1f}")
    named = _EMPTY.get(part.question)
    empty = named is not None and not part.figure(named).value and part.figure(named).nature is not Nature.POINTS
    unknown = named is not None and part.figure(named).value is None
    return say(f"brief.say_{part.question}{'_none' if empty or unknown else ''}", **facts)


def _in_sentence(it: Figure, part: Part, say: Words) -> str:
    if it.nature is not Nature.MONEY or not isinstance(it.value, Decimal):
        return cell(say, it.value, it.nature).text
    first = next(one.value for one in part.figures if one.nature is Nature.MONEY)
    divisor, unit = shown.unit_for(say.language, first if isinstance(first, Decimal) else it.value)
    return f"{it.value / divisor:,.1f} {say(f'portfolio.unit_{unit}')}"


def label(say: Words, name: str, nature: Nature = Nature.TEXT) -> str:
    """What a figure or a column is called; money with its unit."""
    coded = next((kind(name) for kind in _CODED if name in set(kind)), None)
    called = say.code(coded) if coded else say(f"brief.name_{name}")
    return say("brief.in_wan", name=called) if nature is Nature.MONEY else called


def grid(table: Table, say: Words) -> Grid:
    """A list in words."""
    heads = tuple(Head(it.name, label(say, it.name, it.nature), _right(it)) for it in table.columns)
    rows = [tuple(_cell(say, value, of) for value, of in zip(row, table.columns, strict=True)) for row in table.rows]
    if table.whole:
        sums = [_cell(say, value, of) for value, of in zip(table.whole[1:], table.columns[1:], strict=True)]
        rows.append((Cell(say("portfolio.all")), *sums))
    return Grid(heads, tuple(rows), _note(table, say))


def _note(table: Table, say: Words) -> str:
    if not table.rows:
        return say("brief.nothing_listed")
    if table.whole and not table.left_out:
        return ""
    facts = {"shown": f"{len(table.rows):,}", "total": f"{table.total:,}", "left": f"{table.left_out:,}"}
    return say("brief.some_listed" if table.left_out else "brief.all_listed", **facts)


def _right(it: Column) -> bool:
    return Cell("", nature=it.nature).right


def _chart(table: Table, say: Words) -> Grid:
    """A chart's figures; a group of nothing but noughts would be an empty chart."""
    numbers = [value for row in table.rows for value in row[1:]]
    return Grid(grid(table, say).heads, grid(table, say).rows) if any(numbers) else Grid((), ())


def _cell(say: Words, value: Value, of: Column) -> Cell:
    blank = _BLANK.get(of.name)
    return Cell(say(blank)) if value in (None, "") and blank else cell(say, value, of.nature)


def cell(say: Words, value: Value, nature: Nature) -> Cell:
    """A value as it is read."""
    match value:
        case None | "":
            found = Cell(NONE if nature is not Nature.TEXT else "", nature=nature)
        case date():
            found = Cell(str(value), day=value, nature=nature)
        case int() | Decimal() | Fraction():
            number = value if isinstance(value, int) else float(value)
            found = Cell(_number(say, value, nature), number, nature=nature)
        case tuple():
            found = Cell("；".join(say.problem(it) if isinstance(it, Problem) else say.code(it) for it in value))
        case StrEnum():
            found = Cell(f"{SHAPES[value]} {say.code(value)}" if isinstance(value, Light) else say.code(value))
        case _:
            found = Cell(value)
    return found


def _number(say: Words, value: int | Decimal | Fraction, nature: Nature) -> str:
    if nature is Nature.MONTHS:
        return say("light.or_more", count=value) if value == PERIODS else str(value or say("light.new"))
    if nature is Nature.PLAIN:
        return f"{Decimal(str(value)).normalize():f}" if isinstance(value, Decimal) else str(value)
    if nature is Nature.CHANGE and not value:
        return "0"
    return _WRITTEN[nature].format(float(value) if nature is not Nature.COUNT else value).replace("-", "−")


_WRITTEN: Mapping[Nature, str] = {
    Nature.COUNT: "{:,}",
    Nature.CHANGE: "{:+,.0f}",
    Nature.MONEY: "{:,.0f}",
    Nature.SHARE: "{:.1%}",
    Nature.POINTS: "{:+.1f}",
    Nature.RATIO: "{:.2f}",
}


def _since(brief: Brief, say: Words, last: Kept) -> Grid:
    """The main figures, last time and now."""
    heads = (
        Head("figure", say("brief.name_figure"), right=False),
        Head("last", say("brief.last_time", day=last.day), right=True),
        Head("this", say("brief.this_time", day=brief.now.day), right=True),
        Head("change", say("brief.name_change"), right=True),
    )
    return Grid(heads, tuple(_changed(say, it, last) for _, it in headlines(brief)))


def _changed(say: Words, it: Figure, last: Kept) -> tuple[Cell, ...]:
    earlier = last.figures.get(it.name)
    before, now = earlier.value if earlier else None, it.value
    change = Cell(NONE, nature=it.nature)
    if isinstance(before, int | Decimal | Fraction) and isinstance(now, int | Decimal | Fraction):
        change = _change(say, _exact(now) - _exact(before), it.nature)
    name = label(say, it.name, it.nature)
    return Cell(name), cell(say, before, it.nature), cell(say, now, it.nature), change


def _exact(value: int | Decimal | Fraction) -> Fraction:
    return Fraction(*value.as_integer_ratio())


def _change(say: Words, by: Fraction, nature: Nature) -> Cell:
    if nature is Nature.SHARE:
        points = by * 100
        return Cell(
            say("brief.points", points=_WRITTEN[Nature.POINTS].format(float(points))),
            float(points),
            nature=Nature.POINTS,
        )
    pattern = "{:+.2f}" if nature is Nature.RATIO else "{:+,.0f}"
    return Cell(pattern.format(float(by)).replace("-", "−") if by else "0", float(by), nature=nature)


def file_name(brief: Brief, say: Words, form: str) -> str:
    """What a document is called: 应用场景库简报-全市-2026-06-30.docx."""
    subject = brief.subject.name or say("brief.city")
    plain = "".join("_" if char in '\\/:*?"<>|' else char for char in subject)
    return f"{say('brief.file')}-{plain}-{brief.now.day}.{form}"
