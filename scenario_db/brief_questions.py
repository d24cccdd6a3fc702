"""The first six answers of a brief, each from the functions that the pages ask, so that its figures are theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scenario_db import (
    brief_facts,
    departments,
    lights,
    linkages,
    money,
    movements,
    portfolio,
    waiting,
)
from scenario_db.answers import kept
from scenario_db.brief_parts import Figure, Nature, Part, Question, Table, Value, columns, counts, share
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain, Light, Tier
from scenario_db.database import Database
from scenario_db.money import MONTHS
from scenario_db.movements import Movement
from scenario_db.owing import FILED, Standing

MOST = 20
"""Rows of a list; how many more there are is said."""

BARS = 8
"""Groups of a chart that would have too many."""

PAIRS = 10_000
"""As good as all pairs of departments of a city."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a brief is about: a choice on its day, the same choice earlier, and the city's clock."""

    db: Database
    then: Choice
    now: Choice
    zone: ZoneInfo


def size(it: Asked) -> Part:
    """1 库里多少个，净增多少，是哪些."""
    now, then = (kept(it.db, portfolio.counts, choice) for choice in (it.now, it.then))
    flows = kept(it.db, movements.flows, it.then, it.now)
    moved = Counter[Movement]()
    for flow in flows:
        moved[flow.movement] += flow.scenarios
    found = kept(it.db, movements.named, it.then, it.now, zone=it.zone, limit=MOST)
    net = sum(one.net for one in movements.turnover(flows).values())
    figures = (
        *counts(scenarios=sum(one.scenarios for one in now.values())),
        *counts(**{tier: scenarios_in(now, tier) for tier in LIVE}),
        Figure("net", Nature.CHANGE, net),
        *counts(**{movement: moved[movement] for movement in list(Movement)[:4]}),
        *counts(children=sum(one.children for one in now.values())),
    )
    heads = columns("way", "code", "name", "from_tier", "to_tier", "lead", ("day", Nature.DAY))
    rows = tuple((m.movement, m.code, m.name, m.from_tier, m.to_tier, m.lead, m.day) for m in found)
    chart = Table(
        columns("tier", ("then", Nature.COUNT), ("now", Nature.COUNT)),
        tuple((tier, scenarios_in(then, tier), scenarios_in(now, tier)) for tier in LIVE),
    )
    return Part(Question.SIZE, figures, Table(heads, rows, sum(moved.values())), chart)


def scenarios_in(found: Mapping[Tier, portfolio.Count], tier: Tier) -> int:
    return found.get(tier, portfolio.Count()).scenarios


def spread(it: Asked) -> Part:
    """2 分布怎样，短板在哪."""
    found = kept(it.db, portfolio.matrix, it.now)
    domains: list[Domain | None] = [*Domain, *([None] if any(domain is None for domain, _ in found) else [])]
    table = {domain: tuple(found.get((domain, tier), 0) for tier in LIVE) for domain in domains}
    whole = {domain: sum(numbers) for domain, numbers in table.items()}
    least = min(Domain, key=lambda domain: whole[domain])
    figures = (
        *counts(**{domain: whole[domain] for domain in Domain}, no_domain=whole.get(None, 0)),
        Figure("least", Nature.TEXT, least),
        *counts(least_count=whole[least]),
    )
    listed = _by_tier("domain", tuple(table.items()))
    chart = Table(listed.columns[:-1], tuple((domain, *numbers) for domain, numbers in table.items()))
    return Part(Question.SPREAD, figures, listed, chart, _by_group(it))


def _by_tier(group: str, counted: Sequence[tuple[Value, tuple[int, ...]]]) -> Table:
    heads = columns(group, *((str(tier), Nature.COUNT) for tier in LIVE), ("all", Nature.COUNT))
    rows = tuple((name, *numbers, sum(numbers)) for name, numbers in counted)
    sums = tuple(map(sum, zip(*(numbers for _, numbers in counted), strict=True)))
    return Table(heads, rows, len(rows), (None, *sums, sum(sums)) if rows else None)


def _by_group(it: Asked) -> Table:
    found = kept(it.db, portfolio.groups, it.now)
    named = dict.fromkeys(group for group, _ in found)
    return _by_tier("working_group", [(name, tuple(found.get((name, tier), 0) for tier in LIVE)) for name in named])


def year_money(it: Asked) -> Part:
    """3 计划多少、完成多少，比序时快还是慢."""
    found, curve = kept(it.db, money.money, it.now), kept(it.db, money.curve, it.now)
    whole = found.all
    figures = (
        Figure("year", Nature.PLAIN, found.year),
        Figure("month", Nature.PLAIN, found.month),
        Figure("planned", Nature.MONEY, whole.planned),
        Figure("done", Nature.MONEY, whole.done),
        Figure("completion", Nature.SHARE, whole.completion),
        Figure("elapsed", Nature.SHARE, found.elapsed),
        Figure("gap", Nature.POINTS, found.gap),
        *counts(with_plan=whole.scenarios - whole.without_plan, without_plan=whole.without_plan),
        *counts(returned=found.returned),
    )
    heads = columns(
        "tier", ("planned", Nature.MONEY), ("done", Nature.MONEY), ("completion", Nature.SHARE),
        ("without_plan", Nature.COUNT),
    )  # fmt: skip
    rows = tuple((tier, *_share(found.tiers[tier])) for tier in LIVE if tier in found.tiers)
    chart = tuple(
        (str(month), curve.planned[month - 1], curve.done[month - 1] if month <= len(curve.done) else None)
        for month in MONTHS
    )
    table = Table(heads, rows, len(rows), (None, *_share(whole)))
    lines = columns("month", ("planned", Nature.MONEY), ("done", Nature.MONEY))
    return Part(Question.MONEY, figures, table, Table(lines, chart))


def _share(it: money.Share) -> tuple[Value, ...]:
    return it.planned, it.done, it.completion, it.without_plan


def all_lights(it: Asked) -> Part:
    """4 红灯黄灯是哪些，红了几个月，卡在谁."""
    found = kept(it.db, lights.counts, it.now)
    of = {light: sum(count for (_, shown), count in found.items() if shown is light) for light in Light}
    bad = kept(it.db, lights.listed, it.now, shown=(Light.RED, Light.YELLOW), limit=MOST)
    ids = tuple(one.id for one in bad)
    ribbons = kept(it.db, lights.ribbons, it.now.day, ids, moment=it.now.moment)
    stuck = brief_facts.blockers(it.db, it.now, ids)
    heads = columns(
        "light", "code", "name", "tier", "lead", ("months", Nature.MONTHS), "because", "waits_for",
        ("age", Nature.COUNT),
    )  # fmt: skip
    rows = tuple(
        (
            *(one.verdict.light, one.code, one.name, one.tier, one.lead),
            lights.months_in(one.verdict.light, ribbons.get(one.id, ())),
            one.verdict.because[:1],
            *_waits(stuck.get(one.id, ("", None)), it.now.day),
        )
        for one in bad
    )
    figures = (
        *counts(**{light: of[light] for light in (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)}),
        *counts(raised=lights.raised(it.db, it.now)),
    )
    shown = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)
    chart = Table(
        columns("tier", *((str(light), Nature.COUNT) for light in shown)),
        tuple((tier, *(found.get((tier, light), 0) for light in shown)) for tier in LIVE),
    )
    return Part(Question.LIGHTS, figures, Table(heads, rows, of[Light.RED] + of[Light.YELLOW]), chart)


def _waits(found: tuple[str, date | None], day: date) -> tuple[str, int | None]:
    name, since = found
    return name, (day - since).days if since else None


def returns(it: Asked) -> Part:
    """5 哪些长期不更新，哪个部门填报最差."""
    window = brief_facts.last_due(it.db, it.now)
    by_lead: dict[str | None, Counter[str]] = {}
    for one in brief_facts.returned(it.db, it.now, window):
        by_lead.setdefault(one.lead_id, Counter())[one.standing] += one.count
    stale = kept(it.db, brief_facts.stale_by_lead, it.now)
    called = departments.names_on(it.db, it.now.moment)
    rows = [
        (called.get(lead or "", ""), *_standing(by_lead.get(lead, Counter())), stale.get(lead, 0))
        for lead in {**dict.fromkeys(by_lead), **dict.fromkeys(stale)}
    ]
    rows.sort(key=lambda row: (1 if row[5] is None else row[5], -row[6], -row[1], row[0]))
    owed, on_time, late, missing, in_time = _standing(sum(by_lead.values(), Counter()))
    figures = (
        Figure("period", Nature.TEXT, window.term.name),
        *counts(stale=sum(stale.values()), owed=owed, filed=on_time + late, late=late, missing=missing),
        Figure("in_time", Nature.SHARE, in_time),
    )
    heads = columns(
        "lead", ("owed", Nature.COUNT), ("on_time", Nature.COUNT), ("late", Nature.COUNT), ("missing", Nature.COUNT),
        ("in_time", Nature.SHARE), ("stale", Nature.COUNT),
    )  # fmt: skip
    chart = Table(
        columns("lead", ("on_time", Nature.COUNT), ("late", Nature.COUNT), ("missing", Nature.COUNT)),
        tuple((row[0], *row[2:5]) for row in rows[:BARS] if row[1]),
    )
    whole = (None, owed, on_time, late, missing, in_time, sum(stale.values()))
    return Part(Question.RETURNS, figures, Table(heads, tuple(rows[:MOST]), len(rows), whole), chart)


def _standing(of: Counter[str]) -> tuple[int, int, int, int, Value]:
    owed = sum(of[one] for one in Standing)
    missing = sum(of[one] for one in (Standing.MISSING, Standing.RETURNED, Standing.DUE))
    on_time, late = (of[one] for one in FILED)
    return owed, on_time, late, missing, share(on_time, owed - of[Standing.DUE])


def linkage(it: Asked) -> Part:
    """6 多跨多少，谁和谁协同最多，谁在等谁."""
    crossing = kept(it.db, linkages.crossing, it.now)
    blocks = kept(it.db, waiting.blocks, it.now, limit=PAIRS)
    matrix = kept(it.db, linkages.matrix, it.now)
    called = departments.names_on(it.db, it.now.moment)
    pairs = [(f"{called.get(p.one_id, '')} – {called.get(p.other_id, '')}", p.together) for p in matrix.pairs[:BARS]]
    first = blocks[0] if blocks else None
    figures = (
        *counts(cross=sum(count for (_, derived), count in crossing.by_both.items() if derived)),
        *counts(declared=sum(count for (declared, _), count in crossing.by_both.items() if declared)),
        *counts(pairs=matrix.all_pairs, waits=sum(one.count for one in blocks)),
        *counts(overdue=sum(one.overdue for one in blocks), unconfirmed=brief_facts.unconfirmed(it.db, it.now)),
        Figure("most_waited", Nature.TEXT, first.on if first else ""),
        Figure("closest", Nature.TEXT, pairs[0][0] if pairs else ""),
    )
    heads = columns("waits_for", "lead", ("things", Nature.COUNT), ("overdue", Nature.COUNT), ("oldest", Nature.COUNT))
    rows = tuple((one.on, one.lead, one.count, one.overdue, one.age(it.now.day)) for one in blocks[:MOST])
    chart = Table(columns("pair", ("together", Nature.COUNT)), tuple(pairs))
    return Part(Question.LINKAGE, figures, Table(heads, rows, len(blocks)), chart)
