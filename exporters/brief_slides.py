"""A brief as slides: one a question, with a chart that can be edited, its list, and day and coverage in the foot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from exporters.brief_paper import Answer, Grid, Paper, width_of
from scenario_db.brief_parts import Question
from scenario_db.wording import Words

FACE = "Microsoft YaHei"
BLUE, INK, GREY, PALE = (RGBColor.from_string(it) for it in ("17365F", "1D2733", "5B6877", "EAF0F7"))

_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _ACROSS = Inches(0.6), Inches(1.95), Inches(12.13)
_WIDEST = 44
"""Letters of a title that stand on one line; a longer one is smaller."""

_ROWS = 7
"""Rows of a list that a room can read; the rest stands in the Word and Excel files."""

_TONES = ("2F5D8C", "6F9BC4", "A9BFD6", "4F8A7B")
_OWN = {
    "red": "B3382C", "yellow": "E0A030", "green": "2F7D5B", "grey": "B5BEC9",
    "late": "E0A030", "missing": "B3382C", "uncovered": "E0A030", "done": "C07A1B",
}  # fmt: skip
"""Series whose tone says something; the others take those of the house in turn."""

_DARK = ("2F5D8C", "B3382C", "2F7D5B", "4F8A7B")
"""Tones on which a figure stands in white."""

_KINDS: Mapping[Question, Any] = {
    Question.SPREAD: XL_CHART_TYPE.COLUMN_STACKED,
    Question.MONEY: XL_CHART_TYPE.LINE_MARKERS,
    Question.LIGHTS: XL_CHART_TYPE.COLUMN_STACKED,
    Question.RETURNS: XL_CHART_TYPE.BAR_STACKED,
    Question.LINKAGE: XL_CHART_TYPE.BAR_CLUSTERED,
    Question.DEMANDS: XL_CHART_TYPE.COLUMN_STACKED,
}
_FIGURES = "#,##0;-#,##0;;"
"""Noughts are not written."""

_ALIVE = re.compile(r"^[{=+@-]|^(?:ftp|https?)://|^(?:mailto|internal|external):")


def document(paper: Paper, say: Words, *, made_at: datetime) -> bytes:
    """The whole file. `made_at` (UTC) is the only moment that stands in it."""
    it = Presentation()
    it.slide_width, it.slide_height = _WIDTH, _HEIGHT
    _first(it, paper, say)
    for answer in paper.answers:
        _slide(it, answer, paper, say)
    if paper.since:
        _last(it, paper.since, paper, say)
    core = it.core_properties
    core.title, core.author = paper.title, say("word.product")
    core.created = core.modified = made_at
    out = BytesIO()
    it.save(out)
    return out.getvalue()


def _first(it: Any, paper: Paper, say: Words) -> None:
    slide = _titled(it, paper.title, Inches(2.2), Pt(38))
    lines = "\n".join(say("brief.pair", name=name, text=text) for name, text in paper.facts)
    _text(slide, lines, (_LEFT, Inches(3.5), _ACROSS, Inches(2.6)), Pt(18), GREY)


def _slide(it: Any, answer: Answer, paper: Paper, say: Words) -> None:
    title = f"{answer.number}  {answer.title}"
    slide = _titled(it, title, Inches(0.3), Pt(28 if width_of(title) <= _WIDEST else 22))
    _text(slide, answer.sentence, (_LEFT, Inches(1.0), _ACROSS, Inches(0.9)), Pt(16), INK)
    beside = answer.chart.rows and answer.grid.rows
    half = Emu(int(_ACROSS * 0.46))
    rest = Emu(int(_ACROSS * 0.52))
    if answer.chart.rows:
        _chart(slide, answer, (_LEFT, _TOP, half if beside else _ACROSS, Inches(4.75)))
    if answer.grid.rows:
        across = rest if beside else _ACROSS
        left = Emu(_LEFT + _ACROSS - across)
        _table(slide, _narrow(answer.grid, wide=not beside), left, across, say)
    _foot(slide, paper)


def _last(it: Any, since: Grid, paper: Paper, say: Words) -> None:
    slide = _titled(it, say("brief.since_what"), Inches(0.3), Pt(28))
    _text(slide, paper.since_title, (_LEFT, Inches(1.0), _ACROSS, Inches(0.5)), Pt(16), INK)
    half = Emu(int(_ACROSS * 0.49))
    middle = -(-len(since.rows) // 2)
    for at, rows in enumerate((since.rows[:middle], since.rows[middle:])):
        left = Emu(_LEFT + at * (_ACROSS - half))
        _table(slide, Grid(since.heads, rows), left, half, say, most=len(rows), top=Inches(1.6))
    _foot(slide, paper)


def _titled(it: Any, text: str, top: Any, size: Any) -> Any:
    """A slide with nothing but a title, which readers of the screen find as such."""
    slide = it.slides.add_slide(it.slide_layouts[5])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, top, _ACROSS, Inches(0.75 if size < Pt(30) else 1.1)
    title.text_frame.text = text
    title.text_frame.word_wrap = True
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _style(title.text_frame, size, BLUE, bold=True)
    return slide


def _text(slide: Any, text: str, place: tuple[Any, Any, Any, Any], size: Any, ink: Any) -> None:
    frame = slide.shapes.add_textbox(*place).text_frame
    frame.word_wrap = True
    frame.text = text
    _style(frame, size, ink)


def _style(frame: Any, size: Any, ink: Any, *, bold: bool = False, side: Any = PP_ALIGN.LEFT) -> None:
    for line in frame.paragraphs:
        line.alignment = side
        for run in line.runs:
            font = run.font
            font.size, font.bold, font.name = size, bold, FACE
            font.color.rgb = ink
            properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-pptx names no face for Chinese
            east = properties.makeelement(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}ea", {"typeface": FACE}
            )
            properties.append(east)


def _foot(slide: Any, paper: Paper) -> None:
    _text(slide, paper.foot, (_LEFT, Inches(6.95), _ACROSS, Inches(0.4)), Pt(11), GREY)


def _chart(slide: Any, answer: Answer, place: tuple[Any, Any, Any, Any]) -> None:
    data = CategoryChartData(number_format="#,##0")
    data.categories = [plain(row[0].text) for row in answer.chart.rows]
    for at, head in enumerate(answer.chart.heads[1:], 1):
        data.add_series(plain(head.text), [row[at].number for row in answer.chart.rows])
    kind = _KINDS.get(answer.question, XL_CHART_TYPE.COLUMN_CLUSTERED)
    chart = slide.shapes.add_chart(kind, *place, data).chart
    chart.font.size, chart.font.name = Pt(12), FACE
    chart.has_title = False
    chart.has_legend = len(answer.chart.heads) > 2
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.value_axis.major_gridlines.format.line.color.rgb = PALE
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "#,##0", False
    lying = kind in (XL_CHART_TYPE.BAR_STACKED, XL_CHART_TYPE.BAR_CLUSTERED)
    chart.category_axis.reverse_order = lying
    stacked = kind in (XL_CHART_TYPE.COLUMN_STACKED, XL_CHART_TYPE.BAR_STACKED)
    _series(chart, answer, labelled=kind is not XL_CHART_TYPE.LINE_MARKERS, stacked=stacked)


def _series(chart: Any, answer: Answer, *, labelled: bool, stacked: bool) -> None:
    """The tones of the house; figures on the bars, but no noughts."""
    plot = chart.plots[0]
    if labelled:
        plot.gap_width = 60
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = _FIGURES, False
        plot.data_labels.font.size = Pt(11)
    for at, (series, head) in enumerate(zip(plot.series, answer.chart.heads[1:], strict=True)):
        tone = RGBColor.from_string(_OWN.get(head.name, _TONES[at % len(_TONES)]))
        if labelled:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = tone
            if stacked and str(tone) in _DARK:
                _in_white(series)
        else:
            series.format.line.color.rgb, series.smooth = tone, False
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = tone


def _in_white(series: Any) -> None:
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = _FIGURES, False
    labels.font.size, labels.font.color.rgb = Pt(11), RGBColor(255, 255, 255)


def _narrow(grid: Grid, *, wide: bool) -> Grid:
    """Without codes and long reasons: a slide is not a ledger."""
    grid = grid.without("code", "because", "missing_items", "from_tier", "useful", "effective", "usable")
    return grid if wide else grid.without(*(head.name for head in grid.heads[6:]))


def _table(slide: Any, grid: Grid, left: Any, across: Any, say: Words, *, most: int = _ROWS, top: Any = _TOP) -> None:
    """The first rows; what is left out is said beneath, and the row of sums stays."""
    rows = grid.rows[:most]
    shape = slide.shapes.add_table(len(rows) + 1, len(grid.heads), left, top, across, Inches(0.36) * (len(rows) + 1))
    table = shape.table
    weights = [_WEIGHTS.get(head.name, 12) for head in grid.heads]
    for at, weight in enumerate(weights):
        table.columns[at].width = Emu(int(across * weight / sum(weights)))
    for at, head in enumerate(grid.heads):
        _write(table.cell(0, at), head.text, right=head.right, top=True)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(table.cell(number, at), value.text, right=value.right)
    left_out = len(grid.rows) - len(rows)
    note = say("brief.more_rows", left=left_out) if left_out else ""
    if note:
        _text(slide, note, (left, Inches(6.5), across, Inches(0.35)), Pt(11), GREY)


_WEIGHTS = {
    "name": 26, "title": 25, "lead": 17, "waits_for": 17, "provider": 22, "figure": 34, "proposer": 17, "this": 20,
    "last": 20, "change": 22, "day": 17, "raised_on": 19, "domain": 13, "urgency": 12, "tier": 13,
    "to_tier": 13, "light": 13, "months": 10, "conclusion": 14,
}  # fmt: skip


def _write(place: Any, text: str, *, right: bool, top: bool = False) -> None:
    place.margin_left = place.margin_right = Inches(0.06)
    place.margin_top = place.margin_bottom = Inches(0.03)
    place.vertical_anchor = MSO_ANCHOR.MIDDLE
    place.fill.solid()
    place.fill.fore_color.rgb = BLUE if top else RGBColor(255, 255, 255)
    place.text_frame.text = text
    place.text_frame.word_wrap = True
    ink = RGBColor(255, 255, 255) if top else INK
    _style(place.text_frame, Pt(11), ink, bold=top, side=PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT)


def plain(text: str) -> str:
    """A name for the workbook inside a chart, which would take some texts for formulas or links: a blank before it."""
    return f" {text}" if _ALIVE.match(text) else text
