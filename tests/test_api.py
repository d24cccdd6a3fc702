"""The interface for other systems: who is let in and to what, what it reads, what it writes, and never twice."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from api import document
from api.rates import Rate
from api.table import ENDPOINTS
from benchmarks import firing
from scenario_db import accounts, audit, days, settings, tokens
from scenario_db.audit import Search
from scenario_db.codes import AuditEvent, PartnerRole, Period, Role, Tier, TokenScope
from scenario_db.periods import containing
from scenario_db.records import AnnualPlan, Department, Partner, Scenario
from scenario_db.roles import DeniedError, Person
from scenario_db.tokens import Token, TokenError
from scenario_db.wording import LANGUAGES, Words
from tests.knocking import System
from tests.telling import on, write

KEEPER = Person("管理员", Role.ADMIN)
TODAY = days.today(settings.current().zone)
LAST = containing(Period.MONTH, TODAY).before
PARKING, CARE, TIDE = "WX-2026-0001", "WX-2026-0002", "WX-2026-0003"


@pytest.fixture
def city(db):
    """Two departments; one leads two scenarios in 建设, the other one in 谋划; a name was changed since."""
    early = on(2)
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市民政局"), at=on(1))
    led = [
        Scenario(id="s1", code=PARKING, name="停车", tier=Tier.BUILD, lead_id="d1", phone="13812345678"),
        Scenario(id="s2", code=CARE, name="=医养结合", tier=Tier.PLAN, lead_id="d2"),
        Scenario(id="s3", code=TIDE, name="潮汐车道", tier=Tier.BUILD, lead_id="d1"),
    ]
    write(db, *led, at=early)
    write(db, Partner(scenario_id="s1", department_id="d2", role=PartnerRole.DATA, contact="李 13912345678"), at=early)
    write(db, AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal("1200.5")), at=on(3))
    write(db, Scenario(id="s1", code=PARKING, name="智慧停车", tier=Tier.BUILD, lead_id="d1", phone="13812345678"))
    return db


def made(db, *scopes: TokenScope, unit: str | None = None, name: str = "数据中台", **more) -> str:
    return tokens.add(db, Token("", name, scopes or tuple(TokenScope), unit, **more), by=KEEPER)


@pytest.fixture
def system(city) -> System:
    """A system that may do everything for all departments."""
    return System(city, made(city))


def lines(db, event: AuditEvent) -> list[str]:
    return [it.subject for it in audit.find(db, Search(event=event), limit=50)]


# Who is let in


def test_every_path_asks_for_its_scope_and_for_no_other(city):
    denied = 0
    for unit in (None, "d1"):
        for scope in TokenScope:
            asking = System(city, made(city, scope, unit=unit, name=f"{scope} {unit}"))
            for it in ENDPOINTS:
                said = asking.ask(it.method, it.url.replace("{code}", PARKING))
                assert (said.status == 403) == (scope is not it.scope), (scope, it.name)
                assert said.status in (200, 400, 403, 422)
                denied += said.status == 403
    assert lines(city, AuditEvent.DENIED) == ["api_out_of_scope"] * denied


def test_nothing_is_told_without_a_token(city):
    for it in ENDPOINTS:
        said = System(city).ask(it.method, it.url.replace("{code}", PARKING))
        assert (said.status, said.kinds) == (401, ["api_no_token"])
        assert said.headers["www-authenticate"].startswith("Bearer")


def test_a_token_holds_until_it_is_ended_or_its_day_is_over(city):
    token = made(city)
    system = System(city, token)
    assert system.get("/api/v1/changes").status == 200
    [it] = tokens.find(city)
    assert it.used_at is not None
    tokens.end(city, it.id, by=KEEPER)
    assert system.get("/api/v1/changes").status == 401
    assert system.holding(made(city, last_day=TODAY - timedelta(days=1))).get("/api/v1/changes").status == 401
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "cjk_", token + "\n"):
        assert system.holding(wrong).get("/api/v1/changes").status == 401
    assert "api/token" in lines(city, AuditEvent.DENIED)
    assert lines(city, AuditEvent.TOKEN).count(it.id) == 2


def test_the_register_does_not_hold_the_token(city):
    token = made(city)
    [row] = city.rows("select * from token")
    assert token not in str(row)
    assert token.split("_", 2)[2] not in str(row)


def test_only_who_keeps_accounts_makes_tokens_and_each_name_once(city):
    with pytest.raises(DeniedError):
        tokens.add(city, Token("", "中台", (TokenScope.READ,)), by=Person("张三", Role.OFFICE))
    made(city)
    with pytest.raises(TokenError):
        made(city)
    with pytest.raises(TokenError):
        tokens.end(city, "00000000", by=KEEPER)


def test_who_asks_too_often_is_told_when_to_come_again(system, monkeypatch):
    monkeypatch.setenv("SCENARIO_API_PER_MINUTE", "2")
    said = [system.get("/api/v1/returns") for _ in range(3)]
    assert [it.status for it in said] == [200, 200, 429]
    assert 1 <= int(said[2].headers["retry-after"]) <= 30


def test_a_bucket_fills_again_with_time():
    clock = [0.0]
    rate = Rate(lambda: clock[0])
    assert [rate.wait("a", 2) for _ in range(3)] == [0, 0, 30]
    clock[0] = 31
    assert (rate.wait("a", 2), rate.wait("b", 2)) == (0, 0)


def test_guessing_tokens_is_slowed_by_address(city):
    system = System(city, "cjk_00000000_" + "x" * 43)
    statuses = [system.get("/api/v1/returns").status for _ in range(25)]
    assert statuses.count(429) == 5


# What is read


def test_the_list_is_that_of_any_day(city, system):
    today = system.get("/api/v1/scenarios", tier="build").json
    assert [it["name"] for it in today["items"]] == ["智慧停车", "潮汐车道"]
    assert (today["total"], today["items"][0]["planned"]) == (2, 1200.5)
    then = system.get("/api/v1/scenarios", day="2026-01-05", lead="市城管局", limit=1).json
    assert [it["name"] for it in then["items"]] == ["停车"]
    assert (then["total"], then["day"]) == (2, "2026-01-05")
    assert system.get("/api/v1/scenarios", day="2026-01-01").json["items"] == []
    assert lines(city, AuditEvent.EXPORT)[0] == "api/scenarios"


def test_one_scenario_comes_with_what_stands_under_it_and_without_numbers(system):
    said = system.get(f"/api/v1/scenarios/{PARKING}")
    assert said.json["scenario"]["name"] == "智慧停车"
    assert said.json["belonging"]["annual_plan"][0]["planned_invest"] == 1200.5
    assert "13812345678" not in said.content.decode()
    assert "13912345678" not in said.content.decode()
    assert system.get(f"/api/v1/scenarios/{PARKING}", day="2026-01-05").json["scenario"]["name"] == "停车"
    assert system.get("/api/v1/scenarios/WX-1").status == 404


def test_a_departments_token_reads_its_own_only(city, system):
    own = system.holding(made(city, unit="d2", name="民政"))
    assert [it["code"] for it in own.get("/api/v1/scenarios").json["items"]] == [CARE]
    assert own.get("/api/v1/scenarios", lead="市城管局").json["items"] == []
    assert own.get(f"/api/v1/scenarios/{PARKING}").status == 404
    assert {it["id"] for it in own.get("/api/v1/changes").json["items"]} == {"s2"}
    assert own.get("/api/v1/changes", kind="annual_plan").json["items"] == []
    assert {it["scenario"] for it in own.get("/api/v1/returns").json["items"]} == {CARE}


def test_changes_are_told_once_and_in_order_page_by_page(system):
    seen, since = [], "0"
    while True:
        page = system.get("/api/v1/changes", since=since, limit=2).json
        seen += [(it["mark"], it["id"], it["version"]) for it in page["items"]]
        since = page["next"]
        if not page["more"]:
            break
    assert [(key, version) for _, key, version in seen] == [("s1", 1), ("s2", 1), ("s3", 1), ("s1", 2)]
    assert seen == sorted(seen)
    assert system.get("/api/v1/changes", since=since).json["items"] == []
    assert system.get("/api/v1/changes", since="999999").kinds == ["api_mark_ahead"]


def test_a_list_comes_as_csv_without_formulas_and_as_arrow(system):
    text = system.get("/api/v1/scenarios", format="csv").content.decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["智慧停车", "'=医养结合", "潮汐车道"]
    said = system.get("/api/v1/scenarios", format="arrow")
    table = pa.ipc.open_stream(said.content).read_all()
    assert table.column("name").to_pylist() == ["智慧停车", "=医养结合", "潮汐车道"]
    assert table.schema.field("planned").type == pa.float64()
    assert said.headers["x-register-total"] == "3"
    assert system.get("/api/v1/changes", format="arrow", kind="move").status == 200
    assert system.get("/api/v1/changes", format="csv").status == 200


# What is written


def filed(**more):
    return {"returns": [{"scenario": PARKING, "period_type": "month", "period": LAST.name, **more}]}


DONE = {"invest_ytd": 300, "progress": "完成设备安装"}


def reports(db):
    return db.rows("select scenario_id, invest_ytd, reported_by, version from progress_report order by id")


def test_a_return_is_filed_and_a_second_try_writes_nothing(city, system):
    first = system.post("/api/v1/returns", filed(**DONE))
    again = system.post("/api/v1/returns", filed(**DONE))
    assert (first.status, first.json["records"], first.json["repeated"]) == (200, 1, False)
    assert (again.status, again.json["batch"], again.json["repeated"]) == (200, first.json["batch"], True)
    assert reports(city) == [("s1", Decimal(300), "数据中台", 1)]
    assert system.post("/api/v1/returns", filed(invest_ytd=301)).kinds == ["api_key_reused"]
    assert city.value("select source from batch where id = :id", id=first.json["batch"]) == "api"


def test_a_return_that_stands_is_changed_only_by_who_has_read_it(city, system):
    system.post("/api/v1/returns", filed(**DONE))
    later = filed(invest_ytd=350, progress="完成")
    assert system.post("/api/v1/returns", later, key="another-1").status == 409
    assert (
        system.post("/api/v1/returns", filed(invest_ytd=350, progress="完成", version=1), key="another-1").status == 200
    )
    assert reports(city) == [("s1", Decimal(350), "数据中台", 2)]


WRONG_RETURNS: list[tuple[dict[str, object], str, str]] = [
    ({"period": "2026-13"}, "no_such_period", "body/returns/1/period"),
    ({"scenario": CARE}, "api_not_owed", "body/returns/1"),
    ({"scenario": PARKING}, "api_twice", "body/returns/1"),
    ({"invest_ytd": "much"}, "api_wrong_value", "body/returns/1/invest_ytd"),
    ({"spent": 1}, "api_unknown_name", "body/returns/1"),
    ({"progress": "a\0b"}, "api_unstorable", "body/returns/1/progress"),
    ({"unchanged": True, "progress": "x"}, "api_unchanged_with_values", "body/returns/1/unchanged"),
    ({"version": 3}, "api_return_there", "body/returns/1/version"),
    ({"progress_pct": 900}, "not_a_percent", "body/returns/1"),
    ({}, "return_empty", "body/returns/1"),
]


def test_one_wrong_return_keeps_all_of_them_out_and_is_told_with_its_place(city, system):
    for wrong, kind, place in WRONG_RETURNS:
        both = filed(**DONE)
        both["returns"].append({"scenario": TIDE, "period_type": "month", "period": LAST.name, **wrong})
        said = system.post("/api/v1/returns", both)
        assert (kind, place) in zip(said.kinds, said.places, strict=True)
    assert reports(city) == []


def test_a_departments_token_files_its_own_only(city, system):
    own = system.holding(made(city, TokenScope.RETURNS, unit="d2", name="民政"))
    assert own.post("/api/v1/returns", filed(**DONE)).kinds == ["api_not_owed"]
    assert reports(city) == []


def test_a_move_is_proposed_and_waits_for_people(city, system):
    down = {"scenario": PARKING, "type": "demote", "reason": "资金未落实"}
    said = system.post("/api/v1/moves", down)
    assert said.status == 200, said.content
    assert system.post("/api/v1/moves", down).json["repeated"]
    assert city.rows("select scenario_id, status, proposed_by from move") == [("s1", "first_review", "数据中台")]
    assert city.value("select tier from scenario where id = 's1'") == "build"


WRONG_MOVES: list[tuple[dict[str, str], str]] = [
    ({"type": "demote"}, "needed_here"),
    ({"type": "enter"}, "no_such_way"),
    ({"type": "demote", "to": "operate", "reason": "x"}, "no_such_way"),
    ({"type": "merge", "into": PARKING, "reason": "x"}, "api_into_itself"),
    ({"type": "merge", "into": "WX-9", "reason": "x"}, "no_such_scenario"),
    ({"type": "suspend", "reason": "x", "resume_due": "2026-02-30"}, "api_wrong_value"),
    ({"type": "exit", "reason": "x", "reason_code": "boredom"}, "api_wrong_value"),
]


def test_a_move_that_cannot_be_is_told_and_not_written(city, system):
    for body, kind in WRONG_MOVES:
        said = system.post("/api/v1/moves", {"scenario": PARKING, **body})
        assert said.status == 422
        assert kind in said.kinds
    assert city.rows("select id from move") == []


def test_a_departments_token_moves_no_other_departments_scenario(city, system):
    own = system.holding(made(city, TokenScope.MOVES, unit="d2", name="民政"))
    said = own.post("/api/v1/moves", {"scenario": PARKING, "type": "demote", "reason": "x"})
    assert said.status == 422
    assert city.rows("select id from move") == []


def test_requests_at_random_and_nearly_right_break_nothing_and_write_nothing_half(db, monkeypatch):
    monkeypatch.setenv("SCENARIO_API_PER_MINUTE", "1000")  # what the city sets is taken back with it
    found = firing.at(db, 80, seed=7)
    assert (found.broken, found.partial, found.findings) == (0, 0, 0)
    assert found.batches > 0
    assert found.logged == 0
    assert found.sent["right"][1] > 0


# How it is refused, and what the document says


WRONG_QUERIES = [
    ("limit=0", "query/limit"),
    ("limit=many", "query/limit"),
    ("limit=1&limit=2", "query/limit"),
    ("day=2026-02-30", "query/day"),
    ("day=0001-01-01", "query/day"),
    ("day=2099-01-01", "query/day"),
    ("tier=none", "query/tier/0"),
    ("nobody=1", "query"),
    ("q=%00", "query/q"),
]


def test_what_the_document_does_not_know_is_refused_with_its_place(system):
    for query, place in WRONG_QUERIES:
        said = system.ask("GET", "/api/v1/scenarios", query=query)
        assert (said.status, said.places) == (422, [place]), query


def test_problems_come_in_the_language_that_is_asked_for(system):
    zh, en = (system.ask("GET", "/api/v1/nothing", query=f"lang={it}").json["problems"][0]["text"] for it in LANGUAGES)
    assert (zh, en) == ("没有这个接口；见 /api/v1/openapi.json。", "There is no such path; see /api/v1/openapi.json.")
    said = system.ask("GET", "/api/v1/nothing", **{"accept-language": "en-GB"})
    assert said.json["problems"][0]["text"] == en
    assert said.headers["content-type"] == "application/problem+json"


def test_a_body_is_read_no_further_than_allowed(system, monkeypatch):
    monkeypatch.setenv("SCENARIO_API_BODY_KIB", "1")
    assert system.ask("POST", "/api/v1/moves", body=b" " * 1025).status == 413
    assert system.ask("POST", "/api/v1/moves", body=b"[" * 1000, **{"idempotency-key": "key-12345"}).status == 400


def test_a_path_names_the_methods_that_it_takes(system):
    said = system.ask("DELETE", "/api/v1/returns")
    assert (said.status, said.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_made_of_the_table(language):
    found = document.made(Words(language))
    told = {(method.upper(), path): it for path, methods in found["paths"].items() for method, it in methods.items()}
    assert set(told) == {(it.method, it.url) for it in ENDPOINTS}
    for it in ENDPOINTS:
        names = [one["name"] for one in told[it.method, it.url]["parameters"]]
        assert names == [*(one.name for one in it.parameters), "lang"]
        assert all(one["description"] for one in told[it.method, it.url]["parameters"])


def test_an_account_is_no_token_and_a_token_no_account(city, system):
    assert accounts.find(city) == []
    assert System(city, "zhang").get("/api/v1/returns").status == 401
