"""What words mean to comparisons: which say the same, tell two subjects apart, say little (meanings.toml)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scenario_db import names

_FILE = Path(__file__).with_name("meanings.toml")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Meanings:
    """The table as it is asked: each word's concept, groups of contrasts and all their words, the common words."""

    concept_of: Mapping[str, int]
    contrasts: tuple[frozenset[str], ...]
    common: frozenset[str]
    telling: frozenset[str]


@lru_cache(maxsize=1)
def table() -> Meanings:
    """The table, read once."""
    with _FILE.open("rb") as file:
        read = tomllib.load(file)
    concepts = {name: [plain(word) for word in words] for name, words in read["concept"].items()}
    contrasts = tuple(frozenset(map(plain, words)) for words in read["contrast"].values())
    concept_of = {word: i for i, words in enumerate(concepts.values()) for word in words}
    return Meanings(
        concept_of,
        contrasts,
        frozenset(map(plain, read["common"])),
        frozenset().union(*contrasts),
    )


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """The text on one line as comparisons read it: width, case and script do not matter, punctuation stays."""
    line = _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    try:
        line.encode("gb2312")
    except UnicodeEncodeError:
        return names.simplified(line.encode(errors="replace").decode())
    return line


@lru_cache(maxsize=65_536)
def spoken_of(text: str) -> tuple[tuple[int, str], ...]:
    """The concepts that a plain text speaks of: the number of each, and the word."""
    return tuple((concept, word) for word, concept in table().concept_of.items() if word in text)


@lru_cache(maxsize=65_536)
def telling(text: str) -> frozenset[str]:
    """The words of a plain text that tell its subject from others like it."""
    return frozenset(word for word in table().telling if word in text)


def clashes(one: str, other: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """By which words two plain names may be about different things: 医院 against 医保."""
    mine, theirs = telling(one), telling(other)
    for group in table().contrasts if mine and theirs else ():
        ours, others = mine & group, theirs & group
        if ours and others and {_sense(word) for word in ours}.isdisjoint(_sense(word) for word in others):
            yield ours, others


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether a plain text uses any of these words, or one that means the same."""
    senses = {_sense(word) for word in words}
    return any(word in text for word in words) or any(concept in senses for concept, _ in spoken_of(text))


def without_common(text: str) -> str:
    """What a plain text says beside the words that nearly every scenario uses."""
    return _common().sub("", text)


@lru_cache(maxsize=1)
def _common() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(table().common, key=lambda word: (-len(word), word)))))


def _sense(word: str) -> str | int:
    return table().concept_of.get(word, word)
