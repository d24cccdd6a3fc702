"""The last four answers of a brief: the pipeline, demands, providers and results."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from scenario_db import brief_facts, brief_outcomes, gates, movements, portfolio
from scenario_db.answers import kept
from scenario_db.brief_parts import Figure, Nature, Part, Question, Table, columns, counts, share
from scenario_db.brief_questions import MOST, Asked, scenarios_in
from scenario_db.codes import LIBRARIES, Domain, InvestType, ProviderOrigin, Tier
from scenario_db.demands import Coverage


def pipeline(it: Asked) -> Part:
    """7 储备够不够，下半年能开工哪些."""
    found, matrix = kept(it.db, portfolio.counts, it.now), kept(it.db, portfolio.matrix, it.now)
    reserve, build = (scenarios_in(found, tier) for tier in (Tier.RESERVE, Tier.BUILD))
    waiting_ones = replace(it.now, tiers=(Tier.RESERVE,))
    ready = kept(it.db, gates.nearly_ready, waiting_ones, limit=MOST)
    total = kept(it.db, gates.count_nearly_ready, waiting_ones)
    begun = sum(
        flow.scenarios
        for flow in kept(it.db, movements.flows, it.then, it.now)
        if flow.was is Tier.RESERVE and flow.now in (Tier.BUILD, Tier.OPERATE)
    )
    held = scenarios_in(kept(it.db, portfolio.counts, it.then), Tier.RESERVE)
    figures = (
        *counts(reserve=reserve, build=build),
        Figure("ratio", Nature.RATIO, share(reserve, build)),
        *counts(ready=total, starting=brief_facts.starting(it.db, it.now), begun=begun),
        Figure("converted", Nature.SHARE, share(begun, held)),
    )
    heads = columns("code", "name", "lead", ("lacks", Nature.COUNT), "missing_items")
    rows = tuple((one.code, one.name, one.lead, len(one.missing), one.missing) for one in ready)
    chart = Table(
        columns("domain", *((str(tier), Nature.COUNT) for tier in LIBRARIES)),
        tuple((domain, *(matrix.get((domain, tier), 0) for tier in LIBRARIES)) for domain in Domain),
    )
    return Part(Question.PIPELINE, figures, Table(heads, rows, total), chart)


def demands(it: Asked) -> Part:
    """8 需求还有多少没对应场景."""
    found = brief_outcomes.demands(it.db, it.now)
    of = {kind: sum(count for (_, coverage), count in found.items() if coverage is kind) for kind in Coverage}
    total, open_ = sum(of.values()), of[Coverage.OPEN]
    listed = brief_outcomes.uncovered(it.db, it.now, limit=MOST)
    figures = (
        *counts(demands=total, uncovered=open_),
        Figure("covered", Nature.SHARE, share(of[Coverage.ANSWERED], total)),
        *counts(without_demand=brief_outcomes.without_demand(it.db, it.now)),
    )
    heads = columns("code", "title", "domain", "proposer", "urgency", ("raised_on", Nature.DAY))
    rows = tuple((one.code, one.title, one.domain, one.proposer, one.urgency, one.raised_on) for one in listed)
    known = [domain for domain in (*Domain, None) if any(it == domain for it, _ in found)]
    chart = Table(
        columns("domain", ("answered", Nature.COUNT), ("uncovered", Nature.COUNT)),
        tuple((one, *(found.get((one, kind), 0) for kind in (Coverage.ANSWERED, Coverage.OPEN))) for one in known),
    )
    return Part(Question.DEMANDS, figures, Table(heads, rows, open_), chart)


def providers(it: Asked) -> Part:
    """9 谁在建，本土占多少，社会资本占多少."""
    origins, invested = brief_outcomes.origins(it.db, it.now), brief_outcomes.invested(it.db, it.now)
    total, amount = sum(origins.values()), sum(invested.values(), Decimal(0))
    told = amount - invested.get(None, Decimal(0))
    social = invested.get(InvestType.SOCIAL, Decimal(0))
    listed = brief_outcomes.suppliers(it.db, it.now, limit=MOST)
    figures = (
        *counts(providers=total, **{one: origins.get(one, 0) for one in ProviderOrigin}),
        Figure("local_share", Nature.SHARE, share(origins.get(ProviderOrigin.LOCAL, 0), total)),
        Figure("invested", Nature.MONEY, amount),
        Figure("typed", Nature.MONEY, told),
        Figure("social", Nature.MONEY, social),
        Figure("social_share", Nature.SHARE, share(social, told)),
    )
    heads = columns("provider", "origin", ("scenarios", Nature.COUNT), ("amount", Nature.MONEY))
    rows = tuple((one.name, one.origin, one.scenarios, one.amount) for one in listed)
    chart = Table(
        columns("origin", ("providers", Nature.COUNT)),
        tuple((origin, origins[origin]) for origin in (*ProviderOrigin, None) if origin in origins),
    )
    return Part(Question.PROVIDERS, figures, Table(heads, rows, total), chart)


def results(it: Asked) -> Part:
    """10 好不好用，该退的退了没有."""
    found = brief_outcomes.conclusions(it.db, it.now)
    listed = brief_outcomes.evaluated(it.db, it.now, limit=MOST)
    operate = scenarios_in(kept(it.db, portfolio.counts, it.now), Tier.OPERATE)
    total = sum(found.values())
    named = {str(one): count for one, count in found.items() if one}
    figures = (
        *counts(operate=operate, evaluated=total, spread=named.get("spread", 0), keep=named.get("keep", 0)),
        *counts(improve=named.get("improve", 0), retire=named.get("retire", 0)),
        *counts(gone=brief_outcomes.gone(it.db, it.now)),
    )
    scores = ((name, Nature.PLAIN) for name in ("useful", "effective", "usable", "satisfaction"))
    heads = columns("code", "name", "lead", "evaluated_in", *scores, "conclusion")
    rows = tuple(
        (e.code, e.name, e.lead, e.period, e.useful, e.effective, e.usable, e.satisfaction, e.conclusion)
        for e in listed
    )
    chart = Table(columns("conclusion", ("scenarios", Nature.COUNT)), tuple(found.items()))
    return Part(Question.RESULTS, figures, Table(heads, rows, total), chart)
