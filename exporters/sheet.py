"""一图一表: one scenario on one A4 page: its lights, money and milestones drawn, its facts in a table; as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import cast

from exporters.brief_html import page
from scenario_db import lights, scenarios, shown
from scenario_db.codes import IssueStatus, Light, MilestoneStatus, Period, ReviewStatus
from scenario_db.database import Database
from scenario_db.judging import SHAPES, Verdict, month_ends
from scenario_db.records import AnnualPlan, Issue, Milestone, Partner, ProgressReport, Record, Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words

STYLE = """
@page { size: A4; margin: 12mm; }
:root { color-scheme: light; }
body { font: 12.5px/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1d2733; background: #fff; width: 186mm; margin: 0 auto; padding: 6mm 0; }
h1 { font: 700 22px/1.3 "方正小标宋简体", "Noto Serif CJK SC", SimSun, serif; color: #17365f; margin: 0; }
h2 { font-size: 13px; color: #17365f; border-left: 4px solid #17365f; padding-left: 7px; margin: 11px 0 4px; }
p { margin: 2px 0; } .note { color: #5b6877; font-size: 11px; }
svg { display: block; width: 100%; height: auto; } svg text { font-family: inherit; }
table { border-collapse: collapse; width: 100%; } tr { break-inside: avoid; }
th, td { border: 1px solid #d5dde7; padding: 3px 7px; text-align: left; vertical-align: top; }
th { background: #eaf0f7; font-weight: 600; white-space: nowrap; width: 1%; }
@media print { body { padding: 0; font-size: 8.6pt; } }
"""

_INK = {Light.GREEN: "#2f7d5b", Light.YELLOW: "#c07a1b", Light.RED: "#b3382c", Light.GREY: "#7b8794", None: "#b5bec9"}

_FACTS = (
    "lead_id", "implementer", "leader", "contact", "total_invest", "fund_sources", "planned_start", "planned_finish",
    "actual_start", "actual_finish",
)  # fmt: skip
_WIDE = ("summary", "outcome")

_LONGEST = 220
"""Characters of a long text: the page is one page."""

_MOST = 6
"""Milestones and problems that have room."""

_OPEN = (IssueStatus.OPEN, IssueStatus.WORKING, IssueStatus.TO_CONFIRM, IssueStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the pictures need: the year's money in 万元 with the month of its last return, lights, milestones."""

    year: int
    month: int | None
    planned: Decimal | None
    done: Decimal | None
    ribbon: Sequence[tuple[date, Light | None]]
    milestones: Sequence[Milestone]


def of(db: Database, it: Scenario, say: Words, *, day: date, to: Person) -> bytes:
    """The page of a scenario as that person may see it, as of today."""
    verdict = lights.of(db, day, [it.id]).get(it.id)
    reports = cast("list[ProgressReport]", scenarios.belonging(db, "progress_report", it.id))
    months = [one for one in reports if one.period_type is Period.MONTH and one.status is ReviewStatus.EFFECTIVE]
    drawn = _drawn(db, it, months, day)
    language = "zh-CN" if say.language == "zh" else "en"
    body = (
        _head(it, say, verdict, day),
        f"<h2>{escape(say('sheet.drawn'))}</h2>{_ribbon(drawn, say)}{_money(drawn, say)}{_milestones(drawn, say, day)}",
        f"<h2>{escape(say('sheet.table'))}</h2>{_facts(db, it, say, to)}",
        _last_return(max(reports, key=lambda one: one.period_end), say) if reports else "",
        _issues(db, it, say),
        f"<p class=note>{escape(say('sheet.foot', day=day, by=to.name))}</p>",
    )
    return page(language, f"{it.code} {it.name}", STYLE, "".join(body))


def _drawn(db: Database, it: Scenario, months: Sequence[ProgressReport], day: date) -> Drawn:
    plans = cast("list[AnnualPlan]", scenarios.belonging(db, "annual_plan", it.id))
    planned = next((one.planned_invest for one in plans if one.year == day.year), None)
    told = [one for one in months if one.period_end.year == day.year and one.invest_ytd is not None]
    last = max(told, key=lambda one: one.period_end, default=None)
    ends = month_ends(day, lights.PERIODS)
    ribbon = lights.ribbons(db, day, [it.id])[it.id]
    steps = cast("list[Milestone]", scenarios.belonging(db, "milestone", it.id))
    known = [one for one in steps if one.planned_date and one.status is not MilestoneStatus.DROPPED]
    shown_ones = sorted(known, key=lambda one: one.planned_date or date.max)[:_MOST]
    month, done = (last.period_end.month, last.invest_ytd) if last else (None, None)
    return Drawn(day.year, month, planned, done, list(zip(ends, ribbon, strict=True)), shown_ones)


def _head(it: Scenario, say: Words, verdict: Verdict | None, day: date) -> str:
    where = (it.code, say.code(it.tier), say.code(it.stage), say.code(it.domain), say("sheet.as_of", day=day))
    line = " · ".join(filter(None, where))
    because = "；".join(say.problem(one) for one in verdict.because[:2]) if verdict else ""
    light = verdict.light if verdict else None
    told = f"{SHAPES[light]} {say.code(light)} {because}" if light else ""
    return (
        f"<h1>{escape(it.name)}</h1><p class=note>{escape(line)}</p>"
        f'<p style="color:{_INK[light]};font-weight:600">{escape(told)}</p>'
    )


def _ribbon(it: Drawn, say: Words) -> str:
    """The last six months: shape and colour, with the month beneath."""
    pieces = [_text(0, 26, say("light.ribbon"), ink="#5b6877")]
    for at, (end, light) in enumerate(it.ribbon):
        x = 110 + at * 92
        pieces.append(_text(x, 26, SHAPES[light], size=22, ink=_INK[light], anchor="middle"))
        pieces.append(_text(x, 42, f"{end:%Y-%m}", size=11, ink="#5b6877", anchor="middle"))
    return _svg(700, 48, say("light.ribbon"), pieces)


def _money(it: Drawn, say: Words) -> str:
    """What is planned for the year, what is done of it, and a mark where it should be by now."""
    title = say("portfolio.money_of", year=it.year)
    if not it.planned:
        return _svg(700, 34, title, [_text(0, 22, title, ink="#5b6877"), _text(110, 22, say("portfolio.no_plan"))])
    done, month = it.done or Decimal(0), it.month or 0
    share = float(done / it.planned)
    told = say(
        "sheet.money", planned=it.planned, done=done, share=f"{share:.1%}", elapsed=f"{month / 12:.1%}", month=month
    )
    mark = 110 + 580 * month / 12
    pieces = [
        _text(0, 22, title, ink="#5b6877"),
        '<rect x="110" y="10" width="580" height="16" rx="2" fill="#dbe5f0"/>',
        f'<rect x="110" y="10" width="{580 * min(share, 1):.1f}" height="16" rx="2" fill="#2f5d8c"/>',
        f'<path d="M{mark:.1f} 5V31" stroke="#c07a1b" stroke-width="3"/>' if month else "",
        _text(110, 44, told, size=12),
    ]
    return _svg(700, 50, title, pieces)


def _milestones(it: Drawn, say: Words, day: date) -> str:
    """A line of milestones: reached, still to come, or passed without being reached."""
    title = say("kind.milestone")
    if not it.milestones:
        return _svg(700, 34, title, [_text(0, 22, title, ink="#5b6877"), _text(110, 22, say("word.none_yet"))])
    gap = 560 / max(1, len(it.milestones) - 1)
    pieces = [_text(0, 18, title, ink="#5b6877"), '<path d="M130 14H690" stroke="#b5bec9" stroke-width="2"/>']
    for at, one in enumerate(it.milestones):
        x = 130 + at * gap
        ink, fill = _step(one, day)
        side = "start" if at == 0 else "end" if at == len(it.milestones) - 1 else "middle"
        pieces.append(f'<circle cx="{x:.1f}" cy="14" r="6" fill="{fill}" stroke="{ink}" stroke-width="2"/>')
        pieces.append(_text(x, 36, one.name[:9], size=12, anchor=side))
        pieces.append(_text(x, 51, str(one.actual_date or one.planned_date), size=11, ink=ink, anchor=side))
    return _svg(700, 58, title, pieces)


def _step(one: Milestone, day: date) -> tuple[str, str]:
    if one.actual_date:
        return "#2f7d5b", "#2f7d5b"
    return ("#b3382c", "#fff") if one.planned_date and one.planned_date < day else ("#7b8794", "#fff")


def _svg(width: int, height: int, title: str, pieces: Sequence[str]) -> str:
    inside = "".join(pieces)
    return f'<svg viewBox="0 0 {width} {height}" role="img"><title>{escape(title)}</title>{inside}</svg>'


def _text(x: float, y: float, text: str, *, size: int = 13, ink: str = "#1d2733", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{ink}" text-anchor="{anchor}">{escape(text)}</text>'


def _facts(db: Database, it: Scenario, say: Words, to: Person) -> str:
    partners = cast("list[Partner]", scenarios.belonging(db, "partner", it.id))
    found: list[Record] = [it, *partners]
    called = shown.names(db, found)
    cells = [
        (say.field("scenario", name), _unit(name, shown.field(say, it, name, called, to=to), say)) for name in _FACTS
    ]
    together = "、".join(dict.fromkeys(called.get(one.department_id, one.department_id) for one in partners))
    wide = [(say("export.partners"), together)]
    wide += [(say.field("scenario", name), shown.field(say, it, name, called, to=to)) for name in _WIDE]
    pairs = zip(cells[::2], cells[1::2], strict=True)
    rows = [f"<tr>{_cell(*left)}{_cell(*right)}</tr>" for left, right in pairs]
    rows += [f"<tr>{_cell(name, _cut(text), across=3)}</tr>" for name, text in wide if text]
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _unit(name: str, text: str, say: Words) -> str:
    return say("sheet.wan", amount=text) if name == "total_invest" and text else text


def _cell(name: str, text: str, *, across: int = 1) -> str:
    return f"<th>{escape(name)}</th><td colspan={across}>{escape(text or '—')}</td>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _last_return(it: ProgressReport, say: Words) -> str:
    names = ("progress", "issue", "next_step")
    told = [(say.field("progress_report", name), str(getattr(it, name) or "")) for name in names]
    rows = "".join(f"<tr>{_cell(name, _cut(text))}</tr>" for name, text in told if text)
    title = f"{say('word.last_return')} {it.period}"
    return f"<h2>{escape(title)}</h2><table><tbody>{rows}</tbody></table>" if rows else ""


def _issues(db: Database, it: Scenario, say: Words) -> str:
    found = [one for one in cast("list[Issue]", scenarios.belonging(db, "issue", it.id)) if one.status in _OPEN]
    if not found:
        return ""
    called = shown.names(db, found)
    rows = "".join(
        f"<tr><td>{escape(_cut(one.description))}</td><td>{escape(called.get(one.needs_department_id or '', ''))}</td>"
        f"<td>{escape(str(one.due_on or ''))}</td></tr>"
        for one in found[:_MOST]
    )
    return f"<h2>{escape(say('sheet.issues', count=len(found)))}</h2><table><tbody>{rows}</tbody></table>"
