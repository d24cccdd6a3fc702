"""What was drawn once is drawn again as it was sent, until something is recorded: most runs of a page change nothing.

To make a table or a chart anew costs ten times what it costs to send it again. What is kept is what Streamlit's own
cache keeps of a function that draws: its messages. Such a function shows figures and links and asks nothing: a control
inside it would belong to nobody (docs/decisions/0025).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from pages.parts import amounts
from pages.parts.visit import Visit
from scenario_db import histories
from scenario_db.database import Database

MOST = 512
"""So many drawings are kept, some 20 kB each; the one that was looked at longest ago makes room."""

Asked = ParamSpec("Asked")
Made = TypeVar("Made")

_NUMBERS: WeakKeyDictionary[Database, int] = WeakKeyDictionary()
_NEXT = count()
_MARK: ContextVar[int] = ContextVar("drawn.mark")


def again(
    here: Visit, draw: Callable[Concatenate[Visit, Asked], None], *given: Asked.args, **named: Asked.kwargs
) -> None:
    """Draws `draw(here, …)`, or what it drew before for the like of her, if nothing was recorded since.

    What it draws may depend on the register, on what is given, and on her language, unit of money, role, department or
    group and day; not on her name. What is given has to tell itself apart by its repr, as a Choice does.
    """
    made(here, draw, *given, **named)


def made(
    here: Visit, make: Callable[Concatenate[Visit, Asked], Made], *given: Asked.args, **named: Asked.kwargs
) -> Made:
    """What `make(here, …)` makes to be shown where a control may stand too, such as the rows of a table; kept alike.

    It is shared, so nobody may change it.
    """
    _MARK.set(histories.mark(here.db))  # before it is made: what is recorded meanwhile makes it old, never new
    found: Made = _kept(_said(here, make, given, named), partial(make, here, *given, **named))[1]
    return found


def _said(here: Visit, draw: Callable[..., object], given: object, named: object) -> str:
    her = here.person
    of_her = (her.role, her.department_id, her.working_group_id, her.district_id)
    reads = (here.language, amounts.unit(here), here.today)
    return repr((_number(here.db), f"{draw.__module__}.{draw.__qualname__}", given, named, of_her, reads))


def _number(db: Database) -> int:
    """Tells the registers of a process apart, one that was opened again too."""
    return _NUMBERS.setdefault(db, next(_NEXT))


def _still_holds(kept: tuple[int, Any]) -> bool:
    return kept[0] >= _MARK.get()


@st.cache_resource(show_spinner=False, max_entries=MOST, validate=_still_holds)
def _kept(said: str, _make: Callable[[], Any]) -> tuple[int, Any]:  # noqa: ARG001 - what is said tells them apart
    mark = _MARK.get()
    return mark, _make()
