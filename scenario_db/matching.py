"""Which scenarios a demand is about, and which records say the same: scores from what stands in them, with reasons.

Offline and explained: shared words and characters weighed by how rare they are in the register at hand, words that
mean the same, domain and departments; and what speaks against it, words that make of like names two subjects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from scenario_db import likening, meanings, names
from scenario_db.codes import Domain
from scenario_db.likening import Field, Floats, Index, Ints

DUPLICATE = 0.3
"""From this score on two scenarios are 疑似重复; found on the tuning half of benchmarks/pairs.toml."""

PROPOSED = 0.015
"""Below this score a demand and a scenario are not proposed to each other."""

OTHER_SUBJECT = 0.45
OTHER_DOMAIN = 0.94
SAME_DOMAIN = 0.02
SAME_DEPARTMENT = 0.03
NAMES_SHARE = 0.62
"""Of a duplicate's score so much is the names', the rest all that is written; where little is, the names decide."""

LOOKED_AT = 24
"""So many of the most alike are looked at closely."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a record says of itself, as far as comparisons read it; a demand has its title for a name."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    pain_point: str = ""
    summary: str = ""
    content: str = ""
    data_need: str = ""
    domain: Domain | None = None
    departments: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        """All that it says, plain."""
        return meanings.plain("；".join((self.name, *self.aliases, *self.told)))

    @property
    def told(self) -> tuple[str, ...]:
        """What it says beside its names."""
        return tuple(filter(None, (self.pain_point, self.summary, self.content, self.data_need)))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two are held to be alike, or not: `kind` names its sentence in wording.toml (`reason.<kind>`)."""

    kind: str
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Match:
    """A record that was found for a text, and how alike they are, from 0 to 1."""

    text: Text
    score: float


@dataclass(frozen=True)
class Corpus:
    """The records that are looked through: by their names, and by all that they say.

    `keys` are their names as names are compared, with the places of those who bear them; `later_keys` the same of what
    came after it was made, `gone` the places of what left or was changed since.
    """

    texts: tuple[Text, ...]
    by_name: Index
    by_all: Index
    keys: Mapping[str, tuple[int, ...]]
    later_keys: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    gone: frozenset[int] = frozenset()

    def called(self, text: Text) -> set[int]:
        """The places of the records that bear one of its names."""
        found = {place for key in _keys(text) for place in (*self.keys.get(key, ()), *self.later_keys.get(key, ()))}
        return found - self.gone

    def followed(self, later: Sequence[Text], gone: Sequence[int]) -> Corpus:
        """A corpus as it was made, with what came since; weighed as it was, so it is to be made anew now and then."""
        ids = [it.id for it in later]
        return Corpus(
            (*self.texts, *later),
            self.by_name.followed(ids, _name_fields(later), gone),
            self.by_all.followed(ids, _all_fields(later), gone),
            self.keys,
            _places(later, len(self.texts)),
            frozenset(gone),
        )


def corpus(texts: Iterable[Text]) -> Corpus:
    """Makes records findable; what it costs is told by benchmarks/matching.py."""
    found = tuple(texts)
    ids = [it.id for it in found]
    by_name, by_all = (likening.index(ids, fields(found)) for fields in (_name_fields, _all_fields))
    return Corpus(found, by_name, by_all, _places(found))


def _places(found: Sequence[Text], first: int = 0) -> dict[str, tuple[int, ...]]:
    """Who bears which name, by place."""
    keys: dict[str, tuple[int, ...]] = {}
    for place, it in enumerate(found, first):
        for key in _keys(it):
            keys[key] = (*keys.get(key, ()), place)
    return keys


def _keys(it: Text) -> set[str]:
    """Its names as names are compared."""
    return {names.key(name) for name in (it.name, *it.aliases)} - {""}


def _name_fields(texts: Sequence[Text]) -> list[Field]:
    return [
        Field([it.name for it in texts], 1.0, (1, 2, 3)),
        Field(["；".join(it.aliases) for it in texts], 1.0, (2, 3)),
    ]


def _all_fields(texts: Sequence[Text]) -> list[Field]:
    return [
        Field([it.name for it in texts], 2.0, (1, 2, 3)),
        Field(["；".join(it.aliases) for it in texts], 2.0, (2,)),
        Field([it.pain_point for it in texts], 1.0, (1, 2), 120),
        Field([it.summary for it in texts], 1.0, (1, 2), 120),
        Field([it.content for it in texts], 0.7, (2,), 80),
        Field([it.data_need for it in texts], 0.7, (2,), 60),
    ]


def matches(there: Corpus, asked: Sequence[Text], *, k: int = 3) -> list[list[Match]]:
    """For each text the k records of the corpus that are most about the same thing, the best first."""
    vectors = there.by_all.vectors(_all_fields(asked)) if asked else []
    return [_matched(there, text, *vector, k) for text, vector in zip(asked, vectors, strict=True)]


def _matched(there: Corpus, text: Text, codes: Ints, weights: Floats, k: int) -> list[Match]:
    near = there.by_all.best(there.by_all.scores(codes, weights), max(LOOKED_AT, 2 * k))
    found = [Match(there.texts[at], _adjusted(score, text, there.texts[at])) for at, score in near]
    return _ordered((it for it in found if it.score >= PROPOSED), text)[:k]


def _adjusted(score: float, one: Text, other: Text) -> float:
    """A score after what speaks for it and against it beside the words."""
    if one.domain and other.domain:
        score = score + SAME_DOMAIN if one.domain is other.domain else score * OTHER_DOMAIN
    if one.departments & other.departments:
        score += SAME_DEPARTMENT
    if _clash(one, other):
        score *= OTHER_SUBJECT
    return float(round(min(score, 1.0), 4))


def _clash(one: Text, other: Text) -> tuple[str, str] | None:
    """The words by which they are about different things, unless the one mentions what the other is about."""
    for mine, theirs in meanings.clashes(meanings.plain(one.name), meanings.plain(other.name)):
        if not meanings.mentions(other.whole, mine) and not meanings.mentions(one.whole, theirs):
            return min(mine), min(theirs)
    return None


def _ordered(found: Iterable[Match], text: Text) -> list[Match]:
    """The best first; of those that are as good, the one that is called the same."""
    return sorted(found, key=lambda it: (-it.score, it.text.name != text.name, it.text.id))


def duplicates(there: Corpus, asked: Sequence[Text], *, k: int = 3, least: float = DUPLICATE) -> list[list[Match]]:
    """For each text the records, other than itself, that seem to be the same thing, the most alike first."""
    if not asked:
        return []
    vectors = zip(
        there.by_name.vectors(_name_fields(asked)), there.by_all.vectors(_all_fields(asked)), asked, strict=True
    )
    return [_doubled(there, text, named, told, least)[:k] for named, told, text in vectors]


def _doubled(
    there: Corpus, text: Text, named: tuple[Ints, Floats], told: tuple[Ints, Floats], least: float
) -> list[Match]:
    by_name = there.by_name.scores(*named)
    by_all = there.by_all.scores(*told) if text.told else np.zeros_like(by_name)
    near = {place for place, _ in there.by_name.best(by_name, LOOKED_AT)}
    near.update(place for place, _ in there.by_all.best(by_all, LOOKED_AT))
    called = there.called(text)
    found = []
    for place in near | called:
        other = there.texts[place]
        score = 1.0 if place in called else _likeness(text, other, float(by_name[place]), float(by_all[place]))
        found.append(Match(other, score))
    return _ordered((it for it in found if it.score >= least and (it.text.id != text.id or not text.id)), text)


def _likeness(one: Text, other: Text, named: float, told: float) -> float:
    score = NAMES_SHARE * named + (1 - NAMES_SHARE) * told if one.told and other.told else named
    return _adjusted(score, one, other)


def likeness(there: Corpus, one: Text, other: Text) -> float:
    """How much two texts seem to be the same scenario, from 0 to 1, weighed by a corpus; the order does not matter."""
    if _keys(one) & _keys(other):
        return 1.0
    named = _cosine(*there.by_name.vectors(_name_fields([one, other])))
    told = _cosine(*there.by_all.vectors(_all_fields([one, other])))
    return _likeness(one, other, named, told)


def _cosine(one: tuple[Ints, Floats], other: tuple[Ints, Floats]) -> float:
    theirs = dict(zip(other[0].tolist(), other[1].tolist(), strict=True))
    pairs = zip(one[0].tolist(), one[1].tolist(), strict=True)
    return float(round(sum(weight * theirs.get(code, 0.0) for code, weight in pairs), 6))


FIELDS = ("name", "aliases", "pain_point", "summary", "content", "data_need")
MOST_WORDS = 4


def reasons(one: Text, other: Text) -> list[Reason]:
    """Why `one` was held to be like `other`: what they share and where it stands, then what speaks against it."""
    if names.key(one.name) == names.key(other.name):
        return [Reason("same_name", {"name": other.name})]
    found = [*_shared(one, other), *_same_meaning(one, other)]
    if one.domain and one.domain is other.domain:
        found.append(Reason("same_domain", {"domain": one.domain}))
    if one.departments & other.departments:
        found.append(Reason("same_department", {"departments": sorted(one.departments & other.departments)}))
    clash = _clash(one, other)
    return [*found, Reason("other_subject", {"one": clash[0], "other": clash[1]})] if clash else found


def _shared(one: Text, other: Text) -> Iterator[Reason]:
    """The words that both use, by the field of the other in which they stand; each word once."""
    mine, said = one.whole, set[str]()
    for name in FIELDS:
        words = [it for it in runs(_plain_field(other, name), mine) if not any(it in word for word in said)]
        if words:
            said.update(words)
            yield Reason("shared_words", {"words": tuple(words[:MOST_WORDS]), "field": name})


def _plain_field(text: Text, name: str) -> str:
    value = getattr(text, name)
    return meanings.plain("；".join(value) if isinstance(value, tuple) else value)


def runs(one: str, other: str) -> list[str]:
    """The longest runs of characters that two plain texts share, the longest first, without what is common to all."""
    found, start = dict[str, None](), 0
    while start < len(one) - 1:
        end = start + 1
        while end < len(one) and one[end].isalnum() and one[start].isalnum() and one[start : end + 1] in other:
            end += 1
        if end - start > 1 and not _is_common(one[start:end]):
            found[one[start:end]] = None
        start = end
    return sorted(found, key=lambda it: -len(it))


@lru_cache(maxsize=65_536)
def _is_common(run: str) -> bool:
    """Whether it says nothing once the common words are taken out."""
    return len(meanings.without_common(run)) < 2


def _same_meaning(one: Text, other: Text) -> Iterator[Reason]:
    """The concepts that both speak of in other words."""
    mine, theirs = _words_by_concept(one), _words_by_concept(other)
    for concept in sorted(mine.keys() & theirs.keys()):
        if mine[concept].isdisjoint(theirs[concept]):
            facts = {"one": min(mine[concept]), "other": min(theirs[concept])}
            yield Reason("same_meaning", facts)


def _words_by_concept(text: Text) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for concept, word in meanings.spoken_of(text.whole):
        found.setdefault(concept, set()).add(word)
    return found
