"""A brief as a Word file in the layout of an official circular (GB/T 9704): A4, its margins, faces and page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from exporters.brief_paper import Answer, Cell, Grid, Paper
from exporters.brief_words import NUMERALS
from scenario_db.wording import Words

TITLE, BODY, FIRST, SECOND, PAGE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
FALLBACK = {TITLE: "宋体", BODY: "仿宋", SECOND: "楷体", FIRST: "SimHei", PAGE: "SimSun"}
"""What stands in for a face that a machine does not have, where it has that."""

LATIN = "Times New Roman"

_SMALL = Pt(9)
_BLACK = RGBColor(0, 0, 0)

_WEIGHTS = {
    "name": 26, "title": 28, "because": 36, "missing_items": 40, "lead": 18, "waits_for": 18, "provider": 26,
    "proposer": 16, "figure": 40, "last": 22, "this": 22, "change": 22, "day": 15, "raised_on": 15, "months": 11,
    "age": 11, "light": 15, "way": 12, "tier": 10, "from_tier": 10, "evaluated_in": 15, "to_tier": 10,
}  # fmt: skip
_WEIGHT = 13
_TEXT_WIDTH = 156
"""Millimetres: the width of the type area."""


def document(paper: Paper, say: Words, *, made_at: datetime) -> bytes:
    """The whole file. `made_at` (UTC) is the only moment that stands in it."""
    it = Document()
    _page(it)
    _styles(it)
    _language(it)
    _faces(it)
    _paragraph(it, paper.title, "Title")
    for name, text in paper.facts:
        _paragraph(it, say("brief.pair", name=name, text=text), "Facts")
    for answer in paper.answers:
        _answer(it, answer, say)
    _heading(it, say("brief.since_what"), 1, len(paper.answers) + 1, say)
    _paragraph(it, paper.since_title)
    if paper.since:
        _table(it, paper.since)
    _heading(it, say("brief.notes"), 1, len(paper.answers) + 2, say)
    for answer in paper.answers:
        _paragraph(it, f"{answer.number}. {answer.counted}")
    core = it.core_properties
    core.title, core.author, core.comments = paper.title, say("word.product"), ""
    core.created = core.modified = made_at.replace(tzinfo=UTC)
    out = BytesIO()
    it.save(out)
    return out.getvalue()


def _page(it: Any) -> None:
    section = it.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    it.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.first_line_indent = Pt(0)
        for piece in ("— ", "PAGE", " —"):
            run = line.add_run("" if piece == "PAGE" else piece)
            _face(run, PAGE, Pt(14))
            if piece == "PAGE":
                _field(run, piece)


def _field(run: Any, code: str) -> None:
    """A field that Word works out, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields of its own


def _styles(it: Any) -> None:
    body = it.styles["Normal"]
    _face(body, BODY, Pt(16))
    body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    body.paragraph_format.line_spacing = Pt(28)
    body.paragraph_format.space_after = Pt(0)
    body.paragraph_format.first_line_indent = Pt(32)
    title = it.styles["Title"]
    _face(title, TITLE, Pt(22))
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.first_line_indent = Pt(0)
    title.paragraph_format.line_spacing = Pt(36)
    title.paragraph_format.space_after = Pt(16)
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    for level, face in ((1, FIRST), (2, SECOND)):
        heading = it.styles[f"Heading {level}"]
        _face(heading, face, Pt(16))
        heading.font.bold = False
        heading.paragraph_format.space_before = Pt(10 if level == 1 else 0)
        heading.paragraph_format.space_after = Pt(0)
    facts = it.styles.add_style("Facts", WD_STYLE_TYPE.PARAGRAPH)
    facts.base_style = body
    _face(facts, SECOND, Pt(12))
    facts.paragraph_format.line_spacing = Pt(20)
    facts.paragraph_format.first_line_indent = Pt(0)


def _face(it: Any, face: str, size: Any) -> None:
    """Chinese in one face, Latin letters and figures in another."""
    it.font.name, it.font.size = LATIN, size
    it.font.color.rgb = _BLACK
    fonts = it.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), face)


def _language(it: Any) -> None:
    """So that a machine without the faces takes Chinese ones, not Japanese."""
    for lang in it.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-US")
        lang.set(qn("w:eastAsia"), "zh-CN")


def _faces(it: Any) -> None:
    """Tells Word what stands in for faces that a machine does not have."""
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for face, other in FALLBACK.items()
    )
    text = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
    for relation in it.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = text.encode()  # noqa: SLF001 - python-docx keeps this part as it came


def _answer(it: Any, answer: Answer, say: Words) -> None:
    _heading(it, answer.title, 1, answer.number, say)
    _heading(it, say("brief.situation"), 2, 1, say)
    _paragraph(it, answer.sentence)
    _heading(it, say("brief.list"), 2, 2, say)
    if answer.grid.note:
        _paragraph(it, answer.grid.note)
    if answer.grid.rows:
        _table(it, answer.grid.without("code"))
    if answer.beneath.rows:
        _paragraph(it, answer.beneath.note)
        _table(it, answer.beneath)


def _heading(it: Any, text: str, level: int, number: int, say: Words) -> None:
    """一、 and （一） in Chinese, 1. and (1) in English."""
    chinese = NUMERALS[number - 1] if number <= 10 else f"十{NUMERALS[number - 11]}"
    before = (f"{chinese}、", f"（{chinese}）") if say.language == "zh" else (f"{number}. ", f"({number}) ")
    it.add_heading(f"{before[level - 1]}{text}", level)


def _paragraph(it: Any, text: str, style: str | None = None) -> None:
    it.add_paragraph(text, style)


def _table(it: Any, grid: Grid) -> None:
    table = it.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = _widths(grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for at, head in enumerate(grid.heads):
        _write(table.rows[0].cells[at], head.text, FIRST, WD_ALIGN_PARAGRAPH.CENTER, widths[at])
    _once(table.rows[0], "w:tblHeader")
    for row in grid.rows:
        line = table.add_row()
        _once(line, "w:cantSplit")
        for at, (place, value) in enumerate(zip(line.cells, row, strict=True)):
            _write(place, value.text, BODY, _side(value), widths[at])
    it.add_paragraph().paragraph_format.line_spacing = Pt(10)


def _side(it: Cell) -> Any:
    return WD_ALIGN_PARAGRAPH.RIGHT if it.right else WD_ALIGN_PARAGRAPH.LEFT


def _widths(grid: Grid) -> Sequence[Any]:
    weights = [_WEIGHTS.get(head.name, _WEIGHT) for head in grid.heads]
    return [Mm(_TEXT_WIDTH * weight / sum(weights)) for weight in weights]


def _once(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<{name} {nsdecls('w')}/>"))  # noqa: SLF001 - no other way to say it


def _write(place: Any, text: str, face: str, side: Any, width: Any) -> None:
    place.width = width
    line = place.paragraphs[0]
    line.alignment = side
    line.paragraph_format.first_line_indent = Pt(0)
    line.paragraph_format.line_spacing = Pt(13)
    _face(line.add_run(text), face, _SMALL)
