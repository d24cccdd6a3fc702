"""One search for all: scenarios, departments, demands and providers, by name, pinyin, code, former name or text.

What is called so comes before what was called so once, and that before what only mentions it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from scenario_db import departments, names
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Tier
from scenario_db.database import Database

SHORTEST = 2
"""A single letter is in everything: from so many characters on texts are looked through, a single sign finds names."""


class Found(IntEnum):
    """Where the words were found; the better first."""

    NAME = 0
    UNIT = 1
    FORMER = 2
    TEXT = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `about` says what it is: lead and tier, state, capability; `text` where it stood."""

    id: str
    code: str
    name: str
    found: Found
    about: str = ""
    tier: Tier | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of each kind, at most as many as were asked for; `more` where there are others."""

    scenarios: tuple[Hit, ...] = ()
    departments: tuple[Hit, ...] = ()
    demands: tuple[Hit, ...] = ()
    providers: tuple[Hit, ...] = ()
    more: bool = False

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.scenarios) + len(self.departments) + len(self.demands) + len(self.providers)


_SCENARIOS = f"""
    with live as (
        select
            s.id, s.code, s.name, s.tier, s.lead_id, s.sort_key,
            strpos(s.findable, cast(:key as text)) > 0
              or strpos(replace(lower(s.code), '-', ''), cast(:key as text)) > 0 as called_so,
            concat_ws(' ', s.summary, s.pain_point, s.content, s.outcome) as told
        from {CHOSEN} as s
    ), former as (
        select distinct id
        from scenario_version
        where superseded_at is not null and strpos(findable, cast(:key as text)) > 0
    ), placed as (
        select
            live.*,
            case
                when called_so then 0
                when lead_id in (select unnest(cast(:units as text[]))) then 1
                when id in (select id from former) then 2
                when cast(:words as text) <> '' and strpos(lower(told), cast(:words as text)) > 0 then 3 end as place
        from live
    )
    select placed.id, placed.code, placed.name, placed.place, coalesce(d.name, ''), placed.tier,
        case when placed.place = 3 then placed.told else '' end
    from placed
    left join department_on(cast(:moment as timestamp)) as d on d.id = placed.lead_id
    where placed.place is not null
    order by placed.place, case when placed.place = 0 then length(placed.name) end, placed.sort_key, placed.code
    limit :limit
"""

_DEMANDS = """
    with placed as (
        select
            id, code, title, status, sort_key, concat_ws(' ', pain_point, remark) as told,
            case
                when strpos(findable, cast(:key as text)) > 0
                  or strpos(replace(lower(code), '-', ''), cast(:key as text)) > 0 then 0
                when cast(:words as text) <> ''
                  and strpos(lower(concat_ws(' ', pain_point, remark)), cast(:words as text)) > 0 then 3 end as place
        from demand_on(cast(:moment as timestamp))
    )
    select id, code, title, place, status, null, case when place = 3 then told else '' end
    from placed
    where place is not null
    order by place, sort_key, code
    limit :limit
"""

_PROVIDERS = """
    with placed as (
        select
            id, code, name, sort_key, coalesce(capability, '') as capability,
            case
                when strpos(findable, cast(:key as text)) > 0
                  or strpos(lower(concat_ws(' ', code, credit_code)), cast(:key as text)) > 0 then 0
                when cast(:words as text) <> ''
                  and strpos(lower(concat_ws(' ', capability, qualification)), cast(:words as text)) > 0
                then 3 end as place
        from provider_on(cast(:moment as timestamp))
    )
    select id, code, name, place, '', null, capability
    from placed
    where place is not null
    order by place, sort_key, code
    limit :limit
"""


def find(db: Database, text: str, choice: Choice, *, all_kinds: bool = True, limit: int = 20) -> Hits:
    """What the text finds on the choice's day: scenarios of the choice; other kinds only for who reads them all."""
    key, words = names.key(text), " ".join(text.lower().split())
    if not key:
        return Hits()
    units = departments.find(db, text, moment=choice.moment)
    given: dict[str, Any] = {
        "key": key,
        "words": words if len(words) >= SHORTEST else "",
        "units": [it.id for it in units],
        "limit": limit + 1,
    }
    scenarios = _hits(db, _SCENARIOS, words, **given, **choice.parameters())
    if not all_kinds:
        return Hits(scenarios[:limit], more=len(scenarios) > limit)
    found = tuple(Hit(it.id, "", it.name, Found.NAME, it.full_name or "") for it in units)
    demands = _hits(db, _DEMANDS, words, moment=choice.moment, **_of_texts(given))
    providers = _hits(db, _PROVIDERS, words, moment=choice.moment, **_of_texts(given))
    more = any(len(them) > limit for them in (scenarios, found, demands, providers))
    return Hits(scenarios[:limit], found[:limit], demands[:limit], providers[:limit], more)


def _of_texts(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("key", "words", "limit")}


def _hits(db: Database, sql: str, asked: str, **given: Any) -> tuple[Hit, ...]:
    return tuple(
        Hit(key, code or "", name, Found(place), about, Tier(tier) if tier else None, around(told, asked))
        for key, code, name, place, about, tier, told in db.rows(sql, **given)
    )


def around(text: str, words: str, *, margin: int = 24) -> str:
    """The place in a text where the words stand, with a little before and after; the beginning where they do not."""
    told = " ".join(text.split())
    at = max(told.lower().find(words), 0)
    first, last = max(at - margin, 0), at + len(words) + margin
    return ("…" if first else "") + told[first:last] + ("…" if last < len(told) else "")
