"""What a confirmed scenario makes of a demand's state: 已转场景 while a live scenario answers it, and back after that.

From 待研判, 已采纳 and 暂缓 alone: 已满足 is more than that, and 不采纳 is the office's word. Only what a confirmation
has moved goes back; what a form or a workbook said stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scenario_db.changes import Change
from scenario_db.codes import DemandStatus
from scenario_db.comparing import records_of
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Demand, Fit

WAITING = (DemandStatus.OPEN, DemandStatus.ACCEPTED, DemandStatus.DEFERRED)
"""The states of demands that a confirmed scenario moves."""


def turned(db: Database, demand: str, scenario: str) -> list[Change]:
    """The demand becomes one that is a scenario, where the scenario is alive and the demand still waits."""
    live = db.value("select count(*) from scenario where id = :id and tier <> 'exit'", id=scenario)
    return _moved(db, demand, WAITING, DemandStatus.TURNED) if live else []


def let_go(db: Database, demand: str, gone: Sequence[str]) -> list[Change]:
    """The demand is again what it was before a confirmation moved it, where no live scenario answers it any more.

    `gone` are the ids of answers that go by the same batch.
    """
    before = None if answered(db, [demand], without=gone) else _before(db, demand)
    return _moved(db, demand, (DemandStatus.TURNED,), before) if before in WAITING else []


def left_behind(db: Database, changes: Sequence[Change]) -> list[Change]:
    """The same for all demands whose answers go by these changes, which say nothing of the demands themselves."""
    gone = [it.id for it in changes if it.kind == "demand_scenario" and it.after is None]
    told = {it.id for it in changes if it.kind == "demand"}
    demands = dict.fromkeys(key.partition("/")[0] for key in gone)
    return [change for it in demands if it not in told for change in let_go(db, it, gone)]


def answered(db: Database, demands: Sequence[str], *, without: Sequence[str]) -> list[str]:
    """Those of the demands that a live scenario answers; `without` are ids of answers that do not count."""
    sql = """
        select distinct ds.demand_id
        from demand_scenario as ds
        join scenario as s on s.id = ds.scenario_id
        where s.tier <> 'exit'
          and ds.demand_id in (select unnest(cast(:demands as text[])))
          and ds.id not in (select unnest(cast(:without as text[])))
        order by ds.demand_id
    """
    return [key for (key,) in db.rows(sql, demands=list(demands), without=list(without))] if demands else []


def waits_again(change: Change) -> bool:
    """Whether a demand that was a scenario is to be one that waits."""
    before, after = change.before, change.after
    if not (isinstance(before, Demand) and isinstance(after, Demand)):
        return False
    return before.status is DemandStatus.TURNED and after.status in WAITING


def follows(change: Change, others: Iterable[Change]) -> bool:
    """Whether a demand's state alone is changed, by what is said of its scenarios in the same batch."""
    before, after = change.before, change.after
    if not (isinstance(before, Demand) and isinstance(after, Demand) and set(change.fields()) == {"status"}):
        return False
    told = {it.demand_id for one in others for it in (one.before, one.after) if isinstance(it, Fit)}
    back = replace(change, before=after, after=before)
    return change.id in told and (waits_again(change) or waits_again(back))


def _moved(db: Database, demand: str, states: Iterable[DemandStatus], status: DemandStatus | None) -> list[Change]:
    version, it = records_of(db, KINDS["demand"], [demand]).get(demand, (0, None))
    if not isinstance(it, Demand) or it.status not in states or status is None:
        return []
    return [Change("demand", demand, it, replace(it, status=status), version)]


def _before(db: Database, demand: str) -> DemandStatus | None:
    """The state before the one that it has, where it came to that one by a batch that confirmed a scenario."""
    sql = """
        with told as (
            select version, batch, status, lag(status) over (order by version) as before
            from demand_version
            where id = :demand
        ), moved as (
            select batch, before
            from told
            where before is null or before <> status
            order by version desc
            limit 1
        )
        select before
        from moved
        where batch in (select batch from fit_version where demand_id = :demand and verdict = 'fits')
    """
    found = db.value(sql, demand=demand)
    return DemandStatus(found) if found else None
