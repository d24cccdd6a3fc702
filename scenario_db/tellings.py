"""What a view comes to in a few lines of text: how many, what moved, which lights, the year's money, what is stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from scenario_db import bodies, briefs, days, denials, departments, lights, money, movements, portfolio, scope, settings
from scenario_db import supervision as problems
from scenario_db.addresses import Address, codes
from scenario_db.bodies import BodyKind
from scenario_db.briefs import Subject
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain, IssueLevel, Light, Tier
from scenario_db.database import Database
from scenario_db.movements import Movement
from scenario_db.problems import Problem
from scenario_db.roles import Action, DeniedError, Person
from scenario_db.supervision import Alert, Search
from scenario_db.wording import Words


@dataclass(frozen=True, slots=True)
class Topic:
    """What may be told of, as it is called: a page with what is chosen there, or whom a brief is about."""

    title: str
    page: str
    address: Address = field(default_factory=dict)
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and of what something is told: the choice of the day, the day it is compared with, the address."""

    db: Database
    person: Person
    say: Words
    now: Choice
    then: date
    address: Address


def _size(it: Asked) -> str:
    held = portfolio.counts(it.db, it.now)
    tiers = [f"{it.say.code(tier)} {held[tier].scenarios:,}" for tier in LIVE if tier in held]
    return it.say("telling.size", count=f"{sum(one.scenarios for one in held.values()):,}", tiers=_joined(it, tiers))


def _moved(it: Asked) -> str:
    before = replace(it.now, day=it.then, moment=days.end_of(it.then, settings.current().zone))
    found: Counter[Movement] = Counter()
    for flow in movements.flows(it.db, before, it.now):
        found[flow.movement] += flow.scenarios
    told = [f"{it.say.code(one)} {found[one]:,}" for one in Movement if found[one]]
    if not told:
        return it.say("telling.still", day=it.then)
    return it.say("telling.moved", day=it.then, moves=_joined(it, told))


def _lights(it: Asked) -> str:
    found: Counter[Light] = Counter()
    for (_, light), count in lights.counts(it.db, it.now).items():
        found[light] += count
    return it.say("telling.lights", lights=_joined(it, [f"{it.say.code(one)} {found[one]:,}" for one in Light]))


def _money(it: Asked) -> str:
    whole = money.money(it.db, it.now).all
    if whole.completion is None:
        return it.say("telling.no_plan", year=it.now.day.year)
    share = f"{float(whole.completion):.1%}"
    amounts = {"planned": f"{whole.planned:,.0f}", "done": f"{whole.done:,.0f}", "share": share}
    return it.say("telling.money", year=it.now.day.year, **amounts)


def _problems(it: Asked) -> str:
    denials.require(it.db, it.person, Action.READ_ALL)
    level, alert = next(iter(codes(it.address, "level")), ""), next(iter(codes(it.address, "alert")), "")
    overdue, instructed = (codes(it.address, name) == ("true",) for name in ("overdue", "instructed"))
    search = Search(
        it.now.day,
        overdue=overdue,
        instructed=instructed,
        level=IssueLevel(level) if level in list(IssueLevel) else None,
        alert=Alert(alert) if alert in list(Alert) else None,
    )
    found = problems.alerts(it.db, search)
    colours = [f"{it.say.code(one)} {found[one]:,}" for one in reversed(Alert) if one in found]
    return it.say("telling.problems", count=f"{sum(found.values()):,}", colours=_joined(it, colours))


def _joined(it: Asked, parts: list[str]) -> str:
    return it.say("telling.and").join(parts) or "—"


_WHOLE = (_size, _moved, _lights, _money)
PAGES: Mapping[str, tuple[Callable[[Asked], str], ...]] = MappingProxyType(
    {
        **dict.fromkeys(("portfolio", "movement", "pipeline", "scenarios", "department", "briefs"), _WHOLE),
        "lights": (_size, _lights),
        "money": (_size, _money),
        "issues": (_problems,),
    }
)
"""Pages of which something can be told, by their addresses, and what."""


def of(db: Database, topic: Topic, person: Person, say: Words, *, day: date, then: date) -> list[str]:
    """The lines of that view for that person, as the register stands; of a brief those of its subject.

    Raises DeniedError where she may not see it, BriefError where there is no such subject.
    """
    denials.require(db, person, Action.READ)
    choice = Choice(day)
    if topic.subject is None:
        now = _choice(db, topic, person, choice)
    else:
        now = briefs.choice_of(db, briefs.about(db, topic.subject.scope, topic.subject.id), choice)
        _refuse_beyond(db, person, now)
    return [tell(Asked(db, person, say, now, then, topic.address)) for tell in PAGES.get(topic.page, ())]


def _choice(db: Database, topic: Topic, person: Person, choice: Choice) -> Choice:
    address = topic.address
    if topic.page == "department":
        return replace(choice, leads=scope.within(db, person, _members(db, address, person, choice)))
    text = next(iter(codes(address, "q")), "")
    return replace(
        choice,
        tiers=tuple(Tier(it) for it in codes(address, "tier") if it in list(Tier)),
        domains=tuple(Domain(it) for it in codes(address, "domain") if it in list(Domain)),
        leads=scope.within(db, person, codes(address, "lead")),
        text=text,
        named=tuple(it.id for it in departments.find(db, text)) if text else (),
    )


def _members(db: Database, address: Address, person: Person, choice: Choice) -> tuple[str, ...]:
    """The departments of the body that the address names; none where it names none."""
    kind, unit = next(iter(codes(address, "kind")), ""), next(iter(codes(address, "unit")), "")
    if not unit or kind not in list(BodyKind):
        return ()
    found = bodies.bodies(db, choice, BodyKind(kind), scope.leads(db, person))
    return next((it.members for it in found if it.id == unit), (scope.NOBODYS,))


def _refuse_beyond(db: Database, person: Person, choice: Choice) -> None:
    hers = scope.leads(db, person)
    if hers is not None and not (choice.leads and set(choice.leads) <= set(hers)):
        facts = {"person": person.name, "role": person.role, "action": str(Action.READ_ALL)}
        raise denials.told(db, person, DeniedError(Problem("denied", facts=facts)))
