"""How well a column's values fit a field: what decides where a heading may mean several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from importers.amounts import TEN_THOUSAND_YUAN, read_figure
from importers.choices import share
from importers.dates import read_span
from importers.forms import Field, Reads
from importers.headings import plain
from importers.values import clean
from importers.workbook import Cell

_DEPARTMENT = re.compile(
    r"(?:局|委|办|部|厅|院|区|县|市|中心|集团|公司|政府|大学|医院|学校|银行|协会|处|科|所|会|街道|镇|乡|单位)(?:[(（].*)?$"
)
_DIVIDER = re.compile(r"[、；;，,/\s]+")


def fit(field: Field, cells: Sequence[Cell]) -> float:
    """From 0 to 1, how likely these are values of the field; free text fits anything, but poorly."""
    return _FITS.get(field.reads, _fits_text)(field, cells)


def _part(cells: Sequence[Cell], fits: Callable[[Cell], object]) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells)


def _fits_text(_: Field, cells: Sequence[Cell]) -> float:
    return 0.7 * _part(cells, lambda cell: isinstance(cell, str) and read_figure(cell) is None)


def _fits_numbering(_: Field, cells: Sequence[Cell]) -> float:
    """Whole numbers that count up, starting again in each section."""
    numbers = [int(text) if (text := clean(cell)).isdecimal() and len(text) < 8 else 0 for cell in cells]
    steps = sum(after in (before + 1, 1) for before, after in pairwise(numbers))
    return 1.0 if numbers[0] == 1 and steps == len(numbers) - 1 else 0.0


def _fits_list(field: Field, cells: Sequence[Cell]) -> float:
    words = (
        word
        for cell in cells
        for word in (_DIVIDER.split(clean(cell)) if field.reads is Reads.CHOICES else [clean(cell)])
    )
    return share(field.codes, words)


def _fits_department(_: Field, cells: Sequence[Cell]) -> float:
    return _part(cells, lambda cell: _DEPARTMENT.search(_DIVIDER.split(clean(cell))[0]))


def _fits_nothing(_: Field, cells: Sequence[Cell]) -> float:
    return _part(cells, lambda cell: plain(clean(cell)) in (*TEN_THOUSAND_YUAN, "个", "项", "家", "台", "套"))


_FITS: Mapping[Reads, Callable[[Field, Sequence[Cell]], float]] = {
    Reads.NUMBERING: _fits_numbering,
    Reads.CHOICE: _fits_list,
    Reads.CHOICES: _fits_list,
    Reads.DEPARTMENT: _fits_department,
    Reads.DEPARTMENTS: _fits_department,
    Reads.NOTHING: _fits_nothing,
    Reads.MONEY: lambda _, cells: _part(cells, lambda cell: not isinstance(cell, str) or read_figure(cell)),
    Reads.DAY: lambda _, cells: _part(cells, read_span),
}
