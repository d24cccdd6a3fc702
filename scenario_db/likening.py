"""An index of texts by what they are made of, so that the most alike of 100,000 are found at once.

Terms are single characters of names, neighbours, threes of names, and concepts; what is rare in the corpus at hand
weighs more. Texts are taken apart in whole columns (numpy comes with pandas): one by one it would take minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario_db import meanings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BREAKS = "的了与及和"
"""Particles at which a run of characters ends: “停车和充电” holds no 车和."""

_SHIFT = 21
"""Bits of a character's number; three of them fit a term."""

SIZE_WEIGHTS = {0: 2.2, 1: 0.35, 2: 1.0, 3: 0.7}
"""How much a term weighs by the characters it has; a concept (0) weighs most, a single character little."""

COMMON_WEIGHT = 0.3
"""What is part of a common word (智慧, 平台) weighs so much of what it would."""

EVERYWHERE = 0.08
"""In a large corpus, a term that so many texts share finds nothing and is left out."""

LARGE = 500
_PRIOR = 60
"""A small corpus knows little of what is rare: so many further texts are imagined."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of all records: its texts, what it weighs, how long its terms may be, how much of it is read."""

    texts: Sequence[str]
    weight: float
    sizes: tuple[int, ...] = (2,)
    most: int = 200


@dataclass(frozen=True, slots=True)
class _Terms:
    """Which record has which term, with the weight of its best field; sorted by term, then record."""

    records: Ints
    codes: Ints
    weights: Floats


@dataclass(frozen=True, slots=True)
class Index:
    """Texts by their terms; `ids` are those of the records, in the order in which they were given.

    `later` holds what came after it was made, weighed as the corpus was then; `gone` are the places that count no more.
    """

    ids: tuple[str, ...]
    vocabulary: Ints
    rarity: Floats
    starts: Ints
    records: NDArray[np.int32]
    weights: NDArray[np.float32]
    later: Index | None = None
    gone: Ints | None = None

    def scores(self, codes: Ints, weights: Floats) -> Floats:
        """How alike each record is to a text of these terms, from 0 to 1; the weights have the length 1."""
        if self.later is None:
            return self._scores(codes, weights, len(self.ids))
        found = self._scores(codes, weights, self.size)
        found[self.gone] = 0
        return np.concatenate([found, self.later.scores(codes, weights)])

    def _scores(self, codes: Ints, weights: Floats, count: int) -> Floats:
        if not len(self.vocabulary):
            return np.zeros(count)
        at = np.minimum(np.searchsorted(self.vocabulary, codes), len(self.vocabulary) - 1)
        there = (self.vocabulary[at] == codes) & (weights > 0)
        starts, counts = self.starts[at[there]], self.starts[at[there] + 1] - self.starts[at[there]]
        # all postings of all terms in one go: a loop over the terms takes most of the time
        behind = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        shares = self.weights[behind] * np.repeat(weights[there], counts)
        found: Floats = np.bincount(self.records[behind], shares, minlength=count).astype(np.float64)
        return found

    def best(self, scores: Floats, k: int) -> list[tuple[int, float]]:
        """The k most alike by their scores, places and scores, ties by id; what shares nothing is not there."""
        places = np.nonzero(scores > 1e-6)[0]
        if len(places) > k:
            near = scores[places]  # without the many nothings, among which a partition takes eight times as long
            places = places[near >= np.partition(near, len(near) - k)[len(near) - k]]
        found = [(int(place), round(float(scores[place]), 6)) for place in places]
        return sorted(found, key=lambda it: (-it[1], self.ids[it[0]]))[:k]

    @property
    def size(self) -> int:
        """How many records it was made of."""
        return len(self.ids) - (len(self.later.ids) if self.later else 0)

    def followed(self, ids: Sequence[str], fields: Sequence[Field], gone: Sequence[int]) -> Index:
        """This index with some more records behind the others, and without some; costs what the new ones do."""
        terms = _terms(fields)
        vocabulary, starts = np.unique(terms.codes, return_index=True)
        weights = terms.weights * _importance(self, terms.codes)
        weights /= _lengths(terms.records, weights, len(ids))[terms.records]
        places, starts = terms.records.astype(np.int32), np.append(starts, len(terms.codes))
        later = Index(tuple(ids), vocabulary, np.empty(0), starts, places, weights.astype(np.float32))
        return replace(self, ids=(*self.ids, *ids), later=later, gone=np.array(gone, np.int64))

    def vectors(self, fields: Sequence[Field]) -> list[tuple[Ints, Floats]]:
        """The terms of some texts with their weights by this corpus, each text's of length 1."""
        terms = _terms(fields)
        count = len(fields[0].texts)
        weights = terms.weights * _importance(self, terms.codes)
        weights /= _lengths(terms.records, weights, count)[terms.records]
        order = np.argsort(terms.records, kind="stable")
        ends = np.searchsorted(terms.records[order], np.arange(1, count))
        return list(zip(np.split(terms.codes[order], ends), np.split(weights[order], ends), strict=True))


def index(ids: Sequence[str], fields: Sequence[Field]) -> Index:
    """The index of records by some of their fields."""
    terms = _terms(fields)
    vocabulary, starts = np.unique(terms.codes, return_index=True)
    starts = np.append(starts, len(terms.codes))
    counts = np.diff(starts)
    rarity = np.log((len(ids) + _PRIOR) / (counts + 0.5))
    if len(ids) >= LARGE:
        rarity[counts > EVERYWHERE * len(ids)] = 0
    rarity *= _plainness(vocabulary)
    weights = terms.weights * np.repeat(rarity, counts)
    weights /= _lengths(terms.records, weights, len(ids))[terms.records]
    return Index(tuple(ids), vocabulary, rarity, starts, terms.records.astype(np.int32), weights.astype(np.float32))


def _importance(corpus: Index, codes: Ints) -> Floats:
    """How much each term weighs in a corpus; one that it has never seen is as rare as can be."""
    unseen = np.log((corpus.size + _PRIOR) / 0.5)
    found: Floats = unseen * _plainness(codes)
    if len(corpus.vocabulary):
        at = np.minimum(np.searchsorted(corpus.vocabulary, codes), len(corpus.vocabulary) - 1)
        found = np.where(corpus.vocabulary[at] == codes, corpus.rarity[at], found)
    return found


def _lengths(records: Ints, weights: Floats, count: int) -> Floats:
    return np.maximum(np.sqrt(np.bincount(records, weights**2, minlength=count)), 1e-9)


def _plainness(codes: Ints) -> Floats:
    """What common words leave of a term's weight, times what its size gives it."""
    sizes = np.where(codes < 0, 0, 1 + (codes >> _SHIFT > 0) + (codes >> 2 * _SHIFT > 0))
    by_size = np.array([SIZE_WEIGHTS[size] for size in sorted(SIZE_WEIGHTS)])
    return by_size[sizes] * np.where(np.isin(codes, _common()), COMMON_WEIGHT, 1.0)


@lru_cache(maxsize=1)
def _common() -> Ints:
    words = sorted(meanings.table().common)
    return np.unique(_grams(words, (1, 2, 3))[1])


def _terms(fields: Sequence[Field]) -> _Terms:
    """All terms of all fields, each once a record."""
    cut = [(field, _cut(field)) for field in fields]
    parts = [(*_grams(texts, field.sizes), field.weight) for field, texts in cut]
    spoken = [(*_concepts(texts), field.weight) for field, texts in cut]
    records = np.concatenate([it[0] for it in (*parts, *spoken)])
    codes = np.concatenate([it[1] for it in (*parts, *spoken)])
    weights = np.concatenate([np.full(len(it[0]), it[2]) for it in (*parts, *spoken)])
    vocabulary, places = _ranked(codes)
    order = np.argsort(places * np.int64(len(fields[0].texts)) + records)
    places, records, weights = places[order], records[order], weights[order]
    first = np.ones(len(places), bool)
    first[1:] = (places[1:] != places[:-1]) | (records[1:] != records[:-1])
    best = np.maximum.reduceat(weights, np.nonzero(first)[0]) if len(weights) else weights
    return _Terms(records[first], vocabulary[places[first]], best)


def _ranked(codes: Ints) -> tuple[Ints, Ints]:
    """The codes without repetition, sorted, and which stands at each place; hashed first, so that few are sorted."""
    found, unsorted = pd.factorize(codes)
    order = np.argsort(unsorted)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return unsorted[order], ranks[found]


def _cut(field: Field) -> list[str]:
    return [meanings.plain(text[: field.most]) for text in field.texts]


def _grams(texts: Sequence[str], sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """Runs of so many neighbouring characters: for each the number of its text, and its own."""
    letters = _letters("\n".join(texts))
    owners = np.cumsum(letters == ord("\n"))
    is_word = _is_word(letters)
    records, codes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for size in sizes:
        count = max(len(letters) - size + 1, 0)
        whole, code = np.ones(count, bool), np.zeros(count, np.int64)
        for i in range(size):
            whole &= is_word[i : i + count]
            code = code << _SHIFT | letters[i : i + count]
        records.append(owners[:count][whole])
        codes.append(code[whole])
    return np.concatenate(records), np.concatenate(codes)


def _letters(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.int64)


def _is_word(letters: Ints) -> NDArray[np.bool_]:
    digits = (letters >= ord("0")) & (letters <= ord("9"))
    latin = (letters >= ord("a")) & (letters <= ord("z"))
    written = (letters >= 0x3400) & (letters <= 0x9FFF) | (letters >= 0x20000)
    return (digits | latin | written) & ~np.isin(letters, [ord(it) for it in _BREAKS])


def _concepts(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Which concepts each text speaks of, as numbers below zero: words are looked for where their first two stand."""
    whole = "\n".join(texts)
    letters = _letters(whole)
    owners = np.cumsum(letters == ord("\n"))
    pairs = letters[:-1] << _SHIFT | letters[1:]
    words, concepts = _words_of_two()
    at = np.minimum(np.searchsorted(words, pairs), len(words) - 1)
    short = np.nonzero(words[at] == pairs)[0]
    long = np.nonzero(np.isin(pairs, np.array(list(_openings()))))[0]
    found = [
        (owner, concept)
        for place, owner, pair in zip(long.tolist(), owners[long].tolist(), pairs[long].tolist(), strict=True)
        for word, concept in _openings()[pair]
        if whole.startswith(word, place)
    ]
    records, codes = np.array(found, np.int64).reshape(-1, 2).T
    return np.concatenate([owners[short], records]), np.concatenate([concepts[at[short]], codes])


def _pair(word: str) -> int:
    return ord(word[0]) << _SHIFT | ord(word[1])


@lru_cache(maxsize=1)
def _words_of_two() -> tuple[Ints, Ints]:
    """The words of concepts that have two characters, sorted, with the numbers of the concepts."""
    found = sorted(
        (_pair(word), -1 - concept) for word, concept in meanings.table().concept_of.items() if len(word) == 2
    )
    words, concepts = np.array(found, np.int64).reshape(-1, 2).T
    return words.copy(), concepts.copy()


@lru_cache(maxsize=1)
def _openings() -> Mapping[int, Sequence[tuple[str, int]]]:
    """The longer words of concepts by their first two characters, with the numbers of the concepts."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for word, concept in meanings.table().concept_of.items():
        if len(word) > 2:
            found[_pair(word)].append((word, -1 - concept))
    return dict(found)
