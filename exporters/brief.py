"""A brief from the question to the shelf: asked once, written in every form that was wanted, kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from exporters import brief_excel, brief_html, brief_slides, brief_word
from exporters.brief_paper import Made, Paper
from exporters.brief_words import file_name, paper
from scenario_db import brief_shelf, briefs, days
from scenario_db.brief_shelf import Document
from scenario_db.briefs import Subject
from scenario_db.choices import Choice
from scenario_db.database import Database
from scenario_db.roles import Person
from scenario_db.stages import Tell, untold
from scenario_db.wording import Words

_COUNTED = 0.8
"""Of the way when all is counted; the documents are the rest."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which brief is wanted: of whom, of which day, against which, in which forms."""

    subject: Subject
    now: Choice
    then: date
    forms: tuple[str, ...]


FORMS: Mapping[str, Callable[[Paper, Words, Made], bytes]] = {
    "docx": lambda it, say, made: brief_word.document(it, say, made_at=made.at),
    "pptx": lambda it, say, made: brief_slides.document(it, say, made_at=made.at),
    "xlsx": lambda it, say, _: brief_excel.document(it, say),
    "html": lambda it, _say, _made: brief_html.document(it),
}
"""The forms in the order in which they are offered."""

TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


def make(db: Database, order: Order, say: Words, *, by: Person, zone: ZoneInfo, tell: Tell) -> str:
    """Makes a brief and puts it on the shelf; gives its id. Raises DeniedError."""

    def counting(stage: str, share: float) -> None:
        tell(stage, share * _COUNTED)

    found = briefs.of(db, order.subject, now=order.now, then=order.then, zone=zone, by=by, tell=counting)
    made = Made(by, days.now(), zone)
    told = paper(found, say, made, brief_shelf.last_of(db, order.subject, by=by))
    documents = list[Document]()
    for at, form in enumerate(_wanted(order.forms)):
        tell("documents", _COUNTED + (1 - _COUNTED) * at / len(order.forms))
        documents.append(Document(form, file_name(found, say, form), FORMS[form](told, say, made)))
    key = brief_shelf.new_id()
    brief_shelf.keep(db, key, found, documents, by=by, at=made.at, language=say.language)
    return key


def regular(db: Database, subject: Subject, of: tuple[date, date], by: Person, say: Words, *, zone: ZoneInfo) -> str:
    """Makes the brief of a subscription, in all forms, as the register stands; gives its id. Raises DeniedError.

    `of` is the day, and the earlier one that it is compared with.
    """
    day, then = of
    order = Order(subject, Choice(day), then, tuple(FORMS))
    return make(db, order, say, by=by, zone=zone, tell=untold)


def _wanted(forms: Sequence[str]) -> list[str]:
    return [form for form in FORMS if form in forms]
