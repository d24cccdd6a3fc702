"""The register of service providers: found, counted, one with what it does in which scenario, entered and changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from stdnum.cn import uscc

from scenario_db import days, denials, ledger, names, rules
from scenario_db.changes import Receipt
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import ProviderOrigin, ProviderRole, Tier
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Provider, ProviderScenario
from scenario_db.roles import Action, Person


class ProviderError(RegisterError):
    """What was filled in does not make a provider, or its part in a scenario, yet."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which providers: by text (name, code, credit code, capability), by origin; nothing chosen means all."""

    text: str = ""
    origins: tuple[ProviderOrigin, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """The parameters of `_FOUND`."""
        return {"wanted": names.key(self.text), "written": self.text.strip().lower(), "origins": list(self.origins)}


@dataclass(frozen=True, slots=True)
class Listed:
    """A provider with the live scenarios in which it takes part, and what it is paid there (万元)."""

    provider: Provider
    scenarios: int
    amount: Decimal | None
    names: str


_COLUMNS = ", ".join(f"f.{name}" for name in KINDS["provider"].names)

_FOUND = """
    with part as (
        select distinct ps.provider_id, s.id, s.name, s.code
        from provider_scenario as ps
        join scenario as s on s.id = ps.scenario_id
        where s.tier <> 'exit' and s.record_status = 'entered'
    ), parts as (
        select provider_id, count(*) as scenarios, string_agg(name, '、' order by code) as names
        from part
        group by provider_id
    ), paid as (
        select ps.provider_id, sum(ps.amount) as amount
        from provider_scenario as ps
        join scenario as s on s.id = ps.scenario_id
        where s.tier <> 'exit' and s.record_status = 'entered'
        group by ps.provider_id
    ), found as (
        select p.*, coalesce(parts.scenarios, 0) as scenarios, paid.amount, coalesce(parts.names, '') as names
        from provider as p
        left join parts on parts.provider_id = p.id
        left join paid on paid.provider_id = p.id
        where (cardinality(cast(:origins as text[])) = 0 or p.origin in (select unnest(cast(:origins as text[]))))
          and (
              cast(:written as text) = ''
              or (cast(:wanted as text) <> '' and strpos(p.findable, cast(:wanted as text)) > 0)
              or strpos(lower(p.code), cast(:written as text)) > 0
              or strpos(lower(coalesce(p.credit_code, '')), cast(:written as text)) > 0
              or strpos(lower(coalesce(p.capability, '')), cast(:written as text)) > 0
          )
    )
"""
"""`found`: each provider once, with its part in scenarios that have not left."""


def find(db: Database, search: Search, *, limit: int = 50, offset: int = 0) -> list[Listed]:
    """A page of the providers: who takes part in most scenarios first, then by name."""
    sql = f"""
        {_FOUND}
        select f.scenarios, f.amount, f.names, {_COLUMNS}
        from found as f
        order by f.scenarios desc, f.sort_key, f.id
        limit :limit offset :offset
    """
    rows = db.rows(sql, limit=limit, offset=offset, **search.parameters())
    return [Listed(cast("Provider", KINDS["provider"].read(row[3:])), *row[:3]) for row in rows]


@dataclass(frozen=True, slots=True)
class Origin:
    """How many providers of an origin there are, and how many of them take part in a live scenario."""

    providers: int = 0
    taking_part: int = 0


def by_origin(db: Database, search: Search) -> dict[ProviderOrigin | None, Origin]:
    """How many a Search means, by origin."""
    sql = f"{_FOUND} select origin, count(*), count(case when scenarios > 0 then 1 end) from found group by 1"
    return {
        ProviderOrigin(it) if it else None: Origin(many, taking)
        for it, many, taking in db.rows(sql, **search.parameters())
    }


def by_code(db: Database, code: str, moment: datetime = days.ALWAYS) -> tuple[int, Provider] | None:
    """The provider of that code with its version, as it is today or was at that moment."""
    sql = f"select f.version, {_COLUMNS} from provider_on(cast(:moment as timestamp)) as f where f.code = :code"
    rows = db.rows(sql, code=code, moment=moment)
    return (rows[0][0], cast("Provider", KINDS["provider"].read(rows[0][1:]))) if rows else None


@dataclass(frozen=True, slots=True)
class Part:
    """What a provider does in a scenario: its code and name, where it is from, for how much."""

    code: str
    name: str
    state: ProviderOrigin | None
    role: ProviderRole
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A scenario in which a provider takes part on a day: its roles there, and what it is paid for them (万元)."""

    id: str
    code: str
    name: str
    tier: Tier
    lead: str
    roles: tuple[ProviderRole, ...]
    amount: Decimal | None


def taken(db: Database, choice: Choice, provider: str, *, limit: int = 200) -> list[Taken]:
    """The scenarios in which a provider took part on the choice's day, also those that left, the dearest first."""
    sql = f"""
        select
            s.id, s.code, s.name, s.tier, coalesce(d.name, ''), string_agg(ps.role, ',' order by ps.role),
            sum(ps.amount)
        from provider_scenario_on(cast(:moment as timestamp)) as ps
        join {CHOSEN} as s on s.id = ps.scenario_id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        where ps.provider_id = :id
        group by s.id, s.code, s.name, s.tier, d.name
        order by sum(ps.amount) desc nulls last, s.code
        limit :limit
    """
    everywhere = replace(choice, tiers=tuple(Tier))
    return [
        Taken(key, code, name, Tier(tier), lead, tuple(ProviderRole(it) for it in roles.split(",")), amount)
        for key, code, name, tier, lead, roles, amount in db.rows(
            sql, id=provider, limit=limit, **everywhere.parameters()
        )
    ]


def of_scenario(db: Database, scenario: str) -> list[Part]:
    """The providers that take part in a scenario."""
    sql = """
        select p.code, p.name, p.origin, ps.role, ps.amount
        from provider_scenario as ps
        join provider as p on p.id = ps.provider_id
        where ps.scenario_id = :id
        order by ps.role, p.code
    """
    return [
        Part(code, name, ProviderOrigin(it) if it else None, ProviderRole(role), amount)
        for code, name, it, role, amount in db.rows(sql, id=scenario)
    ]


def save(db: Database, it: Provider, *, version: int, by: Person) -> Receipt | None:
    """Saves a provider that was opened in that version, 0 for a new one; None where nothing differs.

    Raises ProviderError for what it lacks or whose credit code is wrong or taken, StaleError where somebody was faster,
    and as `ledger.record` does.
    """
    denials.require(db, by, Action.WRITE)
    tidy = replace(it, name=it.name.strip(), credit_code=uscc.compact(it.credit_code or "").upper() or None)
    for name in ("name", "origin", "capability"):
        if not getattr(tidy, name):
            raise ProviderError(Problem("needed_here", facts={"kind": "provider", "field": name}))
    for _, problem in rules.problems_with(tidy):
        raise ProviderError(problem)
    _require_alone(db, tidy)
    key = tidy.id or ledger.new_ids(db, "provider", 1)[0]
    return ledger.saved(db, replace(tidy, id=key), by=by, version=version)


def _require_alone(db: Database, it: Provider) -> None:
    sql = """
        select code, name
        from provider
        where id <> :id and (credit_code = :credit or split_part(findable, '|', 1) = :key)
        order by code
        limit 1
    """
    key = names.findable(it.name).partition("|")[0]
    found = db.rows(sql, id=it.id, credit=it.credit_code or "-", key=key)
    if found:
        raise ProviderError(Problem("provider_is_there", facts={"code": found[0][0], "name": found[0][1]}))


def code_of(db: Database, batch: int) -> str:
    """The code of the provider that a batch wrote."""
    found: str | None = db.value("select code from provider where batch = :batch", batch=batch)
    return found or ""


def takes_part(db: Database, it: ProviderScenario, *, by: Person) -> Receipt | None:
    """Saves what a provider does in a scenario; the same role again changes its amount. Raises ProviderError."""
    denials.require(db, by, Action.WRITE)
    if it.amount is not None and it.amount < 0:
        raise ProviderError(Problem("negative_amount", facts={"value": it.amount}))
    return ledger.saved(db, it, by=by)
