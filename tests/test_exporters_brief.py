"""A brief as documents: the figures in Word, PowerPoint, Excel and HTML are those of the pages; nothing comes alive."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from exporters import brief as made_brief
from exporters import brief_slides, brief_words
from exporters.brief import FORMS, Order
from exporters.brief_paper import Made, Paper
from exporters.brief_words import paper
from scenario_db import brief_shelf, lights, money, portfolio
from scenario_db.brief_parts import Question
from scenario_db.briefs import Subject
from scenario_db.codes import LIVE, Light, Role
from scenario_db.database import Database, open_database
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests import briefing
from tests.telling import OFFICE, ZONE, on, today

SAY = Words("zh")
AT = on(31)


@dataclass(frozen=True)
class Desk:
    """The register of the city, its brief in words, and that brief in every form."""

    db: Database
    paper: Paper
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    db = open_database("duckdb:///:memory:")
    briefing.tell(db)
    made = Made(OFFICE, AT, ZONE)
    told = paper(briefing.brief(db), SAY, made)
    yield Desk(db, told, {form: write(told, SAY, made) for form, write in FORMS.items()})
    db.close()


@pytest.fixture(scope="module")
def of_the_pages(desk: Desk) -> list[str]:
    """What the pages show, through their functions: the tiers, the money, the lights."""
    counts, found = portfolio.counts(desk.db, today()), money.money(desk.db, today()).all
    shown = lights.counts(desk.db, today())
    return [
        *(str(counts.get(tier, portfolio.Count()).scenarios) for tier in LIVE),
        f"{found.planned:,.0f}",
        f"{found.done:,.0f}",
        f"{float(found.completion or 0):.1%}",
        *(str(sum(count for (_, it), count in shown.items() if it is light)) for light in Light),
    ]


FIGURES = (
    "建设",
    "储备",
    "谋划",
    "运营",
    "计划投资（万元）",
    "完成投资（万元）",
    "完成率",
    "绿灯",
    "黄灯",
    "红灯",
    "无计划",
)


def test_the_figures_of_the_html_are_those_of_the_pages(desk, of_the_pages):
    text = desk.files["html"].decode()
    found = {name: number for number, name in re.findall(r"<li><b>([^<]*)</b><span>([^<]*)</span>", text)}
    assert [found[name] for name in FIGURES] == of_the_pages


def test_the_figures_of_the_workbook_are_those_of_the_pages(desk, of_the_pages):
    sheet = openpyxl.load_workbook(BytesIO(desk.files["xlsx"])).worksheets[0]
    rows = [(row[2].value, row[3]) for row in sheet.iter_rows(min_row=7) if row[2].value]
    found = {name: cell.value for name, cell in reversed(rows)}
    percent = found["完成率"]
    told = [f"{found[name]:,}" if name != "完成率" else f"{percent:.1%}" for name in FIGURES]
    assert told == of_the_pages


def test_the_sentences_and_lists_of_the_word_file_are_those_of_the_paper(desk, of_the_pages):
    document = docx.Document(BytesIO(desk.files["docx"]))
    text = [it.text for it in document.paragraphs]
    assert all(answer.sentence in text for answer in desk.paper.answers)
    size, planned = desk.paper.answers[0].sentence, document.tables[3]
    assert [re.findall(rf"{name} (\d+)", size)[0] for name in ("建设", "储备", "谋划", "运营")] == of_the_pages[:4]
    assert [it.text for it in planned.rows[-1].cells][:4] == ["合计", *of_the_pages[4:7]]
    assert "截至：2026-01-31" in text
    assert any("4 个场景中 2 个有年度计划" in line for line in text)


def test_the_word_file_is_laid_out_as_a_circular(desk):
    document = docx.Document(BytesIO(desk.files["docx"]))
    section = document.sections[0]
    lengths = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    edges = [round(it.mm) for it in lengths if it]
    assert edges == [210, 297, 37, 28]
    headings = [it.text for it in document.paragraphs if it.style and it.style.name == "Heading 1"]
    assert headings[0].startswith("一、")
    assert headings[10].startswith("十一、")
    with zipfile.ZipFile(BytesIO(desk.files["docx"])) as parts:
        footers = [parts.read(name).decode() for name in parts.namelist() if "footer" in name]
        assert len(footers) == 2
        assert all("— " in it and "PAGE" in it for it in footers)
        assert 'w:altName w:val="宋体"' in parts.read("word/fontTable.xml").decode()


def test_each_question_has_a_slide_with_a_chart_that_can_be_edited(desk, of_the_pages):
    slides = list(pptx.Presentation(BytesIO(desk.files["pptx"])).slides)
    assert [it.shapes.title.text[:2].strip() for it in slides[1:11]] == [str(number) for number in range(1, 11)]
    charts = [next((it.chart for it in slide.shapes if it.has_chart), None) for slide in slides[1:11]]
    size = charts[0]
    assert size is not None
    assert [str(int(it)) for it in list(size.plots[0].series)[1].values] == of_the_pages[:4]
    assert sum(chart is not None for chart in charts) >= 8
    texts = [it.text_frame.text for slide in slides[1:11] for it in slide.shapes if it.has_text_frame]
    assert sum(text.startswith("截至 2026-01-31 · ") for text in texts) == 10


def test_no_name_becomes_a_formula_a_link_or_a_script(desk):
    book = openpyxl.load_workbook(BytesIO(desk.files["xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert briefing.HOSTILE in {cell.value for cell in cells}
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert b"<script" not in desk.files["html"]
    assert brief_slides.plain("=1+1") == " =1+1"
    assert brief_slides.plain("市数据局") == "市数据局"
    with zipfile.ZipFile(BytesIO(desk.files["pptx"])) as parts:
        inside = [parts.read(name) for name in parts.namelist() if name.endswith(".xlsx")]
    made = [openpyxl.load_workbook(BytesIO(it)) for it in inside]
    assert [c for book in made for s in book for row in s.iter_rows() for c in row if c.data_type == "f"] == []


def test_the_html_refers_to_nothing_outside_itself(desk):
    text = desk.files["html"].decode().replace("http://x", "")
    assert re.findall(r"""(?:src|href)\s*=|url\(|@import|https?:""", text) == []


def test_no_telephone_number_is_in_any_form(desk):
    number = str(briefing.PARKING.phone).encode()
    for form in ("docx", "pptx", "xlsx"):
        with zipfile.ZipFile(BytesIO(desk.files[form])) as parts:
            assert not any(number in parts.read(name) for name in parts.namelist())
    assert number not in desk.files["html"]


def test_the_second_brief_stands_beside_the_first(desk):
    order = Order(Subject(), today(), date(2026, 1, 10), ("html", "xlsx"))

    def tell(stage: str, share: float) -> None:
        stages.append((stage, share))

    stages: list[tuple[str, float]] = []
    first = made_brief.make(desk.db, order, SAY, by=OFFICE, zone=ZONE, tell=tell)
    second = made_brief.make(desk.db, order, SAY, by=Person("王局", Role.LEADER), zone=ZONE, tell=tell)
    assert sorted({stage for stage, _ in stages}) == ["counting", "documents"]
    found = brief_shelf.find(desk.db, by=OFFICE)
    assert [(it.id, it.made_by) for it in found] == [(second, "王局"), (first, OFFICE.name)]
    assert found[0].figures["scenarios"].value == 4
    assert set(found[0].forms) == {"html", "xlsx"}
    text = (brief_shelf.content(desk.db, second, "html", by=OFFICE) or b"").decode()
    assert f"与上期简报相比（截至 2026-01-31，{OFFICE.name}" in text
    assert brief_shelf.content(desk.db, first, "docx", by=OFFICE) is None
    assert brief_shelf.last_of(desk.db, Subject(), by=OFFICE) == found[0]


def test_english_words_fill_the_same_paper(desk):
    told = paper(briefing.brief(desk.db), Words("en"), Made(OFFICE, AT, ZONE))
    assert told.answers[0].sentence.startswith("4 scenarios: 2 in build")
    for form in ("docx", "pptx", "xlsx"):
        assert FORMS[form](told, Words("en"), Made(OFFICE, AT, ZONE))[:2] == b"PK"


def test_a_file_name_holds_nothing_that_a_disk_refuses(desk):
    brief = briefing.brief(desk.db)
    assert brief_words.file_name(brief, SAY, "docx") == "应用场景库简报-全市-2026-01-31.docx"
    assert Path(brief_words.file_name(brief, SAY, "html")).suffix == ".html"
    assert {answer.question for answer in desk.paper.answers} == set(Question)
