"""How far long work is: whoever wants to know is told the stage and the share that is done, from 0 to 1."""

from __future__ import annotations

import sys
from collections.abc import Callable

from scenario_db.wording import Words

Tell = Callable[[str, float], None]
"""The stage is a word of `upload.stage_…` in wording.toml."""


def untold(_stage: str, _share: float) -> None:
    """For whoever does not want to know."""


def told_at_a_terminal(say: Words) -> Tell:
    """Says each stage once, to whoever looks: in a large library the index of likenesses alone takes half a minute."""
    said = set[str]()

    def tell(stage: str, _share: float) -> None:
        if stage not in said and sys.stderr.isatty():
            sys.stderr.write(f"{say(f'upload.stage_{stage}')}\n")
        said.add(stage)

    return tell
