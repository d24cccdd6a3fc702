"""The command line: what scripts of others rely on, exit codes, one sentence for whatever goes wrong."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import manage
from importers import forms, policies, template
from importers.report import as_object
from importers.template import Occasion
from scenario_db import audit, demonstration
from scenario_db.codes import AuditEvent, DepartmentType, Role, Tier
from scenario_db.database import open_database
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests.conftest import begin
from tests.sheets import xlsx, zipped
from tests.telling import write

HOME = Path(__file__).resolve().parent.parent
DONE, WITH_FINDINGS, REFUSED = 0, 1, 2


@pytest.fixture
def run(db_url, blank, monkeypatch, capsys):
    """Runs a command in this process; gives its exit code, what it printed and what it complained of."""
    begin(db_url, blank)
    monkeypatch.setenv("SCENARIO_DB_URL", db_url)
    mask = os.umask(0o077)

    def command(*arguments: object) -> tuple[int, str, str]:
        code = manage.main([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out.strip(), said.err.strip()

    yield command
    os.umask(mask)


@pytest.fixture
def ledger_file(tmp_path):
    """A department's ledger: two good rows, one without a tier."""
    book = openpyxl.Workbook()
    rows = [["场景编号", "场景名称", "库别", "牵头单位", "总投资（万元）"], ["", "智慧停车", "建设", "市城管局", 2000]]
    for row in [*rows, ["", "一网统管", "储备", "市数据局", 500], ["", "没有库别", "", "市数据局", 1]]:
        book.active.append(row)
    path = tmp_path / "台账.xlsx"
    book.save(path)
    return path


def in_one_sentence(said: str) -> bool:
    return bool(said) and "\n" not in said and "Traceback" not in said and "{" not in said


# As it is started


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "manage.py", *arguments)
    return subprocess.run(command, cwd=HOME, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_the_command_line_runs(tmp_path):
    done = started("verify", SCENARIO_DB_URL=f"duckdb:///{tmp_path / 'register.duckdb'}")
    assert (done.returncode, done.stderr) == (DONE, "")
    assert done.stdout.count("\n") == 1


def test_what_nobody_thought_of_is_one_sentence_too(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import scenario_db.verify\ndel scenario_db.verify.KINDS\n")
    url, path = f"duckdb:///{tmp_path / 'register.duckdb'}", f"{tmp_path}{os.pathsep}{HOME}"
    done = started("verify", SCENARIO_DB_URL=url, PYTHONPATH=path)
    assert done.returncode == REFUSED
    assert in_one_sentence(done.stderr.strip())


# What cannot be


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("import",),
        ("undo", "many"),
        ("undo", "9999"),
        ("import", "nowhere.xlsx"),
        ("import", "--form", "poem", "x.xlsx"),
        ("export",),
        ("export", "/proc/nowhere/ledger.xlsx"),
        ("export", "x.xlsx", "--on", "30.6.2026"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(run, arguments):
    code, printed, complaint = run(*arguments)
    assert (code, printed) == (REFUSED, "")
    assert in_one_sentence(complaint)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SCENARIO_LANGUAGE", "fr"),
        ("SCENARIO_TIMEZONE", "Mars/Olympus"),
        ("SCENARIO_THREADS", "²"),
        ("SCENARIO_MEMORY", "much"),
        ("SCENARIO_DB_URL", "mysql://root:secret@host/db"),
        ("SCENARIO_DB_URL", "duckdb:///"),
        ("SCENARIO_DB_URL", "duckdb:////proc/nowhere/register.duckdb"),
        ("SCENARIO_DB_URL", "postgresql://root:secret@127.0.0.1:1/nowhere"),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence_without_its_password(run, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    code, _, complaint = run("verify")
    assert code == REFUSED
    assert in_one_sentence(complaint)
    assert "secret" not in complaint


# Help and settings


@pytest.mark.parametrize(("language", "word"), [("zh", "撤销一批变更"), ("en", "take a batch back")])
def test_help_speaks_the_language_of_the_city(capsys, monkeypatch, language, word):
    monkeypatch.setenv("SCENARIO_LANGUAGE", language)
    with pytest.raises(SystemExit) as left:
        manage.main(["--help"])
    assert left.value.code == DONE
    assert word in capsys.readouterr().out


@pytest.mark.parametrize("command", [*manage.COMMANDS, "settings"])
def test_every_command_has_help(capsys, command):
    with pytest.raises(SystemExit) as left:
        manage.main([command, "--help"])
    assert left.value.code == DONE
    assert Words("zh")(f"command.{command}") in capsys.readouterr().out


def test_settings_are_listed_without_the_password(capsys, monkeypatch):
    monkeypatch.setenv("SCENARIO_DB_URL", "postgresql://root:secret@127.0.0.1/register")
    assert manage.main(["settings"]) == DONE
    said = capsys.readouterr().out
    assert "SCENARIO_DB_URL=postgresql://root:***@127.0.0.1/register" in said
    assert "SCENARIO_LANGUAGE=" in said


# Import, undo, export, verify


def test_an_import_writes_the_good_rows_and_says_which_were_refused(run, ledger_file):
    code, printed, complaint = run("import", "--json", ledger_file)
    told = json.loads(printed)
    assert (code, complaint) == (WITH_FINDINGS, "")
    assert {name: told[name] for name in ("read", "new", "changed", "same", "conflict", "refused", "skipped")} == {
        "read": 3, "new": 2, "changed": 0, "same": 0, "conflict": 0, "refused": 1, "skipped": 1,
    }  # fmt: skip
    assert told["batch"] == 1
    assert {"file", "sheet", "cell", "kind", "level", "text"} <= set(told["problems"][0])
    assert told["problems"][0]["cell"].endswith("4")


def test_an_import_in_lines_names_every_cell(run, ledger_file):
    code, printed, _ = run("import", ledger_file)
    assert code == WITH_FINDINGS
    assert "拒绝 1" in printed
    assert "Sheet!" in printed


def test_a_dry_run_writes_nothing(run, ledger_file):
    code, printed, _ = run("import", "--dry-run", "--json", ledger_file)
    assert (code, json.loads(printed)["batch"], json.loads(printed)["new"]) == (WITH_FINDINGS, None, 2)
    assert "0 个版本" in run("verify")[1] or " 0 " in run("verify")[1]


def test_the_same_workbook_twice_changes_nothing(run, ledger_file):
    run("import", ledger_file)
    told = json.loads(run("import", "--json", ledger_file)[1])
    assert (told["new"], told["same"], told["batch"]) == (0, 2, None)


def test_unknown_units_are_refused_where_that_is_asked(run, ledger_file):
    code, printed, _ = run("import", "--new-departments", "refuse", "--json", ledger_file)
    assert (code, json.loads(printed)["refused"]) == (WITH_FINDINGS, 3)


def test_what_is_no_workbook_is_refused_in_one_sentence(run, tmp_path):
    path = tmp_path / "照片.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    code, _, complaint = run("import", path)
    assert code == REFUSED
    assert in_one_sentence(complaint)


def test_a_file_that_is_not_there_stops_the_others_before_anything_is_written(run, ledger_file):
    assert run("import", ledger_file, "nowhere.xlsx")[0] == REFUSED
    assert run("undo", 1)[0] == REFUSED


def test_several_workbooks_are_told_as_one(run, ledger_file, tmp_path):
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(ledger_file.read_bytes())
    told = json.loads(run("import", "--json", ledger_file, other)[1])
    assert (told["read"], told["new"], told["same"], told["batch"]) == (6, 2, 2, 1)


def test_nothing_brought_is_an_object_too():
    assert json.loads(as_object(Words("zh"), [])) == {"doubtful": 0, "problems": [], "batch": None, "absent": []}


def test_new_rows_that_may_be_built_twice_are_counted(run, tmp_path):
    path = tmp_path / "上报.xlsx"
    path.write_bytes(xlsx([["场景名称", "库别"], ["城市停车诱导", "谋划"], ["停车诱导系统", "谋划"]]))
    assert json.loads(run("import", "--dry-run", "--json", path)[1])["doubtful"] == 1
    assert "新增行中有 1 行疑似重复建设" in run("import", path)[1]


def test_a_zip_is_each_of_its_workbooks(run, ledger_file, tmp_path):
    other = xlsx([["场景名称", "库别"], ["校车定位", "谋划"]])
    both = tmp_path / "上报.zip"
    both.write_bytes(zipped({"一.xlsx": ledger_file.read_bytes(), "二.xlsx": other}))
    code, printed, _ = run("import", both)
    assert code == WITH_FINDINGS
    assert [line.split("》")[0] for line in printed.splitlines() if line.startswith("《")] == ["《一.xlsx", "《二.xlsx"]


# The policies, as a command names them


@pytest.fixture
def again(run, ledger_file, tmp_path):
    """Brings the ledger in, then another workbook under a policy; gives the report as an object, and as lines."""

    def brought(grid, policy):
        run("import", ledger_file)
        path = tmp_path / "再来.xlsx"
        path.write_bytes(xlsx(grid))
        lines = run("import", "--dry-run", "--policy", policy, path)[1]
        return json.loads(run("import", "--json", "--policy", policy, path)[1]), lines

    return brought


def values(db_url, sql):
    db = open_database(db_url)
    found = db.rows(sql)
    db.close()
    return found


@pytest.mark.parametrize(("policy", "kept"), [("empty=leave", 2000), ("empty=clear", None)])
def test_an_empty_cell_leaves_or_clears(again, db_url, policy, kept):
    again([["场景名称", "库别", "总投资（万元）"], ["智慧停车", "建设", ""]], policy)
    assert values(db_url, "select total_invest from scenario where name = '智慧停车'") == [(kept,)]


@pytest.mark.parametrize(("policy", "proposed"), [("missing=leave", 0), ("missing=propose-exit", 1)])
def test_scenarios_that_the_file_does_not_name_are_told_and_may_be_proposed_to_leave(again, db_url, policy, proposed):
    grid = [["场景名称", "库别", "牵头单位"], ["新的一个", "建设", "市数据局"]]
    told, lines = again(grid, policy)
    assert [(it["file"], it["name"]) for it in told["absent"]] == [("再来.xlsx", "一网统管")]
    assert ("提出退出" if proposed else "未动") in next(line for line in lines.splitlines() if "一网统管" in line)
    assert len(values(db_url, "select id from move where to_tier = 'exit'")) == proposed


@pytest.mark.parametrize(("policy", "written"), [("errors=good_rows", True), ("errors=all_or_nothing", False)])
def test_the_good_rows_go_in_or_none(again, policy, written):
    told, _ = again([["场景名称", "库别", "总投资（万元）"], ["甲", "建设", 1], ["乙", "建设", "很多"]], policy)
    assert (told["new"], told["refused"], told["batch"]) == (1, 1, 2 if written else None)


@pytest.mark.parametrize(("policy", "new"), [("new_departments=create", 1), ("new-departments=refuse", 0)])
def test_unknown_units_are_created_or_refused(again, policy, new):
    told, _ = again([["场景名称", "库别", "牵头单位"], ["甲", "建设", "没听过局"]], policy)
    assert (told["new"], told["refused"]) == (new, 1 - new)


@pytest.mark.parametrize(
    ("policy", "conflicts", "total"),
    [("conflicts=ask", 1, 2500), ("conflicts=theirs", 0, 2500), ("conflicts=mine", 0, 3000)],
)
def test_values_that_both_sides_changed_are_asked_or_decided_alike(
    run, ledger_file, tmp_path, db_url, policy, conflicts, total
):
    run("import", ledger_file)
    db = open_database(db_url)
    office = Person("办公室", Role.OFFICE)
    given = template.prefilled(db, forms.LEDGER, Words("zh"), Occasion(date(2026, 11, 22)), by=office)
    db.close()
    meanwhile = tmp_path / "别人.xlsx"
    meanwhile.write_bytes(xlsx([["场景名称", "库别", "总投资（万元）"], ["智慧停车", "建设", 2500]]))
    run("import", meanwhile)
    book = openpyxl.load_workbook(io.BytesIO(given))
    next(it for row in book.worksheets[0].iter_rows() for it in row if it.value == 2000).value = 3000
    path = tmp_path / "预填.xlsx"
    book.save(path)
    told = json.loads(run("import", "--json", "--policy", policy, path)[1])
    assert told["conflict"] == conflicts
    assert values(db_url, "select total_invest from scenario where name = '智慧停车'") == [(total,)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_names_every_policy_with_its_choices(capsys, monkeypatch, language):
    monkeypatch.setenv("SCENARIO_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "400")
    with pytest.raises(SystemExit):
        manage.main(["import", "--help"])
    said = capsys.readouterr().out
    assert [name for name, kinds in policies.CHOICES.items() if f"{name}={'|'.join(kinds)}" not in said] == []


def test_a_batch_is_taken_back(run, ledger_file):
    run("import", ledger_file)
    assert run("undo", 1)[0] == DONE
    code, _, complaint = run("undo", 1)
    assert code == REFUSED
    assert in_one_sentence(complaint)


def test_an_undo_that_leaves_something_says_so(run, ledger_file, db_url):
    run("import", ledger_file)
    db = open_database(db_url)
    key = db.value("select id from scenario where name = '智慧停车'")
    write(db, Scenario(id=key, name="智慧停车", tier=Tier.BUILD, summary="后来写的"))
    db.close()
    assert run("undo", 1)[0] == WITH_FINDINGS


def test_the_ledger_is_exported_and_comes_back_unchanged(run, ledger_file, tmp_path):
    run("import", ledger_file)
    path = tmp_path / "导出.xlsx"
    assert run("export", path)[0] == DONE
    told = json.loads(run("import", "--json", path)[1])
    assert (told["read"], told["same"], told["batch"]) == (2, 2, None)


def test_a_past_day_is_exported_as_it_was(run, ledger_file, tmp_path):
    run("import", ledger_file)
    code, printed, _ = run("export", tmp_path / "导出.xlsx", "--on", "2020-01-01")
    assert code == DONE
    assert "2020-01-01" in printed
    assert openpyxl.load_workbook(tmp_path / "导出.xlsx").active.max_row == 1


def test_the_workbook_of_a_batch_comes_out_as_it_went_in(run, ledger_file, tmp_path):
    run("import", ledger_file)
    path = tmp_path / "原件.xlsx"
    code, said, _ = run("export", path, "--batch", 1)
    assert (code, ledger_file.name in said) == (DONE, True)
    assert path.read_bytes() == ledger_file.read_bytes()


def test_a_batch_without_a_workbook_has_none_to_give(run, tmp_path):
    code, _, complaint = run("export", tmp_path / "原件.xlsx", "--batch", 7)
    assert (code, complaint) == (REFUSED, Words("zh")("problem.file_not_kept", batch=7))


def test_whatever_is_exported_stands_in_the_audit(run, ledger_file, tmp_path, db_url):
    run("import", ledger_file)
    for name, *how in (["今天.xlsx"], ["那天.xlsx", "--on", "2020-01-01"], ["全部.xlsx", "--all"], ["x", "--batch", 1]):
        run("export", tmp_path / name, *how)
    with closing(open_database(db_url)) as db:
        told = audit.find(db, audit.Search(event=AuditEvent.EXPORT), limit=9)
    assert [it.subject for it in told] == [ledger_file.name, "全部.xlsx", "那天.xlsx", "今天.xlsx"]
    assert (told[0].details, told[2].details) == ({"batch": 1}, {"rows": 0, "day": "2020-01-01"})


def test_a_whole_register_is_told_in_one_line(run, ledger_file):
    run("import", ledger_file)
    code, printed, _ = run("verify")
    assert (code, printed.count("\n")) == (DONE, 0)


def test_findings_come_before_the_line_of_counts(run, db_url):
    db = open_database(db_url)
    write(db, Scenario(id="s1", name="智慧停车", tier=Tier.BUILD))
    with db.writing() as tx:
        tx.execute("update scenario_version set tier = 'dream'")
    db.close()
    code, printed, _ = run("verify")
    assert code == WITH_FINDINGS
    assert (
        len(printed.splitlines()) == 3
    )  # the code that is none, the batch that is not what the audit tells, the counts
    assert "dream" in printed.splitlines()[0]


@pytest.mark.slow
def test_the_demonstration_goes_into_an_empty_register_only(run):
    assert run("demo")[0] == DONE
    assert run("verify")[0] == DONE
    code, _, complaint = run("demo")
    assert code == REFUSED
    assert in_one_sentence(complaint)


@pytest.mark.engines("duckdb")
def test_the_demonstration_is_put_aside_whole_and_an_empty_library_begins(run, db_url):
    run("demo")
    code, said, _ = run("empty")
    assert code == DONE
    path = Path(db_url.removeprefix("duckdb:///"))
    [kept] = [it for it in path.parent.glob("demonstration-*.duckdb") if it.name in said]
    aside, fresh = open_database(f"duckdb:///{kept}"), open_database(db_url)
    assert (aside.value("select count(*) from scenario"), fresh.value("select count(*) from scenario")) == (42, 0)
    assert not demonstration.is_empty(fresh)
    aside.close()
    fresh.close()


def test_a_library_that_is_no_demonstration_is_not_put_aside(run):
    assert run("empty") == (REFUSED, "", Words("zh")("problem.register_no_demonstration"))


# Accounts and the audit


def test_accounts_are_kept_by_command_and_each_step_is_told(run, db_url):
    assert run("user", "list")[1] == Words("zh")("command.user_none")
    code, printed, _ = run("user", "add", "Wang", "--name", "王五", "--role", "admin")
    assert (code, "wang" in printed) == (DONE, True)
    assert run("user", "add", "li", "--name", "李四", "--role", "office", "--no-password")[0] == DONE
    with closing(open_database(db_url)) as db:
        write(db, Department(id="d1", name="滨湖区", type=DepartmentType.DISTRICT))
    assert run("user", "add", "zhao", "--name", "赵六", "--role", "leader", "--district", "滨湖区")[0] == DONE
    assert "滨湖区" in run("user", "list")[1].splitlines()[-1]
    assert [line.split("\t")[:2] for line in run("user", "list")[1].splitlines()] == [
        ["li", "李四"],
        ["wang", "王五"],
        ["zhao", "赵六"],
    ]
    assert run("user", "stand-in", "li", "--for", "zhao", "--until", "2099-12-31")[0] == DONE
    assert run("user", "disable", "zhao")[0] == run("user", "enable", "zhao")[0] == DONE
    first, second = (run("user", "password", "zhao")[1] for _ in range(2))
    assert first != second
    code, printed, _ = run("audit", "head")
    assert code == DONE
    assert run("audit", "verify", "--head", printed)[0] == DONE
    code, told, _ = run("audit", "verify", "--head", f"{printed.split(':')[0]}:{'0' * 64}")
    assert (code, len(told.splitlines())) == (WITH_FINDINGS, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("add", "li", "--name", "李四"),
        ("add", "li", "--name", "李四", "--role", "clerk"),
        ("add", "li", "--name", "李四", "--role", "clerk", "--department", "没有"),
        ("add", "li", "--name", "李四", "--role", "group", "--group", "没有"),
        ("disable", "nobody"),
        ("password",),
        ("stand-in", "a", "--for", "b", "--until", "tomorrow"),
        ("fire", "li"),
    ],
)
def test_what_cannot_be_done_with_accounts_is_one_sentence(run, arguments):
    code, printed, complaint = run("user", *arguments)
    assert (code, printed) == (REFUSED, "")
    assert in_one_sentence(complaint)
