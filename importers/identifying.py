"""Which record each row of a workbook is about: by its code, else by its name; what nobody knows may enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from importers.cells import Reading
from importers.drafts import Draft
from scenario_db import names
from scenario_db.titles import Titles


def identify(
    readings: Sequence[Reading], titles: Mapping[str, Titles], new_ids: Callable[[str, int], list[str]]
) -> list[Draft]:
    """Which record each row is about: by its code, else by its name; rows that no record answers get a new id."""
    drafts = [Draft(reading, [None] * len(reading.rows), [False] * len(reading.rows)) for reading in readings]
    for draft in drafts:
        _find_records(draft, titles[draft.kind])
    for kind in {draft.kind for draft in drafts}:
        _refuse_doubles([draft for draft in drafts if draft.kind == kind])
    for draft in drafts:
        entering = [at for at, new in enumerate(draft.entering) if new]
        for at, key in zip(entering, new_ids(draft.kind, len(entering)), strict=True):
            draft.keys[at] = key
    return drafts


def _find_records(draft: Draft, titles: Titles) -> None:
    reading = draft.reading
    for at, (title, code) in enumerate(zip(_named(reading), reading.values(f"{draft.kind}.code"), strict=True)):
        key = names.key(title or "")
        if code and code in titles.by_code:
            draft.keys[at] = titles.by_code[code]
        elif key in titles.ambiguous:
            draft.report("name_ambiguous", f"{draft.kind}.code", at, value=title)
        elif key:
            draft.keys[at] = titles.by_key.get(key)
            draft.entering[at] = draft.form.enters and draft.keys[at] is None


def _named(reading: Reading) -> list[str | None]:
    return reading.values(reading.matching.form.naming)


def _refuse_doubles(drafts: Sequence[Draft]) -> None:
    """Rows about one and the same record say different things or nothing new; which is right only people know."""
    seen: dict[tuple[str, ...], list[tuple[Draft, int]]] = {}
    for draft in drafts:
        scope = _scope(draft)
        for at, title in enumerate(_named(draft.reading)) if not draft.form.repeats else ():
            identity = draft.keys[at] or names.key(title or "")
            if identity:
                seen.setdefault((identity, *scope), []).append((draft, at))
    for rows in seen.values():
        for draft, at in rows if len(rows) > 1 else ():
            others = "、".join(other.row(there) for other, there in rows if (other, there) != (draft, at))
            draft.report(
                "name_twice", draft.reading.matching.form.naming, at, value=_named(draft.reading)[at], others=others
            )
            draft.keys[at], draft.entering[at] = None, False


def _scope(draft: Draft) -> tuple[str, ...]:
    """Within what a record may stand once: anywhere for what may enter, in each month for a return."""
    periods = {it.period for it in draft.reading.columns.values() if it.period}
    return () if draft.form.enters else (draft.form.name, *sorted(periods))
