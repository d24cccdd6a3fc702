"""Passwords: the rules they keep, and argon2id, by the library that Python's own cryptographers keep.

What is stored is the hash with its parameters; a password itself is never stored, logged or told in an error.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scenario_db import settings
from scenario_db.problems import Problem

LONGEST = 128
REMEMBERED = 5
"""So many passwords back, none is chosen again."""

_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that is taken for another on paper."""

_FEW_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash costs memory and a twentieth of a second on purpose: guessing must not take the machine from everybody."""


@lru_cache(maxsize=4)
def _hasher(work: int) -> PasswordHasher:
    """RFC 9106's second choice: three passes over 64 MiB; the setting password_work says how many MiB."""
    return PasswordHasher(memory_cost=work * 1024, time_cost=3 if work >= 16 else 1)


@lru_cache(maxsize=4)
def _nobodys(work: int) -> str:
    return _hasher(work).hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """What is stored of a password."""
    with _FEW_AT_ONCE:
        return _hasher(settings.current().password_work).hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Whether it is the password; where nothing is stored the same work is done, so that nobody can tell."""
    work = settings.current().password_work
    looked_at = stored or _nobodys(work)
    with _FEW_AT_ONCE:
        try:
            _hasher(work).verify(looked_at, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)


def problem_with(password: str, login: str, remembered: Iterable[str] = ()) -> Problem | None:
    """Why it cannot be somebody's next password, if it cannot."""
    least = settings.current().password_length
    if len(password) < least:
        return Problem("password_short", facts={"least": least})
    if len(password) > LONGEST:
        return Problem("password_long", facts={"most": LONGEST})
    if login in password.casefold() and (len(login) >= 4 or login == password.casefold()):
        return Problem("password_is_login")
    if len(set(password)) < 4:
        return Problem("password_simple")
    if any(fits(password, old) for old in remembered):
        return Problem("password_used", facts={"count": REMEMBERED})
    return None


def first() -> str:
    """A first password, to be handed over and changed."""
    least = max(settings.current().password_length, 14)
    return "".join(secrets.choice(_LETTERS) for _ in range(least))
