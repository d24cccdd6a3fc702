"""Workbooks that are given out: read by the same forms, they change nothing, whatever program has saved them since."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import openpyxl
import pytest

from importers import outline, preview, slip, template
from importers.choices import SYNONYMS, member
from importers.columns import How
from importers.columns import match as matched
from importers.forms import FORMS, LEDGER, Form, Reads
from importers.preview import Preview
from importers.template import Occasion
from scenario_db import demonstration, histories, ledger
from scenario_db.changes import Change, Origin
from scenario_db.codes import PartnerRole, Period, Precision, Qualifier, Role, Source, Tier
from scenario_db.database import Database, open_database
from scenario_db.records import AnnualPlan, Demand, Department, Partner, ProgressReport, Provider, Scenario
from scenario_db.roles import Person
from scenario_db.wording import LANGUAGES, Words
from tests import office
from tests.conftest import missing
from tests.sheets import parts_of, table_in, workbook

TODAY = date(2026, 11, 22)
OCTOBER = Occasion(TODAY, "2026-10", "市数据局", date(2026, 12, 5))
OFFICE = Person("办公室", Role.OFFICE)
SAY = Words("zh")

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demonstration library, told once; nothing here writes to it."""
    register = open_database(f"duckdb:///{tmp_path_factory.mktemp('city') / 'register.duckdb'}")
    demonstration.tell(register, today=TODAY, by=OFFICE)
    yield register
    register.close()


def given_out(db: Database, form: Form, language: str = "zh", by: Person = OFFICE, owner: str | None = None) -> bytes:
    return template.prefilled(db, form, Words(language), OCTOBER, by=by, department_id=owner)


def looked_at(db: Database, data: bytes, file: str = "上报.xlsx") -> Preview:
    return preview.of(db, data, file, by=OFFICE, day=TODAY)


def outcome(found: Preview) -> tuple[list[object], list[object], set[str]]:
    """Changes, problems and forms: nothing, nothing and one where a workbook came back as it went out."""
    return list(found.changes), list(found.problems), {it.matching.form.name for it in found.readings}


def write(db: Database, *records: object) -> None:
    for record in records:
        wanted = ledger.wanted([record])  # type: ignore[list-item]
        ledger.record(db, ledger.compare(db, wanted), by=OFFICE, origin=Origin(Source.FORM))


def cells(data: bytes, row: int = 4) -> dict[str, object]:
    """The cells of a row by their headings."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return {heading.value: cell.value for heading, cell in zip(sheet[3], sheet[row], strict=True)}


# Out and in again


@each_language
@each_form
def test_a_prefilled_workbook_changes_nothing(city: Database, form: Form, language: str) -> None:
    found = looked_at(city, given_out(city, form, language))
    assert outcome(found) == ([], [], {form.name})
    assert found.counts["same"] == found.counts["read"] > 0


@each_form
def test_the_workbook_of_each_department_changes_nothing(city: Database, form: Form) -> None:
    owners = [row[0] for row in city.rows("select distinct lead_id from scenario where lead_id is not null")]
    found = [looked_at(city, given_out(city, form, owner=owner)) for owner in owners[:6]]
    assert [it.changes for it in found] == [()] * len(found)


@pytest.fixture(scope="module")
def resaved(city: Database, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, bytes]]:
    """Every form, opened by LibreOffice and saved again, by kind of file and form."""
    program = office.find()
    if not program:
        missing(office.MISSING)
        return {}
    folder = tmp_path_factory.mktemp("office")
    files = {form.name: given_out(city, form) for form in FORMS}
    return {kind: office.saved_again(program, folder, files, kind) for kind in ("xlsx", "ods", "xls")}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
@each_form
def test_what_libreoffice_has_saved_again_changes_nothing(
    city: Database, resaved: Mapping[str, Mapping[str, bytes]], form: Form, kind: str
) -> None:
    data = resaved[kind][form.name]
    found = looked_at(city, data, f"上报.{kind}")
    assert outcome(found) == ([], [], {form.name})
    assert slip.read(workbook(data)) == slip_made(given_out(city, form), data)


def slip_made(before: bytes, after: bytes) -> slip.Slip | None:
    """The slip as it went out; only the moment is that of the file that came back."""
    out, back = slip.read(workbook(before)), slip.read(workbook(after))
    assert out
    assert back
    return slip.Slip(out.form, out.period, out.department_id, back.made_at, out.mark, out.versions, out.codes)


@each_form
def test_every_heading_is_recognised_as_its_own_field(city: Database, form: Form) -> None:
    table = table_in(workbook(given_out(city, form)).sheets[0])
    matching = matched(table, form)
    columns = outline.columns(form, OCTOBER.month)
    assert [it.field for it in matching.matches] == [it.field for it in columns]
    assert [it.period for it in matching.matches] == [it.period for it in columns]
    assert {it.how for it in matching.matches} <= {How.NAME, How.ALIAS}


@each_language
@pytest.mark.parametrize("codes", [it for it in SYNONYMS if it], ids=lambda it: it.__name__)
def test_every_label_of_a_list_is_read_as_its_member(codes: type[StrEnum], language: str) -> None:
    assert [member(codes, Words(language).code(it)) for it in codes] == [*codes]


# What is in it


def test_amounts_days_and_names_are_written_as_they_are_meant(db: Database) -> None:
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市公安局"))
    write(db, Scenario(id="s0", name="停车一张图", code="CJ-0", tier=Tier.BUILD, lead_id="d1"))
    write(
        db,
        Scenario(
            id="s1",
            name="泊位共享",
            code="CJ-1",
            tier=Tier.BUILD,
            lead_id="d1",
            parent_id="s0",
            aliases=("错时停车", "共享泊位"),
            total_invest=Decimal(2000),
            total_invest_text="约2000",
            invest_qualifier=Qualifier.ABOUT,
            planned_start=date(2026, 3, 1),
            planned_start_precision=Precision.MONTH,
            planned_finish=date(2026, 12, 31),
            approval_date=date(2026, 2, 3),
            cross_level=False,
        ),
        Partner(scenario_id="s1", department_id="d2", role=PartnerRole.SUPPORT),
        AnnualPlan(scenario_id="s1", year=2026, planned_invest=Decimal("99999999999999.9999"), target="上线"),
    )
    data = given_out(db, LEDGER)
    said = cells(data, 5)
    assert said["场景名称"] == "泊位共享"
    assert said["所属项目"] == "停车一张图"
    assert said["别名"] == "错时停车、共享泊位"
    assert said["总投资（万元）"] == "约2000"
    assert said["2026年计划投资（万元）"] == "99999999999999.9999"
    assert said["计划开工时间"] == "2026年3月"
    assert said["计划竣工日期"] == datetime(2026, 12, 31)  # noqa: DTZ001 - a day of a sheet has no zone
    assert said["跨层级"] == "否"
    assert said["配合单位"] == "市公安局"
    assert looked_at(db, data).changes == ()


ODD_TEXTS = (
    "=1+1", "=cmd|'/c calc'!A0", "https://example.com", "+86 10", "@x", "-", "无", "0012", "1e5", "2022.10", "√",
    "第一行\n第二行", "长" * 40_000, "甲/乙", "合计", "注：说明",
)  # fmt: skip


def test_whatever_stands_in_a_text_changes_nothing_and_never_lives(db: Database) -> None:
    for at, odd in enumerate(ODD_TEXTS):
        own = {"content": odd, "regions": (odd,), "remark": odd, "contact": odd, "phone": odd}
        write(db, Scenario(id=f"s{at}", name=f"场景{at}", code=f"CJ-{at}", tier=Tier.PLAN, **own))  # type: ignore[arg-type]
    data = given_out(db, LEDGER)
    found = looked_at(db, data)
    assert (found.counts["same"], found.changes) == (len(ODD_TEXTS), ())
    sheets = [part for name, part in parts_of(data).items() if "/worksheets/sheet" in name]
    assert [part for part in sheets if b"<f>" in part or b"<hyperlink" in part] == []


def test_a_blank_workbook_has_headings_and_no_rows() -> None:
    data = template.blank(LEDGER, SAY, OCTOBER, units=["市城管局"])
    table = table_in(workbook(data).sheets[0])
    assert (table.form.name, table.rows) == ("ledger", ())


@each_form
def test_a_blank_workbook_of_every_form_is_known_as_that_form(form: Form) -> None:
    assert table_in(workbook(template.blank(form, SAY, OCTOBER)).sheets[0]).form == form


def test_the_slip_says_what_the_register_held(city: Database) -> None:
    found = slip.read(workbook(given_out(city, LEDGER)))
    assert found
    assert (found.form, found.period, found.department_id) == ("ledger", "2026-10", "")
    assert found.mark == histories.mark(city)
    assert found.made_at <= datetime.now(UTC)
    held: dict[str, int] = dict(city.rows("select id, version from scenario where tier <> 'exit'"))
    assert {key: found.versions[key] for key in held} == held


# Who may see what


def a_clerk_of(department: str) -> Person:
    return Person("张三", Role.CLERK, department)


@pytest.fixture
def town(db: Database) -> Database:
    """Two departments with a scenario each, and a partner that can be called."""
    write(db, Department(id="d1", name="市城管局"), Department(id="d2", name="市公安局"))
    for key in ("1", "2"):
        scenario = Scenario(
            id=f"s{key}", name=f"场景{key}", code=f"CJ-{key}", tier=Tier.BUILD, lead_id=f"d{key}", phone="13800000000"
        )
        write(db, scenario)
    write(db, Provider(id="p1", name="某公司", code="FW-1", phone="13900000000"))
    return db


def test_only_the_own_departments_numbers_are_given_out(town: Database) -> None:
    data = given_out(town, LEDGER, by=a_clerk_of("d1"))
    assert [cells(data, row)["联系电话"] for row in (4, 5)] == ["13800000000", None]


def test_the_office_sees_all_numbers(town: Database) -> None:
    assert [cells(given_out(town, LEDGER), row)["联系电话"] for row in (4, 5)] == ["13800000000"] * 2


def test_a_provider_belongs_to_nobody_and_its_number_to_the_office(town: Database) -> None:
    providers = next(form for form in FORMS if form.name == "providers")
    assert cells(given_out(town, providers, by=a_clerk_of("d1")))["联系电话"] is None
    assert cells(given_out(town, providers))["联系电话"] == "13900000000"


def test_a_departments_workbook_has_its_own_rows_only(town: Database) -> None:
    assert looked_at(town, given_out(town, LEDGER, owner="d2")).rows[0].name == "场景2"
    assert len(looked_at(town, given_out(town, LEDGER, owner="d2")).rows) == 1


def test_a_return_brings_the_month_that_was_asked_for(town: Database) -> None:
    months = {"2026-09": Decimal(90), "2026-10": Decimal(100)}
    for period, done in months.items():
        report = ProgressReport(
            scenario_id="s1",
            period_type=Period.MONTH,
            period=period,
            period_end=TODAY,
            invest_ytd=done,
        )
        write(town, report)
    returns = next(form for form in FORMS if form.name == "returns")
    assert cells(given_out(town, returns))["2026年累计完成投资（万元）"] == 100


def test_a_demand_is_given_to_whoever_has_raised_it(town: Database) -> None:
    write(town, Demand(id="n1", title="缺少停车数据", code="XQ-1", proposer_id="d1"))
    demands = next(form for form in FORMS if form.name == "demands")
    assert cells(given_out(town, demands, owner="d1"))["提出单位"] == "市城管局"
    assert looked_at(town, given_out(town, demands, owner="d2")).rows == ()


# How it helps


def sheet_of(data: bytes, place: int = 0) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[place]


def test_keys_are_locked_and_all_else_is_open(city: Database) -> None:
    sheet = sheet_of(given_out(city, LEDGER))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    given = [cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.value is not None]
    assert {cell.protection.locked for cell in given if cell.column <= 2} == {True}
    assert {cell.protection.locked for cell in given if cell.column > 2} == {False}


def test_an_empty_cell_is_as_open_as_its_column(city: Database) -> None:
    sheet = sheet_of(given_out(city, LEDGER))
    columns = [sheet.column_dimensions[cell.column_letter] for cell in sheet[3]]
    grouped = [it for it in columns if it.min]  # columns that look alike are told once
    assert [it.protection.locked for it in grouped] == [True, *[False] * (len(grouped) - 1)]


def test_the_headings_stay_in_sight(city: Database) -> None:
    assert sheet_of(given_out(city, LEDGER)).freeze_panes == "C4"


def test_each_column_has_a_hint_and_lists_can_be_chosen_from(city: Database) -> None:
    sheet = sheet_of(given_out(city, LEDGER))
    rules = sheet.data_validations.dataValidation
    listed = [it for it in outline.columns(LEDGER, "2026-10") if it.field.reads in (Reads.CHOICE, Reads.DEPARTMENT)]
    assert len(rules) == sheet.max_column
    assert all(rule.prompt for rule in rules)
    assert sum(rule.type == "list" for rule in rules) >= len(listed)


def test_the_instructions_name_every_column_and_the_deadline(city: Database) -> None:
    data = given_out(city, LEDGER)
    told = [cell.value for row in sheet_of(data, 1).iter_rows() for cell in row if cell.value]
    assert {it.heading for it in outline.columns(LEDGER, "2026-10")} <= set(told)
    assert "请于 2026-12-05 前报送。" in told
    assert found_hidden(data) == [False, False, True, True]


def found_hidden(data: bytes) -> list[bool]:
    return [sheet.hidden for sheet in workbook(data).sheets]


def test_a_change_made_in_the_workbook_is_the_only_change(town: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(given_out(town, LEDGER)))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[3] if cell.value == "责任领导")
    sheet.cell(4, column, "李四")
    out = io.BytesIO()
    book.save(out)
    [change] = looked_at(town, out.getvalue()).changes
    assert isinstance(change, Change)
    assert isinstance(change.after, Scenario)
    assert (change.id, change.after.leader) == ("s1", "李四")
