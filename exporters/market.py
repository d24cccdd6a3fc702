"""场景机会清单 and 能力清单 as they may be published: no people, no numbers to call, and nothing that lives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from exporters.rows import Figure, Heading, workbook
from scenario_db import market, providers
from scenario_db.database import Database
from scenario_db.market import Opportunity
from scenario_db.phones import published
from scenario_db.providers import Listed, Search
from scenario_db.wording import Words

AT_ONCE = 1_000
"""So many are fetched at a time."""

OPPORTUNITY = (
    "code", "name", "domain", "category", "tier", "lead_id", "regions", "pain_point", "summary", "content",
    "technologies", "data_need", "cooperation", "total_invest", "planned_start", "planned_finish",
)  # fmt: skip
"""Fields of a scenario that are fit for publication: none names a person or a way to reach one."""

CAPABILITY = ("code", "name", "credit_code", "origin", "kind", "capability", "qualification")

_WIDE = {
    "name": 28, "pain_point": 36, "summary": 40, "content": 36, "data_need": 28, "capability": 44, "qualification": 32,
    "credit_code": 22,
}  # fmt: skip


def opportunities(db: Database, say: Words, text: str = "") -> bytes:
    """The scenarios that are open to the market, with the unit to turn to."""
    heads = [Heading(_label(say, name), _WIDE.get(name, 14)) for name in OPPORTUNITY]
    find = partial(market.opportunities, db, text, limit=AT_ONCE)
    rows = (_opportunity(it, say) for first in range(0, market.count(db, text), AT_ONCE) for it in find(offset=first))
    return workbook(heads, rows, name=say("market.opportunities"))


def _label(say: Words, name: str) -> str:
    return say("market.total_wan") if name == "total_invest" else say.field("scenario", name)


def _opportunity(it: Opportunity, say: Words) -> list[object]:
    held = it.scenario
    return [
        held.code, published(held.name), say.code(held.domain), held.category, say.code(held.tier), it.lead,
        "、".join(held.regions), published(held.pain_point), published(held.summary), published(held.content),
        published("、".join(held.technologies)), published(held.data_need),
        "、".join(map(say.code, held.cooperation)), _total(it, say),
        held.planned_start, held.planned_finish,
    ]  # fmt: skip


def _total(it: Opportunity, say: Words) -> Figure | None:
    amount, before = it.scenario.total_invest, say.code(it.scenario.invest_qualifier)
    return None if amount is None else Figure(amount, before.replace('"', ""))


def capabilities(db: Database, say: Words, search: Search) -> bytes:
    """The chosen providers with what they can do and where they take part."""
    heads = [Heading(say.field("provider", name), _WIDE.get(name, 14)) for name in CAPABILITY]
    heads += [Heading(say("market.col_scenarios"), 10), Heading(say("market.col_names"), 40)]
    return workbook(heads, _capabilities(db, say, search), name=say("market.capabilities"))


def _capabilities(db: Database, say: Words, search: Search) -> Iterator[list[object]]:
    total, first = sum(it.providers for it in providers.by_origin(db, search).values()), 0
    while first < total:
        yield from (_capability(it, say) for it in providers.find(db, search, limit=AT_ONCE, offset=first))
        first += AT_ONCE


def _capability(it: Listed, say: Words) -> list[object]:
    held = it.provider
    return [
        held.code, held.name, held.credit_code, say.code(held.origin), say.code(held.kind), published(held.capability),
        published(held.qualification), it.scenarios, it.names,
    ]  # fmt: skip
