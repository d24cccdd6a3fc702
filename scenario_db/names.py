"""One spelling of a name, how it sounds, and how alike two are."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

_SPACE = re.compile(r"\s+")
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no converter takes."""

_MARKS = re.compile(r"[\s“”\"'‘’《》<>〈〉「」『』、，,。.·・;；:：!！?？\-—_()（）\[\]【】]+")
_LONGEST_PHRASE = 4
_SCRIPT = OpenCC("t2s")
_NEVER_SIMPLIFIED = re.compile("[後徵夥]")
"""Traditional characters that the mainland's own character set has all the same."""


def tidy(text: str) -> str:
    """The text as people should see it: one line, no double or outer spaces, no control characters."""
    kept = "".join(c for c in text if c in "\t\n " or not unicodedata.category(c).startswith("C"))
    return _SPACE.sub(" ", kept).strip()


@lru_cache(maxsize=200_000)
def key(text: str) -> str:
    """The text as names are compared: width, case, script, spaces and punctuation do not tell two names apart."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return simplified(bare) if _is_traditional(bare) else bare


def simplified(text: str) -> str:
    """The text in the script of the mainland: 總投資 → 总投资."""
    return text if text.isascii() else str(_SCRIPT.convert(_HALVES.sub("", text)))


def _is_traditional(text: str) -> bool:
    """Whether it holds what nobody writes in simplified script, where 乾县 and 干县 are two names."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return bool(_NEVER_SIMPLIFIED.search(text))


@lru_cache(maxsize=65_536)
def _sound(character: str) -> str:
    readings = PINYIN_DICT.get(ord(character))
    return _plain(readings.split(",", 1)[0]) if readings else character


@lru_cache(maxsize=4096)
def _plain(syllable: str) -> str:
    bare = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in bare if not unicodedata.combining(c))


def syllables(text: str) -> list[str]:
    """How the text sounds, syllable by syllable, without tones; phrases first, so that 重庆 is chong qing."""
    sounds: list[str] = []
    start = 0
    while start < len(text):
        for length in range(min(_LONGEST_PHRASE, len(text) - start), 1, -1):
            phrase = PHRASES_DICT.get(text[start : start + length])
            if phrase:
                sounds.extend(_plain(reading[0]) for reading in phrase)
                start += length
                break
        else:
            sounds.append(_sound(text[start]))
            start += 1
    return sounds


@lru_cache(maxsize=65_536)
def spelling(text: str) -> tuple[str, str]:
    """Whole pinyin and initials of a name's letters and digits: 数据局 gives ("shujuju", "sjj")."""
    sounds = [sound for sound in syllables(key(text)) if sound.isalnum()]
    return "".join(sounds), "".join(sound[0] for sound in sounds)


def findable(*names: str) -> str:
    """What a search looks through: each name as compared, its pinyin and its initials, divided by bars."""
    parts: list[str] = []
    for name in filter(None, names):
        parts.extend((key(name), *spelling(name)))
    return "|".join(dict.fromkeys(filter(None, parts)))


def traits(text: str) -> frozenset[str]:
    """A name's characters and pairs of neighbours, for likeness: one wrong character in four leaves it alike."""
    compared = key(text)
    return frozenset(compared) | {compared[i : i + 2] for i in range(len(compared) - 1)}


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1 (shared traits, Dice)."""
    mine, theirs = traits(one), traits(other)
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))
