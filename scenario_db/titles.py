"""Which scenarios, demands and providers go by which name, for many names at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scenario_db import names
from scenario_db.database import Database


@dataclass(frozen=True, slots=True)
class Titles:
    """Ids by name, as compared, and by code; a name that several records bear is ambiguous."""

    by_key: dict[str, str]
    by_code: dict[str, str]
    ambiguous: frozenset[str]


NAMED = {"scenario": "name", "demand": "title", "provider": "name"}
"""The kinds that people call by a name, and the field that holds it."""

_BY_KEY = {
    kind: f"""
        select split_part(findable, '|', 1), id
        from {kind}
        where split_part(findable, '|', 1) in (select unnest(cast(:keys as text[])))
    """
    for kind in NAMED
}
_BY_CODE = {
    kind: f"select code, id from {kind} where code in (select unnest(cast(:codes as text[])))" for kind in NAMED
}


def known(db: Database, kind: str, written: Iterable[str | None], codes: Iterable[str | None] = ()) -> Titles:
    """Today's records that go by the written names or codes; other names of a scenario count where no name does."""
    keys = {names.key(name) for name in written if name}
    pairs: list[tuple[str, str]] = [(key, found) for key, found in db.rows(_BY_KEY[kind], keys=sorted(keys))]
    rest = keys - {key for key, _ in pairs}
    pairs += [pair for pair in _other_names(db) if pair[0] in rest] if kind == "scenario" and rest else []
    counts = Counter(key for key, _ in pairs)
    by_code: dict[str, str] = dict(db.rows(_BY_CODE[kind], codes=sorted({code for code in codes if code})))
    return Titles(dict(pairs), by_code, frozenset(key for key, count in counts.items() if count > 1))


def _other_names(db: Database) -> list[tuple[str, str]]:
    found = db.rows("select id, aliases from scenario where cardinality(aliases) > 0")
    return list(dict.fromkeys((names.key(alias), key) for key, aliases in found for alias in aliases))


def alike(db: Database, written: Iterable[str], *, limit: int = 3, least: float = 0.5) -> dict[str, list[str]]:
    """For each written name those of scenarios that are most like it, the most alike first; for a person to choose."""
    wanted = list(dict.fromkeys(written))
    held = [name for (name,) in db.rows("select name from scenario")] if wanted else []
    by_trait: dict[str, list[str]] = defaultdict(list)
    for name in held:
        for trait in names.traits(name):
            by_trait[trait].append(name)
    return {name: _most_alike(name, by_trait, least)[:limit] for name in wanted}


def _most_alike(written: str, by_trait: Mapping[str, Sequence[str]], least: float) -> list[str]:
    traits = names.traits(written)
    shared = Counter(name for trait in traits for name in by_trait.get(trait, ()))
    scored = ((2 * count / (len(traits) + len(names.traits(name))), name) for name, count in shared.items())
    return [name for _, name in sorted((-score, name) for score, name in scored if score >= least)]
