"""Whether the audit is whole: every line sealed over the one before, every batch as it was told, no end cut off."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scenario_db import digests, seals
from scenario_db.codes import AuditEvent
from scenario_db.database import Database, Row
from scenario_db.problems import Problem
from scenario_db.seals import Head

MOST = 100
"""So many findings are told."""

_AT_ONCE = 20_000


def found(db: Database, heads: Iterable[Head] = ()) -> list[Problem]:
    """What is wrong with the audit; `heads` are those that were written down elsewhere, besides our own.

    What is written meanwhile is left for the next time: batches are looked at up to the mark, lines up to the head.
    """
    written = seals.written_down(db)
    known: dict[int, set[str]] = defaultdict(set)
    for head in (*heads, *([written] if written else ())):
        known[head.number].add(head.hash)
    mark = db.value("select mark from ledger_mark")
    there = {batch: digest for batch, digest in digests.of_all(db).items() if batch <= mark}
    [(number, sealed, first_number, first_hash)] = db.rows("select * from audit_head")
    chain = _Chain(Head(first_number, first_hash), known, {})
    problems = [*chain.walked(db, seals.key(db), Head(number, sealed))]
    if number and not chain.fitting and all(it.kind != "audit_gap" for it in problems):
        return [Problem("audit_key_other")]
    told = {batch: digest for batch, digest in chain.told.items() if batch <= mark}
    return [*problems, *_batches(there, told)][:MOST]


@dataclass
class _Chain:
    """A walk along the lines: where they begin, the heads to be met on the way, the batches told of."""

    begins: Head
    known: dict[int, set[str]]
    told: dict[int, str]
    pruned: Head = field(default_factory=lambda: Head(0, seals.NOTHING))
    fitting: int = 0

    def walked(self, db: Database, secret: bytes, end: Head) -> Iterator[Problem]:
        expected, before = self.begins.number + 1, self.begins.hash
        for number, at, *rest, mark in _lines(db, end.number):
            if number != expected:
                yield Problem("audit_gap", facts={"number": expected, "found": number})
            if seals.seal(secret, before, [number, at.isoformat(timespec="microseconds"), *rest]) == mark:
                self.fitting += 1
                self._note(*rest[3:])
            else:
                yield Problem("audit_line_wrong", facts={"number": number})
            if self.known.pop(number, {mark}) != {mark}:
                yield Problem("audit_head_other", facts={"number": number})
            expected, before = number + 1, mark
        yield from self._ends(end, Head(expected - 1, before))

    def _note(self, event: str, subject: str, details: str) -> None:
        if event == AuditEvent.PRUNED:
            self.pruned = seals.read(subject)
        if event == AuditEvent.BATCH:
            self.told[int(subject)] = json.loads(details)["digest"]

    def _ends(self, told: Head, is_there: Head) -> Iterator[Problem]:
        """Nothing was cut off at either end: the last line is the head, the first follows on what was pruned."""
        if told != is_there:
            yield Problem("audit_cut_off", facts={"number": told.number, "last": is_there.number})
        if self.begins != self.pruned:
            facts = {"number": self.begins.number + 1, "told": self.pruned.number + 1}
            yield Problem("audit_begins_late", facts=facts)
        for number in sorted(number for number in self.known if number > self.pruned.number):
            yield Problem("audit_cut_off", facts={"number": number, "last": is_there.number})


def _lines(db: Database, last: int) -> Iterator[Row]:
    """All lines, in their order; a part at a time, so that a year of them does not have to stand in memory."""
    sql = """
        select number, told_at, who, role, address, event, subject, details, hash
        from audit
        where number > :after and number <= :last
        order by number
        limit :most
    """
    after = -(2**62)
    while rows := db.rows(sql, after=after, last=last, most=_AT_ONCE):
        yield from rows
        after = rows[-1][0]


def _batches(there: Mapping[int, str], told: Mapping[int, str]) -> Iterator[Problem]:
    """Each batch since the first that was told is told, and is what was told of it."""
    for batch, digest in sorted(told.items()):
        if batch not in there:
            yield Problem("audit_batch_gone", facts={"batch": batch})
        elif there[batch] != digest:
            yield Problem("audit_batch_other", facts={"batch": batch})
    since = min(told, default=None)
    if since is not None:
        untold = sorted(batch for batch in there if batch > since and batch not in told)
        yield from (Problem("audit_batch_untold", facts={"batch": batch}) for batch in untold)
