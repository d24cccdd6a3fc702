"""Writing requests as a system would send them, made of what the interface itself says, and the same with one fault."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from benchmarks.fuzzing import ODD, Shot
from tests.knocking import Said, System

Body = dict[str, Any]

WRITING = {"returns": "/api/v1/returns", "moves": "/api/v1/moves"}
_WAYS: Mapping[str, Sequence[str]] = {
    "plan": ("suspend", "merge", "exit"),
    "reserve": ("demote", "suspend", "exit"),
    "build": ("suspend", "demote", "merge", "exit"),
    "operate": ("suspend", "exit"),
    "exit": ("return",),
}
"""What may be proposed from each library without a gate before it."""


@dataclass(slots=True)
class Sender:
    """One system that writes; what it has sent it may send again."""

    system: System
    chance: random.Random
    today: date
    sent: list[Shot] = field(default_factory=list)
    standing: dict[tuple[str, str, str], Body] = field(default_factory=dict)

    def heard(self, shot: Shot, said: Said | None) -> None:
        """Remembers the versions of returns that it filed, to send them once more with other words."""
        if said is None or said.status != HTTPStatus.OK or said.json["repeated"] or "returns" not in shot.path:
            return
        for it in json.loads(shot.body)["returns"]:
            key = (it["scenario"], it["period_type"], it["period"])
            self.standing[key] = it | {"version": it.get("version", 0) + 1}

    def right(self) -> Shot:
        """A request as it should be."""
        name = self.chance.choice((*("returns",) * 3, "moves"))
        body = self._returns() if name == "returns" else self._move()
        key = f"sent-{len(self.sent):06}-{self.chance.randint(0, 10**9)}"
        shot = Shot("POST", WRITING[name], "", {"idempotency-key": key}, json.dumps(body).encode())
        self.sent.append(shot)
        return shot

    def wrong(self) -> Shot:
        """The same with one fault, or one of before under its key: the same body, or another."""
        shot = self.right()
        return self.chance.choice((*(self._faulty,) * 6, self._again, self._under_an_old_key))(shot)

    def _returns(self) -> Body:
        owed = self.system.get("/api/v1/returns", limit=20, offset=self.chance.randint(0, 60)).json["items"]
        filed = list(self.standing.values())
        known = filed if not owed or (filed and self.chance.random() < 0.5) else owed
        chosen = self.chance.sample(known, min(len(known), self.chance.randint(1, 4)))
        return {"returns": [self._return(it) for it in chosen], "note": "月报"}

    def _return(self, owed: Body) -> Body:
        named = {name: owed[name] for name in ("scenario", "period_type", "period", "version")}
        said = f"完成第{self.chance.randint(1, 10**6)}项"
        later = str(self.today + timedelta(days=self.chance.randint(1, 60)))
        more = {"issue": "管线迁改", "next_step": "进场施工", "next_deadline": later, "progress_pct": 40}
        kept = {name: it for name, it in more.items() if self.chance.random() < 0.5}
        return named | {"progress": said, "invest_ytd": self.chance.randint(0, 500)} | kept

    def _move(self) -> Body:
        listed = self.system.get("/api/v1/scenarios", limit=20, offset=self.chance.randint(0, 60)).json["items"]
        it, other = self.chance.sample(listed, 2)
        way = self.chance.choice(_WAYS[it["tier"]])
        body = {"scenario": it["code"], "type": way, "reason": "资金未落实", "document": "会议纪要〔2026〕3号"}
        if way == "suspend":
            body["resume_due"] = str(self.today + timedelta(days=90))
        if way == "merge":
            body["into"] = other["code"]
        return body | ({"reason_code": "unfunded"} if way == "exit" else {})

    def _again(self, _: Shot) -> Shot:
        return self.chance.choice(self.sent)

    def _under_an_old_key(self, shot: Shot) -> Shot:
        return replace(shot, headers=self.chance.choice(self.sent).headers)

    def _faulty(self, shot: Shot) -> Shot:
        if self.chance.random() < 0.1:
            return replace(shot, body=shot.body[: self.chance.randint(0, len(shot.body) - 1)])
        body = deepcopy(json.loads(shot.body))
        place = self.chance.choice(body["returns"]) if body.get("returns") and self.chance.random() < 0.8 else body
        self.chance.choice(FAULTS)(self.chance, body, place)
        return replace(shot, body=json.dumps(body).encode())


def _left_out(chance: random.Random, _body: Body, place: Body) -> None:
    del place[chance.choice(sorted(place))]


def _odd(chance: random.Random, _body: Body, place: Body) -> None:
    place[chance.choice(sorted(place))] = chance.choice(ODD)


def _more(_chance: random.Random, _body: Body, place: Body) -> None:
    place["surprise"] = 1


def _another_version(chance: random.Random, _body: Body, place: Body) -> None:
    place["version"] = chance.choice((-1, 1, 7, 2**31, "1", 1.5))


def _twice(_chance: random.Random, body: Body, _place: Body) -> None:
    if body.get("returns"):
        body["returns"].append(body["returns"][0])


def _another(chance: random.Random, _body: Body, place: Body) -> None:
    place["scenario"] = chance.choice(("WX-2026-9999", "wx-2026-0001", "", "x1", "WX-2026-0001 "))


def _another_kind(chance: random.Random, _body: Body, place: Body) -> None:
    place["type"] = chance.choice(("promote", "demote", "merge", "enter", "commission"))


FAULTS: Sequence[Callable[[random.Random, Body, Body], None]] = (
    *(_left_out, _odd, _odd, _odd, _more),
    *(_another_version, _twice, _another, _another_kind),
)
"""One fault each; the odd values most often."""
