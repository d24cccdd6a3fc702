"""How far long work is: whoever wants to know is told the stage and the share that is done, from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, float], None]
"""The stage is a word of `upload.stage_…` in wording.toml."""


def untold(_stage: str, _share: float) -> None:
    """For whoever does not want to know."""
