"""All pairs of live scenarios that may be one: looked for once a process, then only where something changed.

Against 100,000 scenarios the first look takes some twenty minutes, so it goes on beside the pages. What somebody
decided on is left out when it is asked, so a verdict costs no look.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from scenario_db import corpora, histories, matching, pairing
from scenario_db.database import Database
from scenario_db.matching import Text
from scenario_db.newcomers import AT_ONCE, as_given
from scenario_db.pairing import Proposal
from scenario_db.stages import Tell, untold

MOST = 8
"""So many likenesses of a scenario count, the likeliest: who has more has a name that says nothing."""

LITTLE = 50
"""So many changed scenarios are looked at anew while one waits."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The pairs as of a mark of the ledger, with their scores."""

    mark: int
    pairs: Mapping[frozenset[str], float]


_KNOWN: WeakKeyDictionary[Database, _Known] = WeakKeyDictionary()
_LOOKING = threading.Lock()


def are_known(db: Database) -> bool:
    """Whether they were looked for and little has changed since; else whoever asks waits for the look."""
    known = _KNOWN.get(db)
    return known is not None and len(_touched(db, known)) <= LITTLE


def _touched(db: Database, known: _Known | None) -> set[str]:
    mark = histories.mark(db)
    if known and known.mark == mark:
        return set()
    by_id = corpora.scenarios(db).by_id
    if known is None or known.mark > mark or len(by_id) < corpora.SMALL:  # a small index is weighed anew each time
        return set(by_id)
    return corpora.changed(db, known.mark)


def look(db: Database, *, tell: Tell = untold) -> None:
    """Looks for the pairs of what changed since the last look, at first of all; ends where the register is closed."""
    with _LOOKING:
        known, held = _KNOWN.get(db), corpora.scenarios(db)
        touched = _touched(db, known)
        pairs = {pair: score for pair, score in known.pairs.items() if not pair & touched} if known else {}
        ids = sorted(touched & held.by_id.keys())
        for first in range(0, len(ids), AT_ONCE):
            histories.mark(db)
            tell("alike", first / len(ids))
            part = [held.by_id[key] for key in ids[first : first + AT_ONCE]]
            for text, near in zip(part, matching.duplicates(held.corpus, part, k=MOST), strict=True):
                pairs |= {frozenset((text.id, it.text.id)): it.score for it in near}
        _KNOWN[db] = _Known(held.mark, pairs)


def undecided(db: Database) -> list[tuple[float, str, str]]:
    """All pairs on which nobody has decided, the likeliest first: score, the later one, the earlier one."""
    look(db)
    settled = pairing.settled(db)
    open_pairs = ((pair, score) for pair, score in _KNOWN[db].pairs.items() if pair not in settled)
    found = [(score, max(pair, key=as_given), min(pair, key=as_given)) for pair, score in open_pairs]
    return sorted(found, key=lambda it: (-it[0], it[1], it[2]))


def told(db: Database, pairs: list[tuple[float, str, str]]) -> list[tuple[Text, str, Proposal]]:
    """Some of them with their reasons: the later one with its code, and the earlier one as it is proposed."""
    held = corpora.scenarios(db)
    found = []
    for score, key, other in pairs:
        one, two = held.by_id.get(key), held.by_id.get(other)
        if one and two:
            reasons = tuple(matching.reasons(one, two))
            found.append((one, held.codes[key], Proposal(other, held.codes[other], two.name, score, reasons)))
    return found
