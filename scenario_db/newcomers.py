"""Scenarios that are about to enter together, held against the register and against each other before they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenario_db import corpora, matching
from scenario_db.corpora import Held
from scenario_db.database import Database
from scenario_db.matching import Corpus, Match, Reason, Text
from scenario_db.records import Scenario
from scenario_db.stages import Tell, untold

AT_ONCE = 200
"""So many are looked up before it is told how far it is."""

MOST = 3
"""So many likenesses of one newcomer are told, the likeliest."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A newcomer `id` and what may be the same: a scenario of the register, or another newcomer, which has no code."""

    id: str
    other_id: str
    other_code: str
    other_name: str
    score: float
    reasons: tuple[Reason, ...]


def alike(db: Database, entering: Sequence[Scenario], *, tell: Tell = untold) -> list[Alike]:
    """All pairs that may be one, each once with the later of two newcomers first, the likeliest before the others.

    What stands under another (包含) is a part of it and no duplicate.
    """
    if not entering:
        return []
    tell("indexing", 0.0)
    held = corpora.scenarios(db)
    texts = [corpora.text_of(it) for it in entering]
    there, parents = _with(held, texts), {it.id: it.parent_id for it in entering}
    found: dict[frozenset[str], Alike] = {}
    for first in range(0, len(texts), AT_ONCE):
        tell("alike", first / len(texts))
        part = texts[first : first + AT_ONCE]
        for text, near in zip(part, matching.duplicates(there, part, k=MOST), strict=True):
            for it in near:
                if it.text.id != parents[text.id] and parents.get(it.text.id) != text.id:
                    found.setdefault(frozenset((text.id, it.text.id)), _alike(held, text, it, parents))
    return sorted(found.values(), key=lambda it: (-it.score, as_given(it.id), as_given(it.other_id)))


def _with(held: Held, texts: Sequence[Text]) -> Corpus:
    """The register with the newcomers laid over it; where they are the more, both weighed anew together."""
    if len(texts) > len(held.by_id):
        return matching.corpus([*held.by_id.values(), *texts])
    return corpora.laid_over(held, texts)


def _alike(held: Held, text: Text, it: Match, parents: dict[str, str | None]) -> Alike:
    one, other = (text, it.text)
    if other.id in parents and as_given(other.id) > as_given(one.id):
        one, other = other, one
    reasons = tuple(matching.reasons(one, other))
    return Alike(one.id, other.id, held.codes.get(other.id, ""), other.name, it.score, reasons)


def as_given(key: str) -> tuple[int, str]:
    """What ids are sorted by to stand in the order in which they were given out."""
    return len(key), key
