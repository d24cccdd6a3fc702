"""How well and how fast texts find each other: recall and precision on labelled pairs, times on made-up libraries."""

from __future__ import annotations

import random
import time
import tomllib
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import measuring
from scenario_db import market, matching, meanings
from scenario_db.matching import Corpus, Match, Reason, Text

PAIRS = Path(__file__).with_name("pairs.toml")
TUNING, HELD_BACK = "tuning", "held_back"
HALVES = (TUNING, HELD_BACK)

CHANGED = 500
"""So many scenarios of the large library are changed, and laid over its index."""

ROWS = 200
"""So many new rows of a workbook are held against the large library at once."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one half: `missed` and `wrong` name the pairs that were not as a person would have it."""

    recall_at_3: float
    precision: float
    recall: float
    unlabelled: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def _read() -> dict[str, Any]:
    return tomllib.loads(PAIRS.read_text(encoding="utf-8"))


def judged(half: str) -> Found:
    """One half: its demands against all scenarios that answer one and all false friends, its pairs among each other.

    Pairs that nobody labelled count neither way; how many of them were called 疑似重复 is told.
    """
    pairs = _read()
    rows = pairs[half]["demands"]
    missed = _missed(_library(pairs), rows)
    right, wrong, unlabelled, expected = _doubles(pairs[half]["duplicates"])
    precision = round(right / max(1, right + len(wrong)), 3)
    recall = round(right / max(1, expected), 3)
    return Found(round(1 - len(missed) / len(rows), 3), precision, recall, unlabelled, tuple(missed), tuple(wrong))


def _library(pairs: Mapping[str, Any]) -> Corpus:
    friends = [(row[2], row[3]) for it in HALVES for row in pairs[it]["duplicates"] if not row[4]]
    answers = [(row[2], row[3]) for it in HALVES for row in pairs[it]["demands"]]
    told = {**dict(friends), **dict(answers)}
    return matching.corpus(Text(f"s{i}", name, summary=it) for i, (name, it) in enumerate(told.items()))


def _missed(library: Corpus, rows: Sequence[Sequence[str]]) -> list[str]:
    asked = [Text("", row[0], pain_point=row[1]) for row in rows]
    found = matching.matches(library, asked)
    pairs = zip(rows, found, strict=True)
    return [f"{row[0]} → {row[2]}" for row, near in pairs if row[2] not in {it.text.name for it in near}]


def _doubles(rows: Sequence[Sequence[Any]]) -> tuple[int, list[str], int, int]:
    """How many were rightly called 疑似重复, which were wrongly, how many nobody labelled, how many should be."""
    sides = [(Text(f"a{i}", row[0], summary=row[1]), Text("", row[2], summary=row[3])) for i, row in enumerate(rows)]
    there = matching.corpus(one for one, _ in sides)
    called = matching.duplicates(there, [other for _, other in sides], k=len(rows))
    labels = {(row[0], row[2]): row[4] for row in rows}
    told = {(it.text.name, row[2]) for row, near in zip(rows, called, strict=True) for it in near}
    right = sum(labels.get(pair) is True for pair in told)
    wrong = sorted(f"{one} = {other}" for one, other in told if labels.get((one, other)) is False)
    return right, wrong, len(told - labels.keys()), sum(labels.values())


@dataclass(frozen=True, slots=True)
class Offered:
    """What providers were led to in one half: `missed` and `wrong` as above, of the pairs that were labelled."""

    recall: float
    precision: float
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def offered(half: str) -> Offered:
    """One half: each capability against all scenarios of both halves that stand in such a pair, as the market asks."""
    pairs = _read()
    rows = pairs[half]["capabilities"]
    told = {row[1]: row[2] for it in HALVES for row in pairs[it]["capabilities"]}
    there = matching.corpus(Text(f"s{i}", name, summary=it) for i, (name, it) in enumerate(told.items()))
    asked = [Text("", "", content=it) for it in dict.fromkeys(row[0] for row in rows)]
    found = zip(asked, matching.matches(there, asked, k=5), strict=True)
    led = {(one.content, it.text.name) for one, near in found for it in near if market.tells(it.score, _why(one, it))}
    missed = [f"{row[0]} → {row[1]}" for row in rows if row[3] and (row[0], row[1]) not in led]
    wrong = [f"{row[0]} → {row[1]}" for row in rows if not row[3] and (row[0], row[1]) in led]
    fitting = sum(row[3] for row in rows)
    right = fitting - len(missed)
    recall, precision = round(right / fitting, 3), round(right / max(1, right + len(wrong)), 3)
    return Offered(recall, precision, tuple(missed), tuple(wrong))


def _why(one: Text, it: Match) -> list[Reason]:
    return matching.reasons(one, it.text)


def _made(count: int, letter: str, seed: int) -> list[Text]:
    """Records of the length of real ones, put together from words of offices and from rare characters."""
    rnd = random.Random(seed)
    words = list(meanings.table().concept_of)
    common = sorted(meanings.table().common)

    def some(many: int) -> str:
        return "".join(rnd.choice(words) if rnd.random() < 0.6 else _rare(rnd) for _ in range(many))

    return [
        Text(
            f"{letter}{i}", some(2) + rnd.choice(common) + _rare(rnd), pain_point=some(6), summary=some(12),
            content=some(12), data_need=some(2),
        )
        for i in range(count)
    ]  # fmt: skip


def _rare(rnd: random.Random) -> str:
    return "".join(chr(rnd.randint(0x4E00, 0x4E00 + 4000)) for _ in range(2))


def _times(given: Namespace) -> dict[str, object]:
    scenarios = _made(given.scenarios, "s", 1)
    demands = [replace(it, summary="", content="", data_need="") for it in _made(given.demands, "n", 2)]
    built, there = _timed(lambda: matching.corpus(scenarios))
    asked, found = _timed(lambda: matching.matches(there, demands))
    pairs = [(one, it.text) for one, near in zip(demands, found, strict=True) for it in near]
    told, _ = _timed(lambda: [matching.reasons(*pair) for pair in pairs])
    large, all_of_them = _timed(lambda: matching.corpus(_made(given.names, "s", 3)))
    typed = [Text("", it.name) for it in demands[:50]]
    one = [_timed(lambda it=it: matching.duplicates(all_of_them, [it])) for it in typed]  # type: ignore[misc]
    later = _made(CHANGED, "t", 4)
    laid, laid_over = _timed(lambda: all_of_them.followed(later, range(CHANGED)))
    again = [_timed(lambda it=it: matching.duplicates(laid_over, [it])) for it in typed]  # type: ignore[misc]
    rows, _ = _timed(lambda: matching.duplicates(laid_over, _made(ROWS, "", 5)))
    return {
        "scenarios": given.scenarios, "demands": given.demands, "build_s": built[0], "match_s": asked[0],
        "reasons_s": told[0], "total_cpu_s": round(built[1] + asked[1] + told[1], 2),
        "total_s": round(built[0] + asked[0] + told[0], 2), "names": given.names, "names_build_s": large[0],
        "one_name_ms": _median_ms(one), "changed": CHANGED, "lay_s": laid[0], "then_name_ms": _median_ms(again),
        "new_rows": ROWS, "new_rows_s": rows[0],
    }  # fmt: skip


def _median_ms(timed: Sequence[tuple[tuple[float, float], object]]) -> float:
    return round(1000 * sorted(it[0][0] for it in timed)[len(timed) // 2], 1)


def _timed(work: Callable[[], Answer]) -> tuple[tuple[float, float], Answer]:
    """Seconds by the clock and of the processor, which tell apart on a machine that others use too."""
    clock, processor = time.perf_counter(), time.process_time()
    given = work()
    return (round(time.perf_counter() - clock, 4), round(time.process_time() - processor, 4)), given


def run(given: Namespace) -> None:
    """Judges, measures and tells."""
    half = TUNING if given.tuning else HELD_BACK
    found, led = judged(half), offered(half)
    times = _times(given)
    if not given.json:
        missed, wrong = (*found.missed, *led.missed), (*found.wrong, *led.wrong)
        print(*(f"missed: {it}" for it in missed), *(f"wrong: {it}" for it in wrong), sep="\n")
        measuring.show([times])
    told = {
        "recall_at_3": found.recall_at_3,
        "precision": found.precision,
        "duplicate_recall": found.recall,
        "unlabelled": found.unlabelled,
        "capability_recall_at_5": led.recall,
        "capability_precision": led.precision,
    }
    if given.json:
        measuring.say(told | times)
    else:
        measuring.show([told])
