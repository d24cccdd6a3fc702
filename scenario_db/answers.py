"""Answers kept under the ledger's mark: a question is asked again as soon as anything was recorded, and never else.

Never by time: a clerk sees her own save at once, and so does everybody else, whichever process wrote it. What is asked
of a moment that is over is kept for good.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from scenario_db import histories
from scenario_db.database import Database

MOST = 256
"""So many answers are kept for a register; the one that was asked for longest ago makes room."""

_FOR_GOOD = 2**63
"""The mark of an answer that no batch makes old."""

Answer = TypeVar("Answer")
_Key = tuple[Hashable, ...]


class _Shelf:
    """The answers of one register. Whoever asks while another works the same thing out waits for that answer."""

    def __init__(self) -> None:
        self._answers: OrderedDict[_Key, tuple[int, Any]] = OrderedDict()
        self._guard = threading.Lock()
        self._asking: dict[_Key, tuple[threading.Lock, int]] = {}

    def find(self, key: _Key, mark: int) -> tuple[int, Any] | None:
        with self._guard:
            found = self._answers.get(key)
            if found and found[0] >= mark:
                self._answers.move_to_end(key)
                return found
            return None

    def keep(self, key: _Key, mark: int, answer: Any) -> None:
        with self._guard:
            self._answers[key] = (mark, answer)
            self._answers.move_to_end(key)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)

    @contextmanager
    def one_asks(self, key: _Key) -> Iterator[None]:
        """Lets one at a time work out the answer to a question; the lock goes with the last who wanted it."""
        with self._guard:
            lock, waiting = self._asking.get(key, (threading.Lock(), 0))
            self._asking[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                _, waiting = self._asking.pop(key)
                if waiting > 1:
                    self._asking[key] = (lock, waiting - 1)


_SHELVES: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()
_NEW_SHELF = threading.Lock()


def kept(db: Database, question: Callable[..., Answer], *arguments: Hashable, **options: Hashable) -> Answer:
    """The answer of `question(db, *arguments, **options)`, as the register is now; shared, so nobody may change it.

    Arguments must be hashable, as a Choice is. What the question raises is not kept.
    """
    shelf, key = _shelf(db), (question, *arguments, *sorted(options.items()))
    mark = histories.mark(db)
    found = shelf.find(key, mark)
    if found:
        return cast(Answer, found[1])
    with shelf.one_asks(key):
        found = shelf.find(key, mark)
        if found:
            return cast(Answer, found[1])
        mark = histories.mark(db)  # before the question: what is recorded meanwhile makes the answer old, never new
        answer = question(db, *arguments, **options)
        shelf.keep(key, mark, answer)
        return answer


def settled(
    db: Database, moment: datetime, question: Callable[..., Answer], *arguments: Hashable, **options: Hashable
) -> Answer:
    """The same for a question about a moment: once it is over, no later record makes the answer another.

    Over is what lies before the last batch, since batches are told in their order, whatever the clock does.
    """
    shelf, key = _shelf(db), (question, *arguments, *sorted(options.items()))
    found = shelf.find(key, _FOR_GOOD)
    if found:
        return cast(Answer, found[1])
    over = moment <= histories.moved_at(db)
    answer = kept(db, question, *arguments, **options)
    if over:
        shelf.keep(key, _FOR_GOOD, answer)
    return answer


def _shelf(db: Database) -> _Shelf:
    with _NEW_SHELF:
        return _SHELVES.setdefault(db, _Shelf())
