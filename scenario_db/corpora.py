"""The live scenarios and demands as comparisons read them, held in memory and brought up to date by what changed.

To make the index of 100,000 scenarios takes half a minute, and the register changes all day: so what changed since it
was made is laid over it, and only when that has become much is it made anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from scenario_db import histories, matching
from scenario_db.codes import Domain
from scenario_db.database import Database
from scenario_db.matching import Corpus, Text
from scenario_db.records import Scenario

SMALL = 500
"""An index of fewer records is made anew at each change: that takes less than a tenth of a second."""

SHARE = 0.02
"""Of a larger one, changes are laid over it until they are such a share of it."""


@dataclass(frozen=True)
class Held:
    """The records of one kind as they are looked through, as of a mark of the ledger.

    `made` is the corpus that everything was put into at once, `places` where each record stands in it, `since` the ids
    that changed after that.
    """

    mark: int
    corpus: Corpus
    codes: Mapping[str, str]
    by_id: Mapping[str, Text]
    made: Corpus
    places: Mapping[str, int]
    since: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the texts of a kind come from: all of them or those of some ids, and which changed after a mark."""

    texts: Callable[[Database, Sequence[str] | None], list[tuple[Text, str]]]
    changed: str


_SCENARIOS = """
    select s.id, s.code, s.name, s.aliases, s.pain_point, s.summary, s.content, s.data_need, s.domain, s.lead_id
    from scenario as s
    where s.tier <> 'exit'
      and (cast(:all as boolean) or s.id in (select unnest(cast(:ids as text[]))))
    order by s.id
"""
_PARTNERS = """
    select scenario_id, department_id
    from partner
    where cast(:all as boolean) or scenario_id in (select unnest(cast(:ids as text[])))
"""
_DEMANDS = """
    select id, code, title, null, pain_point, null, null, null, domain, proposer_id
    from demand
    where status <> 'rejected'
      and (cast(:all as boolean) or id in (select unnest(cast(:ids as text[]))))
    order by id
"""
_OPEN = """
    select id
    from scenario
    where open_to_market and tier in ('plan', 'reserve', 'build') and record_status = 'entered'
      and (cast(:all as boolean) or id in (select unnest(cast(:ids as text[]))))
"""
_PROVIDERS = """
    select id, code, '', null, null, capability, null, null, null, null
    from provider
    where (cast(:all as boolean) or id in (select unnest(cast(:ids as text[]))))
    order by id
"""


def _scenario_texts(db: Database, ids: Sequence[str] | None) -> list[tuple[Text, str]]:
    given = {"all": ids is None, "ids": list(ids or ())}
    partners: dict[str, set[str]] = {}
    for scenario, department in db.rows(_PARTNERS, **given):
        partners.setdefault(scenario, set()).add(department)
    return [(_text(row, partners.get(row[0], ())), row[1]) for row in db.rows(_SCENARIOS, **given)]


def _demand_texts(db: Database, ids: Sequence[str] | None) -> list[tuple[Text, str]]:
    return [(_text(row), row[1]) for row in db.rows(_DEMANDS, all=ids is None, ids=list(ids or ()))]


def _open_texts(db: Database, ids: Sequence[str] | None) -> list[tuple[Text, str]]:
    """Those of the scenarios that are open to the market and not yet built."""
    found = {key for (key,) in db.rows(_OPEN, all=ids is None, ids=list(ids or ()))}
    return [it for it in _scenario_texts(db, sorted(found)) if it[0].id in found]


def _provider_texts(db: Database, ids: Sequence[str] | None) -> list[tuple[Text, str]]:
    """What providers say they can do; without their names, which tell nothing of it."""
    return [(_text(row), row[1]) for row in db.rows(_PROVIDERS, all=ids is None, ids=list(ids or ()))]


def text_of(it: Scenario) -> Text:
    """A scenario as comparisons read it, without those that take part."""
    told = (it.id, it.code, it.name, it.aliases, it.pain_point, it.summary, it.content, it.data_need, it.domain)
    return _text((*told, it.lead_id))


def _text(row: Sequence[Any], departments: Iterable[str] = ()) -> Text:
    key, _, name, aliases, pain_point, summary, content, data_need, domain, lead = row
    return Text(
        key,
        name,
        tuple(aliases or ()),
        pain_point or "",
        summary or "",
        content or "",
        data_need or "",
        Domain(domain) if domain else None,
        frozenset(filter(None, (lead, *departments))),
    )


_CHANGED_SCENARIOS = """
    select id from scenario_version where batch > :mark or superseded_by > :mark
    union
    select scenario_id from partner_version where batch > :mark or superseded_by > :mark
"""
_CHANGED_DEMANDS = "select distinct id from demand_version where batch > :mark or superseded_by > :mark"

_CHANGED_PROVIDERS = "select distinct id from provider_version where batch > :mark or superseded_by > :mark"

_SOURCES = {
    "scenario": _Source(_scenario_texts, _CHANGED_SCENARIOS),
    "demand": _Source(_demand_texts, _CHANGED_DEMANDS),
    "opportunity": _Source(_open_texts, _CHANGED_SCENARIOS),
    "provider": _Source(_provider_texts, _CHANGED_PROVIDERS),
}
_LARGE = ("scenario", "demand")
"""Those that take long to put into memory; the others are few."""

_HELD: WeakKeyDictionary[Database, dict[str, Held]] = WeakKeyDictionary()
_LOCKS = {kind: threading.RLock() for kind in _SOURCES}


def scenarios(db: Database) -> Held:
    """The scenarios that have not left, as the register stands now."""
    return _current(db, "scenario")


def demands(db: Database) -> Held:
    """The demands that were not rejected, as the register stands now."""
    return _current(db, "demand")


def opportunities(db: Database) -> Held:
    """The scenarios that are open to the market and not yet built."""
    return _current(db, "opportunity")


def providers(db: Database) -> Held:
    """The service providers by what they can do; their texts bear no names."""
    return _current(db, "provider")


def are_held(db: Database) -> bool:
    """Whether both are in memory and little has changed since; else the first who asks waits until they are."""
    shelf, mark = _HELD.get(db, {}), histories.mark(db)
    return all(kind in shelf and _changed_little(db, kind, shelf[kind], mark) for kind in _LARGE)


def _changed_little(db: Database, kind: str, held: Held, mark: int) -> bool:
    if held.mark == mark or len(held.places) < SMALL:
        return True
    return len(db.rows(_SOURCES[kind].changed, mark=held.mark)) <= SHARE * len(held.places)


def changed(db: Database, mark: int) -> set[str]:
    """The scenarios, also those that left, of which anything that comparisons read changed after a mark."""
    return {key for (key,) in db.rows(_CHANGED_SCENARIOS, mark=mark)}


def size(db: Database) -> int:
    """How many scenarios and demands there are to be put into memory."""
    sql = """
        select
            (select count(*) from scenario where tier <> 'exit')
            + (select count(*) from demand where status <> 'rejected')
    """
    found: int = db.value(sql)
    return found


def hold(db: Database) -> None:
    """Puts both into memory, or brings them up to date."""
    for kind in _LARGE:
        _current(db, kind)


def _current(db: Database, kind: str) -> Held:
    with _LOCKS[kind]:
        shelf = _HELD.setdefault(db, {})
        mark = histories.mark(db)
        held = shelf.get(kind)
        if held is None or held.mark > mark:
            held = _made(db, kind, mark)
        elif held.mark < mark:
            held = _brought_up(db, kind, held, mark)
        shelf[kind] = held
        return held


def _made(db: Database, kind: str, mark: int) -> Held:
    found = _SOURCES[kind].texts(db, None)
    texts = [it for it, _ in found]
    corpus = matching.corpus(texts)
    places = {it.id: place for place, it in enumerate(texts)}
    return Held(mark, corpus, {it.id: code for it, code in found}, {it.id: it for it in texts}, corpus, places)


def _brought_up(db: Database, kind: str, held: Held, mark: int) -> Held:
    """What changed after a mark, laid over what was held then; where that is much, everything made anew."""
    source = _SOURCES[kind]
    touched = {key for (key,) in db.rows(source.changed, mark=held.mark)}
    if (len(held.places) < SMALL and touched) or len(touched) > len(held.places):
        return _made(db, kind, mark)
    found = source.texts(db, sorted(touched))
    now = {it.id: it for it, _ in found}
    others = {key for key in touched if now.get(key) != held.by_id.get(key)}
    if len(held.since | others) > SHARE * len(held.places):
        return _made(db, kind, mark)
    by_id = {key: it for key, it in held.by_id.items() if key not in touched} | now
    codes = {**held.codes, **{it.id: code for it, code in found}}
    since = held.since | others
    corpus = _laid_over(held, since, by_id) if others else held.corpus
    return Held(mark, corpus, codes, by_id, held.made, held.places, since)


def _laid_over(held: Held, since: frozenset[str], by_id: Mapping[str, Text], more: Sequence[Text] = ()) -> Corpus:
    later = [by_id[key] for key in sorted(since) if key in by_id]
    return held.made.followed([*later, *more], [held.places[key] for key in since if key in held.places])


def laid_over(held: Held, more: Sequence[Text]) -> Corpus:
    """What is held, with texts that are not in the register yet."""
    return _laid_over(held, held.since, held.by_id, more)
