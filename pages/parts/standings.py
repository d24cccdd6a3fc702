"""Returns counted: by period for the city, by department and period in one table, and the list behind each figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import departments, owing
from scenario_db.owing import CORRECTED, Asking, Count, Owed, Standing
from scenario_db.windows import Window

_ORDER = (Standing.ON_TIME, Standing.LATE, Standing.MISSING, Standing.RETURNED, Standing.DUE)


@dataclass(frozen=True, slots=True)
class Tally:
    """The returns of one department, or of the city, for one period or for several."""

    by_standing: Counter[str]

    @property
    def owed(self) -> int:
        """How many were owed, however they stand."""
        return sum(self.by_standing[it] for it in Standing)

    @property
    def on_time(self) -> float | None:
        """The share that came in time of those that were due by now; None where none was."""
        due = self.owed - self.by_standing[Standing.DUE]
        return self.by_standing[Standing.ON_TIME] / due if due else None

    def row(self) -> dict[str, int | float | None]:
        """As a table shows it."""
        named = {str(it): self.by_standing[it] or None for it in (*_ORDER, CORRECTED)}
        return {"owed": self.owed, "share": tables.part(self.on_time), **named}


def tally(counts: Iterable[Count]) -> Tally:
    """Some counts together."""
    found: Counter[str] = Counter()
    for it in counts:
        found[it.standing] += it.count
    return Tally(found)


def _heads(here: Visit) -> dict[str, tables.Heading]:
    names = ("owed", *_ORDER, CORRECTED)
    return {**{str(it): tables.number(here.say(f"returns.count_{it}")) for it in names}} | {
        "share": tables.share(here.say("returns.share"))
    }


def summed(here: Visit, asked: Sequence[Window], counts: Sequence[Count]) -> None:
    """The city, period by period, the latest first."""
    rows = [
        {
            "period": it.term.name,
            "until": str(it.due_on),
            **tally(one for one in counts if one.period == it.term.name).row(),
        }
        for it in reversed(asked)
    ]
    heads = {
        "period": tables.text(here.say("returns.period"), 90),
        "until": tables.text(here.say("calendar.col_due"), 100),
    }
    st.dataframe(rows, column_config=heads | _heads(here), hide_index=True, placeholder="")


def by_department(here: Visit, asked: Sequence[Window], counts: Sequence[Count]) -> None:
    """One period by department, the worst first; a chosen row opens the lists behind its figures."""
    names = [it.term.name for it in reversed(asked)]
    period = st.segmented_control(
        here.say("returns.period"),
        names,
        key="returns.of",
        default=names[0],
        required=True,
        label_visibility="collapsed",
    )
    called = departments.names_on(here.db)
    leads = sorted({it.lead_id or "" for it in counts if it.period == period})
    found = {lead: tally(it for it in counts if it.period == period and (it.lead_id or "") == lead) for lead in leads}
    order = sorted(found, key=lambda it: (_share(found[it]), -found[it].owed, it))
    shares = _shares(names, counts)
    rows = [
        {"unit": called.get(lead, here.say("returns.nobody")), **found[lead].row(), **shares[lead]} for lead in order
    ]
    picked = st.dataframe(
        rows,
        column_config={"unit": tables.text(here.say("field.department_alias.department_id"), 130)}
        | _heads(here)
        | {name: tables.share(name) for name in names},
        placeholder="",
        hide_index=True,
        height=tables.height(len(rows), 12),
        on_select="rerun",
        selection_mode="single-cell",
        key="returns.cells",
    )
    cells = picked.selection.cells
    if not cells:
        st.caption(here.say("returns.choose_cell"))
        return
    at, column = cells[0]
    window = next(it for it in asked if it.term.name == (column if column in names else period))
    _behind(here, window, order[at], str(column), str(rows[at]["unit"]))


def _shares(names: Sequence[str], counts: Sequence[Count]) -> dict[str, dict[str, float | None]]:
    """For each department its share in time, period by period."""
    found: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for it in counts:
        found[it.lead_id or "", it.period].append(it)
    leads = {lead for lead, _ in found}
    return {lead: {name: tables.part(tally(found[lead, name]).on_time) for name in names} for lead in leads}


def _share(it: Tally) -> float:
    return 2.0 if it.on_time is None else it.on_time


def _behind(here: Visit, window: Window, lead: str, column: str, unit: str) -> None:
    """The returns behind one figure."""
    standings = (Standing(column),) if column in set(Standing) else tuple(Standing)
    asking = Asking((window,), here.today, (lead,), still=False)
    counted = here.say(f"returns.count_{column}") if column in _COUNTED else ""
    st.header(" · ".join(filter(None, (unit, window.term.name, counted))))
    corrected = column == CORRECTED
    page = 0 if corrected else tables.page_of(_size(here, asking, standings), "returns.page")
    found = owing.owed(here.db, asking, standings, corrected=corrected, limit=tables.ROWS, offset=page * tables.ROWS)
    heads = {
        "name": tables.link(here.say("field.scenario.name"), "large"),
        "standing": tables.text(here.say("word.col_state")),
        "filed": tables.day(here.say("field.progress_report.filed_on")),
        "corrections": tables.number(here.say("returns.count_corrected")),
    }
    st.dataframe([_row(here, it) for it in found], column_config=heads, hide_index=True, placeholder="")


_COUNTED = frozenset(("owed", CORRECTED, *map(str, Standing)))


def _size(here: Visit, asking: Asking, standings: Sequence[Standing]) -> int:
    return sum(it.count for it in owing.counted(here.db, asking) if it.standing in standings)


def _row(here: Visit, it: Owed) -> dict[str, object]:
    return {
        "name": tables.to_scenario(here, it.code, it.name),
        "standing": here.say(f"returns.standing_{it.standing}"),
        "filed": it.filed_on,
        "corrections": it.corrections or None,
    }
