"""What broke and nobody foresaw: it gets a number, under which the log has all of it and the person only a sentence."""

from __future__ import annotations

import logging
import secrets

from scenario_db.problems import Problem, RegisterError

_LOG = logging.getLogger("scenario")


def told(error: BaseException, *, where: str) -> Problem:
    """Writes the traceback to the log under a new number; gives what may be said of it.

    What the register refuses has a sentence of its own; of all else only the number is told.
    """
    number = secrets.token_hex(4)
    _LOG.error("fault %s in %s", number, where, exc_info=error)
    if isinstance(error, RegisterError):
        return Problem("refused_with_number", facts={"number": number})
    return Problem("failed_with_number", facts={"number": number})
