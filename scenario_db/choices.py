"""Which scenarios of which day: what a person chose, once, for every question; an empty choice chooses all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scenario_db import days, names
from scenario_db.codes import Domain, Tier

CHOSEN = """chosen(
    cast(:moment as timestamp), cast(:tiers as text[]), cast(:domains as text[]), cast(:leads as text[]),
    cast(:wanted as text), cast(:named as text[])
)"""
"""The one filter as questions name it: `from {CHOSEN} as s`; its parameters are `Choice.parameters()`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of scenarios. `moment` (UTC, exclusive) is `days.ALWAYS` for today, else the end of `day`.

    `named` holds the ids of departments whose names the text gives, found by whoever makes the choice.
    """

    day: date
    moment: datetime = days.ALWAYS
    tiers: tuple[Tier, ...] = ()
    domains: tuple[Domain, ...] = ()
    leads: tuple[str, ...] = ()
    text: str = ""
    named: tuple[str, ...] = ()

    @property
    def is_today(self) -> bool:
        """Whether it is about what the register says now."""
        return self.moment == days.ALWAYS

    def parameters(self) -> dict[str, Any]:
        """The parameters of `CHOSEN`."""
        return {
            "moment": self.moment,
            "tiers": list(self.tiers),
            "domains": list(self.domains),
            "leads": list(self.leads),
            "wanted": names.key(self.text),
            "named": list(self.named),
        }
