"""A zip of workbooks is as good as the workbooks, with its names as they were written; what is unsafe stays shut."""

from __future__ import annotations

import io
import zipfile

import pytest

from importers.limits import Limits
from importers.parcel import Bounds, unpack
from scenario_db import wording
from scenario_db.problems import Problem
from tests.sheets import ods, xls, xlsx, zipped

GRID = [["场景名称", "库别"], ["停车一张图", "建设"]]


def names(found: list[tuple[str, bytes]] | Problem) -> list[str]:
    assert isinstance(found, list), found
    return [name for name, _ in found]


def refused(found: list[tuple[str, bytes]] | Problem) -> str:
    assert isinstance(found, Problem), found
    assert wording.Words("zh").problem(found)
    return found.kind


def named_in(encoding: str, name: str) -> bytes:
    """A zip whose one name is written in that encoding, without a word about it."""
    raw = name.encode(encoding)
    stand_in = "x" * len(raw)
    return zipped({stand_in: xlsx(GRID)}).replace(stand_in.encode(), raw)


def test_the_workbooks_in_a_zip_come_out_with_their_content():
    parts: dict[str, bytes | str] = {"市工信局/一.xlsx": xlsx(GRID), "二.xls": xls(GRID), "三.ods": ods(GRID)}
    found = unpack(zipped(parts), "来件.zip")
    assert names(found) == list(parts)
    assert isinstance(found, list)
    assert found[1][1] == parts["二.xls"]


NO_PARCELS = {
    "xlsx": xlsx(GRID),
    "ods": ods(GRID),
    "xls": xls(GRID),
    "csv": b"a,b",
    "nothing": b"",
    "only begun": b"PK\x05\x06",
}


@pytest.mark.parametrize("data", NO_PARCELS.values(), ids=NO_PARCELS)
def test_whatever_is_no_zip_of_files_stays_as_it_is(data):
    assert unpack(data, "台账.xlsx") == [("台账.xlsx", data)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_are_read_in_the_encoding_that_windows_wrote(encoding):
    assert names(unpack(named_in(encoding, "市工信局台账.xlsx"), "来件.zip")) == ["市工信局台账.xlsx"]


def test_what_systems_leave_behind_and_other_papers_are_left_out():
    parts: dict[str, bytes | str] = {
        "台账.xlsx": xlsx(GRID),
        "__MACOSX/._台账.xlsx": b"x",
        "~$台账.xlsx": b"x",
        ".DS_Store": b"x",
        "子/Thumbs.db": b"x",
        "说明.docx": b"x",
        "子/": b"",
    }
    assert names(unpack(zipped(parts), "来件.zip")) == ["台账.xlsx"]


def test_a_zip_without_workbooks_is_refused():
    assert refused(unpack(zipped({"说明.pdf": b"%PDF"}), "来件.zip")) == "not_a_workbook"


@pytest.mark.parametrize("name", ["又一包.zip", "其实是包.xlsx"])
def test_a_zip_in_a_zip_is_refused_whatever_its_name(name):
    inner = zipped({"台账.xlsx": xlsx(GRID)})
    assert refused(unpack(zipped({name: inner}), "来件.zip")) == "nested_archive"


def test_number_and_size_are_bounded():
    many = zipped({f"{number}.csv": "a,b" for number in range(4)})
    assert refused(unpack(many, "来件.zip", Bounds(files=3))) == "too_many_files"
    large = zipped({"1.csv": bytes(4 << 20)})
    assert refused(unpack(large, "来件.zip", Bounds(reading=Limits(size=1 << 20)))) == "inflates_too_far"
    together = zipped({f"{number}.csv": bytes(1 << 20) for number in range(4)})
    assert refused(unpack(together, "来件.zip", Bounds(reading=Limits(inflated=2 << 20)))) == "inflates_too_far"


@pytest.mark.parametrize("name", ["../../x.xlsx", "a/..\\x.xlsx"])
def test_paths_that_climb_are_refused(name):
    assert refused(unpack(zipped({name: xlsx(GRID)}), "来件.zip")) == "unsafe_archive"


def test_a_zip_with_a_password_is_told():
    data = bytearray(zipped({"台账.xlsx": xlsx(GRID)}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(unpack(bytes(data), "来件.zip")) == "encrypted_file"


def test_a_torn_zip_is_refused():
    assert refused(unpack(zipped({"台账.xlsx": xlsx(GRID)})[:-20], "来件.zip")) == "damaged_file"


def test_a_list_of_a_hundred_thousand_names_is_not_even_read():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"{number}.csv", b"")
    assert refused(unpack(kept.getvalue(), "来件.zip")) == "too_many_parts"
