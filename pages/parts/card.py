"""A scenario's card: its fields with where each value comes from, who takes part, what it reported, how it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from pages.parts import steps, tables
from pages.parts.visit import Visit
from scenario_db import ledger, rights, scenarios, shown
from scenario_db.changes import Change, Version
from scenario_db.kinds import kind_of
from scenario_db.records import Record, Scenario
from scenario_db.roles import Action, may

GROUPS: Mapping[str, tuple[str, ...]] = {
    "place": (
        "tier", "tier_since", "stage", "suspended", "suspend_reason", "resume_due", "record_status", "batch_name",
    ),
    "what": (
        "aliases", "parent_id", "domain", "category", "transformations", "industry_tags", "scale", "form",
        "solution_tier", "regions", "summary", "pain_point", "content", "outcome", "technologies", "remark",
    ),
    "who": ("lead_id", "implementer", "leader", "contact", "phone"),
    "money": ("total_invest", "total_invest_text", "fund_sources", "invest_type", "operation_model"),
    "when": ("planned_start", "planned_finish", "actual_start", "actual_finish", "approval_no", "approval_date"),
    "linkage": (
        "cross_declared", "cross_level", "cross_region", "cross_system", "cross_department", "cross_business",
        "data_need", "policy_basis", "security", "open_to_market", "cooperation",
    ),
}  # fmt: skip
"""Which fields stand together on the card: all but code and name, which stand above, and `classified`, always a no."""

REPORT_FIELDS = (
    "period",
    "invest_period",
    "invest_ytd",
    "progress",
    "issue",
    "next_step",
    "reported_by",
    "reported_on",
)


def ways(here: Visit, it: Scenario) -> None:
    """To its moves, for whoever may write this one to its form, for whoever may raise one to a new problem."""
    st.page_link("pages/desk/moves.py", label=here.say("page.moves"), query_params={"code": it.code})
    hers = not rights.beyond(here.db, here.person, [Change("scenario", it.id, it, it, 1)])
    if hers and may(here.person, Action.WRITE):
        st.page_link("pages/desk/edit.py", label=here.say("moves.to_edit"), query_params={"code": it.code})
    steps.offer(here, it)


def last_set(versions: Sequence[Version]) -> dict[str, Version]:
    """For each field the version that gave it its value."""
    return {name: version for version in versions for name in version.fields}


def source(here: Visit, version: Version | None, kind: str, name: str) -> str:
    """From which cell, or through which door, a value came."""
    if version is None:
        return ""
    origin = version.batch.origin
    place = str(version.place(f"{kind}.{name}")) if version.row else ""
    mended = here.say("mend.source") if version.row and version.mended(f"{kind}.{name}") else ""
    return " · ".join(filter(None, (place, origin.file_name, mended))) or here.say.code(origin.source)


def facts(here: Visit, it: Scenario, versions: Sequence[Version], *, empty: bool) -> None:
    """All fields in groups, each with who gave it its value, when, and from where."""
    called = shown.names(here.db, [it])
    set_by = last_set(versions)
    for group, names in GROUPS.items():
        rows = [_fact(here, it, name, called, set_by.get(name)) for name in names]
        rows = [row for row in rows if (row["value"] and row["by"]) or empty]
        if rows:
            st.markdown(f"## {here.say(f'word.group_{group}')}")
            tables.of_words(here, rows, ("field", "value", "by", "day", "source"), of="word", wide="value")


def _fact(here: Visit, it: Scenario, name: str, called: Mapping[str, str], version: Version | None) -> dict[str, str]:
    return {
        "field": here.say.field("scenario", name),
        "value": shown.field(here.say, it, name, called, to=here.person),
        "by": version.batch.author if version else "",
        "day": here.clock(version.batch.recorded_at) if version else "",
        "source": source(here, version, "scenario", name),
    }


def belonging(here: Visit, kind: str, key: str, names: Sequence[str]) -> None:
    """The records of a kind that belong to a scenario; those of years and periods the latest first."""
    st.markdown(f"## {here.say(f'kind.{kind}')}")
    found = scenarios.belonging(here.db, kind, key)
    if not found:
        st.caption(here.say("word.none_yet"))
        return
    if kind in ("annual_plan", "progress_report"):
        found.reverse()
    called = shown.names(here.db, found)
    rows = [{name: _cell(here, it, name, called) for name in names} for it in found]
    heads = {name: tables.text(here.say.field(kind, name)) for name in names}
    st.dataframe(rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows)))


def _cell(here: Visit, it: Record, name: str, called: Mapping[str, str]) -> str:
    """A field as it is read; a return without words says whether it was sent as unchanged."""
    told = shown.field(here.say, it, name, called, to=here.person)
    return told or (here.say("returns.unchanged") if name == "progress" and getattr(it, "unchanged", False) else "")


def children(here: Visit, key: str) -> None:
    """The scenarios under this one."""
    found = [it for it in scenarios.children(here.db, key) if isinstance(it, Scenario)]
    for it in found:
        st.page_link(
            "pages/desk/scenario.py",
            label=f"{it.code} {it.name} · {here.say.code(it.tier)}",
            query_params={"code": it.code},
        )
    if not found:
        st.caption(here.say("word.none_yet"))


def changes(here: Visit, kind: str, versions: Sequence[Version]) -> None:
    """Every change of every field, the latest first; one field at a time if wished."""
    called = shown.names(here.db, [version.record for version in versions])
    rows = list(_changes(here, kind, versions, called))[::-1]
    fields = list(dict.fromkeys(row["field"] for row in rows))
    field = st.selectbox(here.say("word.col_field"), fields, index=None, placeholder=here.say("word.all_fields"))
    chosen = [row for row in rows if field in (None, row["field"])]
    tables.of_words(here, chosen, ("day", "field", "old", "new", "by", "source", "batch"), of="word", wide="new")


def _changes(
    here: Visit, kind: str, versions: Sequence[Version], called: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    for version in versions:
        told = set(shown.fields(version.record))
        for name in filter(told.__contains__, version.fields):
            old, new = shown.change(here.say, version, name, called, to=here.person)
            yield {
                "day": here.clock(version.batch.recorded_at),
                "field": here.say.field(kind, name),
                "old": old,
                "new": new,
                "by": version.batch.author,
                "source": source(here, version, kind, name),
                "batch": str(version.batch.id),
            }


def past(here: Visit, it: Record) -> list[Version]:
    """The history of a record."""
    return ledger.history(here.db, kind_of(it).name, it.id)
