"""The market: scenarios that are open to it, who may do them, and how much of it is local or social capital."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from scenario_db import brief_outcomes, corpora, matching, names
from scenario_db.choices import Choice
from scenario_db.codes import InvestType, ProviderOrigin
from scenario_db.corpora import Held
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.matching import Reason, Text
from scenario_db.pairing import Proposal
from scenario_db.records import Scenario


@dataclass(frozen=True, slots=True)
class Shares:
    """Who takes part in live scenarios, by origin, and of the total investment (万元) what is social capital.

    `typed` is the part of the investment whose type was told; a parent's amount is not added again from its children.
    """

    origins: dict[ProviderOrigin | None, int]
    invested: Decimal
    typed: Decimal
    social: Decimal

    @property
    def taking_part(self) -> int:
        """All providers that take part."""
        return sum(self.origins.values())

    @property
    def local(self) -> float | None:
        """The share of the local ones."""
        return self.origins.get(ProviderOrigin.LOCAL, 0) / self.taking_part if self.taking_part else None

    @property
    def social_share(self) -> float | None:
        """The share of social capital in what was told."""
        return float(self.social / self.typed) if self.typed else None


def shares(db: Database, choice: Choice) -> Shares:
    """The shares of a choice; the brief counts alike."""
    invested = brief_outcomes.invested(db, choice)
    amount = sum(invested.values(), Decimal(0))
    typed = amount - invested.get(None, Decimal(0))
    return Shares(brief_outcomes.origins(db, choice), amount, typed, invested.get(InvestType.SOCIAL, Decimal(0)))


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A scenario that is open to the market, with its lead; `suppliers` already take part."""

    scenario: Scenario
    lead: str
    suppliers: int


_OPEN = """
    from scenario as s
    where s.open_to_market and s.tier in ('plan', 'reserve', 'build') and s.record_status = 'entered'
      and not s.classified and not s.suspended
      and (
          cast(:wanted as text) = ''
          or strpos(s.findable, cast(:wanted as text)) > 0
          or strpos(replace(lower(s.code), '-', ''), cast(:wanted as text)) > 0
      )
"""
"""Scenarios that anybody may offer for: open, neither built nor left nor held up."""


def count(db: Database, text: str = "") -> int:
    """How many scenarios are open to the market."""
    found: int = db.value(f"select count(*) {_OPEN}", wanted=names.key(text))
    return found


def opportunities(db: Database, text: str = "", *, limit: int = 50, offset: int = 0) -> list[Opportunity]:
    """A page of them: those in 储备 first, whose works are next, then 建设 and 谋划, by code."""
    columns = ", ".join(f"o.{name}" for name in KINDS["scenario"].names)
    sql = f"""
        with open as (
            select s.* {_OPEN}
            order by case s.tier when 'reserve' then 0 when 'build' then 1 else 2 end, s.code
            limit :limit offset :offset
        ), taken as (
            select scenario_id, count(distinct provider_id) as suppliers
            from provider_scenario
            where scenario_id in (select id from open)
            group by scenario_id
        )
        select coalesce(d.name, ''), coalesce(taken.suppliers, 0), {columns}
        from open as o
        left join taken on taken.scenario_id = o.id
        left join department as d on d.id = o.lead_id
        order by case o.tier when 'reserve' then 0 when 'build' then 1 else 2 end, o.code
    """
    rows = db.rows(sql, wanted=names.key(text), limit=limit, offset=offset)
    return [Opportunity(cast("Scenario", KINDS["scenario"].read(row[2:])), row[0], row[1]) for row in rows]


# Capability and opportunity

LEAST = 0.05
"""Below this score what they share is a word or two that everybody uses."""


def for_provider(db: Database, provider: str, *, k: int = 5) -> list[Proposal]:
    """The open scenarios that a provider may do, the best first; without those in which it takes part already."""
    asked = corpora.providers(db).by_id.get(provider)
    if asked is None or not asked.told:
        return []
    there = corpora.opportunities(db)
    taken = _pairs(db, "provider_id", provider)
    [found] = matching.matches(there.corpus, [asked], k=k + len(taken))
    told = [_proposal(there, it.text.id, it.text.name, it.score, (asked, it.text)) for it in found]
    return [it for it in told if it.id not in taken and tells(it.score, it.reasons)][:k]


def for_scenario(db: Database, scenario: str, *, k: int = 3) -> list[Proposal]:
    """The providers that may do an open scenario, the best first; without those that take part already."""
    asked = corpora.opportunities(db).by_id.get(scenario)
    if asked is None:
        return []
    there = corpora.providers(db)
    taken = _pairs(db, "scenario_id", scenario)
    [found] = matching.matches(there.corpus, [asked], k=k + len(taken))
    sql = "select id, name from provider where id in (select unnest(cast(:ids as text[])))"
    called: dict[str, str] = dict(db.rows(sql, ids=[it.text.id for it in found]))
    told = [
        _proposal(there, it.text.id, called[it.text.id], it.score, (it.text, asked))
        for it in found
        if it.text.id in called
    ]
    return [it for it in told if it.id not in taken and tells(it.score, it.reasons)][:k]


def _pairs(db: Database, field: str, key: str) -> set[Any]:
    """The other halves of the pairs in which one takes part already."""
    other = {"provider_id": "scenario_id", "scenario_id": "provider_id"}[field]
    return {row[0] for row in db.rows(f"select {other} from provider_scenario where {field} = :key", key=key)}


def _proposal(there: Held, key: str, name: str, score: float, pair: tuple[Text, Text]) -> Proposal:
    """Its reasons name the words by where they stand in the scenario, whichever of the two was found."""
    provider, scenario = pair
    return Proposal(key, there.codes[key], name, score, tuple(matching.reasons(provider, scenario)))


def tells(score: float, reasons: Sequence[Reason]) -> bool:
    """Whether enough that both say speaks for it."""
    return score >= LEAST and any(it.kind in ("shared_words", "same_meaning") for it in reasons)
