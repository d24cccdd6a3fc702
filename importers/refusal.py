"""A file that is not read further, and the one sentence why; knows nothing heavy, for the reading child imports it."""

from __future__ import annotations

from scenario_db.problems import Problem, RegisterError


class RefusedFileError(RegisterError):
    """The file is not read; `problem` says why and what to do."""


def refuse(kind: str, **facts: object) -> RefusedFileError:
    """What to raise when a file is not to be read further."""
    return RefusedFileError(Problem(kind, facts=facts))
