"""An address as it is kept: what is chosen on a page by codes, so that it opens in either language.

Pages bind their filters to the address by label (docs/decisions/0006). Here a label becomes the phrase that it is, a
department its id, and both become labels again in the language and by the names of the day on which it is opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast
from urllib.parse import urlencode

from scenario_db import departments
from scenario_db.codes import Light
from scenario_db.database import Database
from scenario_db.judging import SHAPES
from scenario_db.wording import LANGUAGES, Words, entries

Part = tuple[str, str]
"""What a value is (phrase, light, unit, or plain), and its code."""

Address = Mapping[str, Sequence[Part]]
"""For each parameter its values, in no language."""

PHRASE, LIGHT, UNIT, PLAIN = "phrase", "light", "unit", "plain"

SPOKEN: Mapping[str, tuple[str, ...]] = {
    "tier": ("code.tier.",),
    "domain": ("code.domain.",),
    "status": ("code.demand_status.",),
    "coverage": ("code.coverage.",),
    "origin": ("code.provider_origin.",),
    "standing": ("code.standing.", "code.supply."),
    "level": ("code.issue_level.",),
    "alert": ("code.alert.",),
    "whose": ("code.whose.",),
    "scope": ("code.scope.",),
    "measure": ("linkage.measure_",),
    "view": ("{page}.view_",),
    "sort": ("{page}.sort_", "word.sort_"),
}
"""Parameters whose values are phrases of wording.toml: how those begin."""

UNITS = ("lead", "unit", "department")
"""Parameters that name departments."""

LEFT_OUT = ("lang", "page", "amounts")
"""What belongs to who looks, not to what is looked at."""


def kept(db: Database, page: str, query: Mapping[str, Sequence[str]], say: Words) -> Address:
    """The address of that page as it is kept; `query` holds what stands in it, in the words of `say`."""
    return {
        name: [_part(db, page, name, it, say) for it in values]
        for name, values in query.items()
        if values and name not in LEFT_OUT
    }


def _part(db: Database, page: str, name: str, value: str, say: Words) -> Part:
    if name == "light" and value[:1] in SHAPES.values():
        light = next((it for it in Light if spoken_light(it, say) == value), None)
        return (LIGHT, str(light)) if light else (PLAIN, value)
    for begins in SPOKEN.get(name, ()):
        begin = begins.format(page=page)
        found = next((key for key, it in entries().items() if key.startswith(begin) and it[say.language] == value), "")
        if found:
            return PHRASE, found
    units = departments.names_on(db) if name in UNITS else {}
    unit = next((key for key, called in units.items() if called == value), "")
    return (UNIT, unit) if unit else (PLAIN, value)


def spoken_light(light: Light, say: Words) -> str:
    """A light as its filter writes it: shape and word."""
    return f"{SHAPES[light]} {say.code(light)}"


def spoken(db: Database, address: Address, say: Words) -> list[tuple[str, str]]:
    """What stands in the address for somebody who reads in that language; what is known no more is left out."""
    units = departments.names_on(db) if any(kind == UNIT for parts in address.values() for kind, _ in parts) else {}
    called = [(name, _called(part, units, say)) for name, parts in address.items() for part in parts]
    return [*((name, it) for name, it in called if it), ("lang", say.language)]


def _called(part: Part, units: Mapping[str, str], say: Words) -> str:
    kind, code = part
    if kind == UNIT:
        return units.get(code, "")
    if kind == LIGHT:
        return spoken_light(Light(code), say) if code in list(Light) else ""
    if kind == PHRASE:
        return say(code) if code in entries() else ""
    return code


def in_words_of(db: Database, page: str, query: Mapping[str, Sequence[str]], say: Words) -> dict[str, list[str]] | None:
    """An address that was copied in another language, in the words of `say`; None where nothing in it is another's."""
    others = (Words(language) for language in LANGUAGES if language != say.language)
    for other in others:
        known = kept(db, page, query, other)
        foreign = [name for name, parts in known.items() if any(kind in (PHRASE, LIGHT) for kind, _ in parts)]
        if any(
            _called(part, {}, say) not in query[name] for name in foreign for part in known[name] if part[0] != UNIT
        ):
            told: dict[str, list[str]] = {name: list(values) for name, values in query.items() if name in LEFT_OUT}
            for name, value in spoken(db, known, say):
                told.setdefault(name, []).append(value)
            return told | {"lang": [say.language]}
    return None


def link(db: Database, page: str, address: Address, say: Words, *, public_url: str = "") -> str:
    """The whole link, below the public address where there is one."""
    return f"{public_url.rstrip('/')}/{page}?{urlencode(spoken(db, address, say))}"


def codes(address: Address, name: str) -> tuple[str, ...]:
    """The codes chosen under a name: of phrases their last word, else as they stand."""
    parts = address.get(name, ())
    return tuple(code.rpartition(".")[2] if kind == PHRASE else code for kind, code in parts)


def written(address: Address) -> str:
    """As it is stored."""
    return json.dumps({name: list(map(list, parts)) for name, parts in address.items()}, ensure_ascii=False)


def read(text: str) -> Address:
    """As it was stored."""
    found = cast("dict[str, Iterable[Sequence[str]]]", json.loads(text))
    return {name: [(kind, code) for kind, code in parts] for name, parts in found.items()}
