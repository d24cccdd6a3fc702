"""Text with commas or tabs: which encoding, which divider, and its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from importers.refusal import refuse

_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DIVIDERS = "\t,;，|"
_SAMPLE_LINES = 20
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in; bytes that are no text are refused."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text, encoding
    raise refuse("not_a_workbook")


def _encodings(content: bytes) -> Iterator[str]:
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            yield encoding
            return
    evens, odds = content[:2000:2].count(0), content[1:2000:2].count(0)
    if max(evens, odds) > 20 or ((evens or odds) and len(content) < 200):
        yield "utf-16-be" if evens > odds else "utf-16-le"
    yield from ("utf-8", "gb18030")


def rows(text: str) -> Iterator[list[str]]:
    """The lines, divided by whichever of tab, comma, semicolon occurs most evenly at their start."""
    csv.field_size_limit(1 << 24)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=_divider(text))


def _divider(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    return max(
        _DIVIDERS, key=lambda divider: sum(divider in line for line in lines) * 100 + text[:20_000].count(divider)
    )
