"""The gates G1 to G4: what has to be there before a scenario comes into a library, item by item (domain.md §4.3).

What the register knows already is looked up, also whether everything that is much like a new scenario was decided on
(pairing.py); what no field answers (a review's opinion, a declaration) is stated as a `GateAnswer`; either may be
waived by the office, with a reason and until a day. One question serves one scenario and a whole library alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from scenario_db import days, denials, ledger, lifecycle, pairing, thresholds
from scenario_db.changes import Origin, Receipt
from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Gate, GateItem, RecordStatus, Source, Tier
from scenario_db.database import Database, Row
from scenario_db.gate_facts import FACTS, LACKING, NEXT_GATE
from scenario_db.kinds import KINDS
from scenario_db.lifecycle import Step
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import GateAnswer, Scenario
from scenario_db.roles import Action, Person

G = GateItem

ITEMS: Mapping[Gate, tuple[GateItem, ...]] = MappingProxyType(
    {
        Gate.G1: (G.NAME_CHECKED, G.DOMAIN, G.PAIN_POINT, G.LEAD_CONFIRMED, G.UNCLASSIFIED),
        Gate.G2: (
            G.DEMAND_LINKED,
            G.CONTENT_AND_BASIS,
            G.MEASURABLE_OUTCOME,
            G.PARTNERS_CONTACTED,
            G.DATA_LISTED,
            G.COST_AND_FUNDS,
            G.REUSE_CHECKED,
            G.REVIEW_OPINION,
        ),
        Gate.G3: (
            G.APPROVAL,
            G.FUNDS_ARRANGED,
            G.IMPLEMENTER,
            G.DATES,
            G.PLAN_TARGETS,
            G.MILESTONES,
            G.PARTNERS_CONFIRMED,
            G.CONTACT_AND_LEADER,
            G.SECURITY_DECIDED,
        ),
        Gate.G4: (G.ACCEPTANCE, G.ONLINE, G.OPERATING_UNIT, G.BASELINE, G.FIRST_EVALUATION),
    }
)
"""domain.md §4.3, in the order in which they are asked."""

STATED: Mapping[GateItem, tuple[str, ...]] = MappingProxyType(
    {
        G.UNCLASSIFIED: ("statement",),
        G.DEMAND_LINKED: ("statement",),
        G.PARTNERS_CONTACTED: ("statement",),
        G.DATA_LISTED: ("statement",),
        G.REUSE_CHECKED: ("statement",),
        G.REVIEW_OPINION: ("statement", "day"),
        G.IMPLEMENTER: ("statement",),
        G.PARTNERS_CONFIRMED: ("statement",),
        G.ACCEPTANCE: ("document", "day"),
        G.ONLINE: ("day",),
        G.OPERATING_UNIT: ("statement",),
        G.FIRST_EVALUATION: ("day",),
    }
)
"""Items that a statement answers, and what it has to name; “no demand, because …” is such a statement."""

NEXT: Mapping[Tier, Gate] = MappingProxyType({Tier.PLAN: Gate.G2, Tier.RESERVE: Gate.G3, Tier.BUILD: Gate.G4})
"""The gate before which a scenario stands in each library."""


class State(StrEnum):
    """How it stands with an item."""

    THERE = "there"
    MISSING = "missing"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Checked:
    """One item of a gate, for one scenario; `answer` is what was stated or waived, if anything."""

    gate: Gate
    item: GateItem
    state: State
    answer: GateAnswer | None = None


@dataclass(frozen=True, slots=True)
class Nearly:
    """A scenario before its next gate, and what it still lacks there."""

    id: str
    code: str
    name: str
    tier: Tier
    gate: Gate
    lead: str
    missing: tuple[GateItem, ...]


class GateError(RegisterError):
    """What was said to an item does not do."""


def check(db: Database, scenario: str, gate: Gate, *, day: date) -> list[Checked]:
    """Every item of a gate for one scenario as it stands today, in the order of the gate."""
    sql = f"""
        with stands as (
            select *, cast(:gate as text) as gate from scenario where id = :id
        ) {FACTS}
        select item, state from checked
    """
    found: dict[str, str] = dict(db.rows(sql, id=scenario, gate=gate, **asking(db, day)))
    if found.get(G.NAME_CHECKED) not in (None, State.WAIVED):
        found[G.NAME_CHECKED] = State.THERE if pairing.name_is_checked(db, scenario) else State.MISSING
    told = answers(db, scenario, gate)
    return [Checked(gate, item, State(found[item]), told.get(item)) for item in ITEMS[gate] if item in found]


def before(it: Scenario) -> Gate | None:
    """The gate before which a scenario stands: of the next library, or of the one that it is to enter."""
    if it.record_status is RecordStatus.ENTERED:
        return NEXT.get(it.tier)
    step = lifecycle.between(None, it.tier)
    return step.gate if step else None


def problems_at(db: Database, scenario: str, step: Step, *, day: date) -> list[Problem]:
    """What a scenario lacks at the gate of a step; the green channel goes around it, with reason and document."""
    if step.gate is None or step.green_channel:
        return []
    missing = [it for it in check(db, scenario, step.gate, day=day) if it.state is State.MISSING]
    return [Problem("gate_item_missing", facts={"gate": step.gate, "item": it.item}) for it in missing]


def answers(db: Database, scenario: str, gate: Gate) -> dict[GateItem, GateAnswer]:
    """What was stated or waived for the items of a gate, today."""
    kind = KINDS["gate_answer"]
    sql = f"select {', '.join(kind.names)} from gate_answer where scenario_id = :id and gate = :gate"
    found = (kind.read(row) for row in db.rows(sql, id=scenario, gate=gate))
    return {it.item: it for it in found if isinstance(it, GateAnswer)}


def nearly_ready(db: Database, choice: Choice, *, limit: int = 50, offset: int = 0) -> list[Nearly]:
    """Scenarios that lack at most a few items before their next gate (the office's rule), the readiest first."""
    sql = f"""
        {_nearly_ready()}
        select s.id, s.code, s.name, s.tier, s.gate, coalesce(d.name, ''), lacking.items
        from lacking
        join stands as s on s.id = lacking.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        where lacking.missing <= :most
        order by lacking.missing, s.gate desc, s.code
        limit :limit offset :offset
    """
    given = choice.parameters() | _most(db, choice)
    return [_nearly(row) for row in db.rows(sql, limit=limit, offset=offset, **given)]


def count_nearly_ready(db: Database, choice: Choice) -> int:
    """How many lack at most a few items before their next gate."""
    sql = f"{_nearly_ready()} select count(*) from lacking where missing <= :most"
    found: int = db.value(sql, **choice.parameters() | _most(db, choice))
    return found


def _nearly_ready() -> str:
    return f"""
        with stands as (
            select *, {NEXT_GATE} as gate
            from {CHOSEN} as s
            where s.tier in ('plan', 'reserve', 'build')
        ) {LACKING}
    """


def _nearly(row: Row) -> Nearly:
    key, code, name, tier, gate, lead, items = row
    return Nearly(key, code, name, Tier(tier), Gate(gate), lead, missing(Gate(gate), items))


def missing(gate: Gate, items: str | None) -> tuple[GateItem, ...]:
    """The items of a gate that a text of `lacking` names, in the gate's order."""
    named = set((items or "").split())
    return tuple(item for item in ITEMS[gate] if item in named)


def asking(db: Database, day: date, moment: datetime = days.ALWAYS) -> dict[str, object]:
    """The parameters of FACTS, by the rules of today."""
    rules = thresholds.of(db)
    return {
        "moment": moment,
        "day": day,
        "year": day.year,
        "approved_after": days.months_before(day, rules.approval_months),
        "milestones_needed": rules.milestones_needed,
        "cross_flags": rules.cross_flags,
    }


def _most(db: Database, choice: Choice) -> dict[str, object]:
    return {**asking(db, choice.day, choice.moment), "most": thresholds.of(db).nearly_ready_items}


def answer(db: Database, said: GateAnswer, *, by: Person, day: date, version: int | None = None) -> Receipt | None:
    """Records what is stated for an item, or that it is waived. Raises GateError, DeniedError, StaleError."""
    return ledger.saved(db, _given(db, said, by, day), by=by, version=version)


def answer_all(db: Database, said: Sequence[GateAnswer], *, by: Person, day: date) -> Receipt | None:
    """Records the answers to several items as one batch, all or none; None where nothing differs."""
    told = [_given(db, it, by, day) for it in said]
    changes = ledger.compare(db, ledger.wanted(told)) if told else []
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM)) if changes else None


def _given(db: Database, said: GateAnswer, by: Person, day: date) -> GateAnswer:
    """The answer with who gave it and when, as far as she may give it and it says what it has to."""
    denials.require(db, by, Action.REVIEW_FINAL if said.waived else Action.PROPOSE)
    _refuse_empty(said, day)
    return replace(said, answered_by=by.name, answered_on=day)


def _refuse_empty(said: GateAnswer, day: date) -> None:
    if said.item not in ITEMS[said.gate]:
        raise GateError(Problem("not_of_this_gate", facts={"gate": said.gate, "item": said.item}))
    needs = ("statement", "expires_on") if said.waived else STATED.get(said.item, ())
    if not needs:
        raise GateError(Problem("looked_up", facts={"item": said.item}))
    for name in needs:
        if not getattr(said, name):
            raise GateError(Problem("needed_here", facts={"kind": "gate_answer", "field": name}))
    if said.waived and said.expires_on and said.expires_on < day:
        raise GateError(Problem("already_past", facts={"value": said.expires_on}))
