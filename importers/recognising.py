"""Which row of a sheet holds the headings, and of which form: the one with most headings that are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from importers.forms import Form
from importers.headings import label, plain, without_brackets
from importers.workbook import Sheet

SEARCHED = 40
_FEWEST = 2
_TITLE = 3
_LONELY = 2  # so many cells stand in a row of titles; more are headings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row as the headings of a form: the fields that it names."""

    form: Form
    row: int
    hits: frozenset[str]

    def weight(self, titled: Sequence[Form]) -> tuple[bool, int]:
        """Rows that name the records come first, then those with more known headings; the title counts as a few."""
        return self.form.naming in self.hits, len(self.hits) + _TITLE * (self.form in titled)


def meanings(form: Form, parts: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Keys of the fields that a heading may mean: read as a whole, then without its upper lines, then brackets."""
    for said in readings(tuple(parts)):
        stem = label(said).stem
        for written in dict.fromkeys((stem, without_brackets(stem))):
            yield tuple(field.key for field in form.known(written))


def readings(lines: tuple[str, ...]) -> Iterable[str]:
    """“投资情况”, “2023年”, “计划投资” read as one, as “2023年计划投资”, as “计划投资”."""
    return dict.fromkeys("".join(lines[above:]) for above in range(len(lines)))


def means(form: Form, parts: Iterable[str]) -> tuple[str, ...]:
    """Keys of the fields that a heading most likely means."""
    return next(filter(None, meanings(form, parts)), ())


def best(sheet: Sheet, forms: Sequence[Form]) -> Candidate | None:
    """The likeliest row of headings, if any row holds a few that are known."""
    candidates = [
        Candidate(form, number, _hits(form, row))
        for number, row in enumerate(sheet.rows[:SEARCHED], start=1)
        for form in forms
    ]
    known = [candidate for candidate in candidates if len(candidate.hits) >= _FEWEST]
    titled = _titled(sheet, forms)
    return max(known, key=lambda one: (*one.weight(titled), one.form in titled, -one.row), default=None)


def said(sheet: Sheet, forms: Sequence[Form], first: int, last: int) -> Candidate:
    """The form that knows most of the headings in rows that a person chose."""
    row = [cell for number in range(first, last + 1) for cell in sheet.row(number)]
    titled = _titled(sheet, forms)
    candidates = (Candidate(form, first, _hits(form, row)) for form in forms)
    return max(candidates, key=lambda one: (*one.weight(titled), one.form in titled))


def _titled(sheet: Sheet, forms: Sequence[Form]) -> list[Form]:
    """The forms whose words stand in the first rows; if there are none, in the sheet's name."""
    found = ([form for form in forms if _spoken(form, said)] for said in _titles(sheet))
    return next(filter(None, found), [])


def _titles(sheet: Sheet) -> tuple[str, str]:
    """What stands alone in the first rows, and the sheet's name."""
    lonely = (texts for row in sheet.rows[:3] if len(texts := [str(cell) for cell in row if cell != ""]) <= _LONELY)
    return "".join(text for texts in lonely for text in texts), sheet.name


def _spoken(form: Form, said: str) -> str:
    return next((word for word in form.titles if word in plain(said)), "")


def word(sheet: Sheet, form: Form) -> str:
    """The word of the form that title or sheet name holds."""
    return next(filter(None, (_spoken(form, said) for said in _titles(sheet))), "")


def _hits(form: Form, row: Sequence[object]) -> frozenset[str]:
    """One key for each known heading in the row, for months one each; the first meaning stands for an ambiguous one."""
    found: set[str] = set()
    for cell in row:
        keys = means(form, (cell,)) if isinstance(cell, str) and 0 < len(cell) < 60 else ()
        months = label(str(cell)).months if keys else None
        said = keys[:1] if form.naming not in keys else (form.naming,)
        found.update(f"{key}@{months}" if months else key for key in said)
    return frozenset(found)
