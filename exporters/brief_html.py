"""A brief as one HTML file that refers to nothing outside itself: read on a screen, sent as it is, printed on A4."""

from __future__ import annotations

from html import escape

from exporters.brief_paper import Answer, Cell, Grid, Paper

STYLE = """
@page { size: A4; margin: 18mm 16mm; @bottom-center { content: "— " counter(page) " —"; } }
:root { color-scheme: light; }
body { font: 15px/1.65 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1d2733; background: #fff; max-width: 960px; margin: 0 auto; padding: 24px; }
h1 { font: 700 26px/1.35 "方正小标宋简体", "Noto Serif CJK SC", SimSun, serif;
  color: #17365f; text-align: center; margin: 8px 0 16px; }
h2 { font-size: 18px; color: #17365f; border-bottom: 2px solid #17365f;
  padding-bottom: 4px; margin: 30px 0 8px; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 0 12px; font-size: 13px; }
dt { color: #5b6877; } dd { margin: 0; }
p.lead { font-size: 16px; margin: 6px 0 10px; }
ul.figures { list-style: none; display: flex; flex-wrap: wrap; gap: 6px; padding: 0; margin: 8px 0 12px; }
ul.figures li { border: 1px solid #d5dde7; border-radius: 4px; padding: 3px 12px; break-inside: avoid; }
ul.figures b { display: block; font-size: 18px; line-height: 1.35; font-variant-numeric: tabular-nums; }
ul.figures span { color: #5b6877; font-size: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.5; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border: 1px solid #d5dde7; padding: 4px 8px; text-align: left; vertical-align: top; }
th { background: #eaf0f7; font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.s { white-space: nowrap; }
.note { color: #5b6877; font-size: 12px; margin: 4px 0 0; }
footer { margin-top: 28px; border-top: 1px solid #d5dde7; padding-top: 8px; color: #5b6877; font-size: 12px; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } table { font-size: 9pt; } }
"""


_SHORT = 12
"""Names up to so long stand on one line."""


def document(paper: Paper) -> bytes:
    """The whole file."""
    language = "zh-CN" if paper.language == "zh" else "en"
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in paper.facts)
    body = (
        f"<h1>{escape(paper.title)}</h1><dl>{facts}</dl>",
        *map(_answer, paper.answers),
        f"<h2>{escape(paper.since_title)}</h2>" if paper.since else f"<p class=note>{escape(paper.since_title)}</p>",
        table(paper.since) if paper.since else "",
        f"<footer>{escape(paper.foot)}</footer>",
    )
    return page(language, f"{paper.title} {paper.day}", STYLE, "".join(body))


def page(language: str, title: str, style: str, body: str) -> bytes:
    """A file from its parts; nothing may be fetched, and nothing in it runs."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style>"
    )
    text = f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>{body}</body></html>\n'
    return text.encode()


def _answer(it: Answer) -> str:
    figures = "".join(f"<li><b>{escape(cell.text)}</b><span>{escape(name)}</span></li>" for name, cell in it.figures)
    return (
        f'<section id="{it.question}"><h2>{it.number}. {escape(it.title)}</h2>'
        f"<p class=lead>{escape(it.sentence)}</p><ul class=figures>{figures}</ul>"
        f"{table(it.grid) if it.grid.rows else ''}{_beneath(it.beneath) if it.beneath.rows else ''}"
        f"<p class=note>{escape(' '.join(filter(None, (it.grid.note, it.counted))))}</p></section>"
    )


def _beneath(grid: Grid) -> str:
    return f"<br>{table(grid)}<p class=note>{escape(grid.note)}</p>"


def table(grid: Grid) -> str:
    """A list; numbers to the right."""
    heads = "".join(f"<th{_class(right=head.right)}>{escape(head.text)}</th>" for head in grid.heads)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in grid.rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(it: Cell) -> str:
    short = "" if it.right or len(it.text) > _SHORT else " class=s"
    return f"<td{short}{_class(right=it.right)}>{escape(it.text)}</td>"


def _class(*, right: bool) -> str:
    return " class=n" if right else ""
