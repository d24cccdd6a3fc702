"""Files that nobody should send: bombs, lies, entities, formulas, macros, paths that climb, nonsense, and damage."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import cycle

from tests.damage import GRID, damaged, files
from tests.sheets import parts_of, xlsx, zipped

SHEET = "xl/worksheets/sheet1.xml"
_HEADS = ["序号", "场景名称", "所属库", "牵头单位", "总投资", "计划开工", "建设内容", "联系电话"]
_ODD = (
    *("=cmd|'/C calc'!A0", "+1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "<script>alert(1)</script>", "{{7*7}}"),
    *("../../etc/passwd", "'; drop table scenario; --", "%s%n", "\u202e倒", "\ufeff", "0x41", "1e999", "-inf", "NaN"),
    *("停" * 40_000, "\n\n", "2026-02-30", "9" * 400, "13812345678", "是,否", "", "　", "𠮷", "e\u0301" * 50),
    *(0, -1, 2**53, 1e308, 10**-9, True, False, None),
)
_NAMES = (
    *(
        "台账.xlsx",
        "台账.csv",
        "台账.xls",
        "台账.zip",
        "台账.pdf",
        "台账.xlsx.exe",
        "台账",
        ".xlsx",
        "",
        "../../passwd.xlsx",
    ),
    *(
        "C:\\x\\台账.xlsx",
        "a" * 300 + ".xlsx",
        "台\0账.xlsx",
        "台\n账.xlsx",
        "\u202exslx.台账",
        "CON.xlsx",
        "<b>台账</b>.xlsx",
    ),
)
_MAGIC = (
    *(b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"MZ\x90\x00", b"\x1f\x8b\x08\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"),
    *(
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"<?xml",
        b"<html><table>",
    ),
)
_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:1/x'> %a;]>",
    '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
)
_PATHS = (
    *(
        "../../etc/passwd",
        "/etc/cron.d/x",
        "xl/..\\..\\x",
        "C:\\x",
        "XL/WORKBOOK.XML",
        "a/" * 1000 + "x",
        "xl/\0x",
        "\n",
    ),
    *("xl/worksheets/sheet1.xml/", "~/.ssh/authorized_keys", "..", ".", "xl/\0x", "\n"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is sent: what sort of evil, its name, its bytes."""

    sort: str
    name: str
    content: bytes


def uploads(count: int, *, seed: int) -> list[Upload]:
    """So many, all sorts by turns."""
    chance = random.Random(seed)
    return [
        Upload(sort, chance.choice(_NAMES) if chance.random() < 0.5 else "来件.xlsx", make(chance))
        for (sort, make), _ in zip(cycle(SORTS.items()), range(count), strict=False)
    ]


def _with(parts: Mapping[str, bytes | str]) -> bytes:
    return zipped(parts_of(xlsx(GRID)) | dict(parts))


def _damaged(chance: random.Random) -> bytes:
    return damaged(files()[chance.choice(sorted(files()))], chance.randrange(2**32), chance.randint(1, 40))


def _cut(chance: random.Random) -> bytes:
    whole = files()[chance.choice(sorted(files()))]
    return whole[: chance.randrange(len(whole))]


def _under_another_name(chance: random.Random) -> bytes:
    return files()[chance.choice(sorted(files()))]


@cache
def _bomb(size: int) -> bytes:
    return _with({"xl/media/x.bin": bytes(size)})


def _bombs(chance: random.Random) -> bytes:
    """One that says so, one that lies about it, one within a zip of workbooks."""
    honest = _bomb(chance.choice((330, 400)) << 20)
    at = honest.rindex(b"xl/media/x.bin") - 46
    lying = honest[: at + 24] + (10).to_bytes(4, "little") + honest[at + 28 :]
    return chance.choice((honest, lying, zipped({"a.xlsx": honest, "b.xlsx": lying})))


def _nested(chance: random.Random) -> bytes:
    found = xlsx(GRID)
    for depth in range(chance.randint(1, 6)):
        found = zipped({f"{depth}-{i}.zip": found for i in range(3)} | {"a.xlsx": found})
    return found


def _entities(chance: random.Random) -> bytes:
    code = chance.choice(("utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-7"))
    part = chance.choice(("xl/sharedStrings.xml", SHEET, "xl/workbook.xml", "[Content_Types].xml", "docProps/core.xml"))
    return _with({part: f'<?xml version="1.0"?>{chance.choice(_ENTITIES)}<sst>&a;&c;</sst>'.encode(code)})


def _texts(chance: random.Random) -> bytes:
    """A ledger in order, with odd things in some of its cells."""
    names = [f"场景{number}" for number in chance.sample(range(200), 12)]
    rows: list[list[object]] = [
        [at, name, "谋划库", "市城管局", 300, "2026-03-01", "图", ""] for at, name in enumerate(names)
    ]
    for row in rows:
        for at in chance.sample(range(len(row)), chance.choice((0, 0, 1, 1, 2, 6))):
            row[at] = chance.choice(_ODD)
    return xlsx([_HEADS, *([_plain(it) for it in row] for row in rows)])


def _plain(value: object) -> object:
    """What a workbook can hold."""
    return value[:32_767].replace("\0", "") if isinstance(value, str) else value


def _formulas(chance: random.Random) -> bytes:
    parts = parts_of(xlsx([_HEADS, [1, "停车", "谋划库", "市城管局", 300]]))
    sheet = parts[SHEET].decode()
    formula = chance.choice(
        ("1/0", "cmd|'/C calc'!A0", "WEBSERVICE(&quot;http://127.0.0.1&quot;)", "[1]x!A1", "A1" * 9000)
    )
    value = chance.choice(("", "<v>#DIV/0!</v>", "<v>300</v>", "<v>x</v>"))
    kind = chance.choice(("", ' t="e"', ' t="str"', ' t="s"', ' t="inlineStr"', ' t="nothing"'))
    broken = sheet.replace("<v>300</v>", f"<f>{formula}</f>{value}").replace('r="E2"', f'r="E2"{kind}')
    return zipped(parts | {SHEET: broken})


def _macros(chance: random.Random) -> bytes:
    code = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(4000)
    return _with({"xl/vbaProject.bin": code, "xl/externalLinks/externalLink1.xml": "<externalLink/>"})


def _nothing(chance: random.Random) -> bytes:
    return chance.choice((b"", b"\0", b" \n", b"\0" * 5000, b"\xef\xbb\xbf", b"\xff\xfe", b"\n" * 10_000, b","))


def _wrong_magic(chance: random.Random) -> bytes:
    return chance.choice(_MAGIC) + chance.randbytes(chance.choice((0, 10, 5000)))


def _paths(chance: random.Random) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))) as made:
        for name, part in parts_of(xlsx(GRID)).items():
            made.writestr(name, part)
        odd = zipfile.ZipInfo(chance.choice(_PATHS))
        odd.external_attr = chance.choice((0, 0o120777 << 16, 0o60666 << 16))
        made.writestr(odd, b"../../etc/passwd")
        if chance.random() < 0.3:
            made.writestr(f"a/b/{chance.choice(_PATHS)}.xlsx", xlsx(GRID))
    return kept.getvalue()


def _many_parts(chance: random.Random) -> bytes:
    return _with({f"xl/x{number}.xml": b"" for number in range(chance.choice((1_900, 2_100, 5_000)))})


def _twisted(chance: random.Random) -> bytes:
    """A sheet that is well-formed, or nearly, and says what cannot be."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    inside = chance.choice(
        (
            "<a>" * 50_000,
            '<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>',
            '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
            '<row r="0"><c r="A0"><v>1</v></c></row>',
            '<row r="1048577"><c r="XFE1048577"><v>1</v></c></row>',
            "<row\nr='1048576'><c\nr='XFD1048576'><v>1</v></c></row>",
            '<row r="99999999999999999999"><c r="A1"><v>1</v></c></row>',
            '<row r="1"><c r="AAAAAAAAAAAA1"><v>1</v></c></row>',
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"停" * 3_000_000}</t></is></c></row>',
            '<row r="1"><c r="A1" s="4294967295"><v>1e400</v></c></row>',
            '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>' * 500,
            '<row r="1">' + "".join(f'<c r="A{i}"><v>{i}</v></c>' for i in range(5000)) + "</row>",
        )
    )
    tail = chance.choice(("</sheetData></worksheet>", "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/>", ""))
    return _with({SHEET: head + inside + tail})


def _lost_parts(chance: random.Random) -> bytes:
    parts = parts_of(xlsx(GRID))
    for name in chance.sample(sorted(parts), chance.randint(1, 4)):
        del parts[name]
    return zipped(parts)


def _lists(chance: random.Random) -> bytes:
    line = ",".join(_HEADS) + "\n1,停车,市城管局,300,,,\n"
    return chance.choice(
        (
            line.encode("gb18030")[:-7] + b"\xff\xfe\n",
            (line + '2,"停车').encode(),
            (line + "," * 100_000).encode(),
            (line + "\0\0\0").encode(),
            (line * 3_000).encode("utf-16"),
            b"\xef\xbb\xbf" + line.replace(",", "\t").encode("big5", errors="replace"),
            (line + '"' * 9_999).encode(),
            ("<table>" * 3_000 + "<tr><td colspan=99999999 rowspan=99999999>x").encode(),
        )
    )


SORTS: Mapping[str, Callable[[random.Random], bytes]] = {
    "damaged": _damaged,
    "cut": _cut,
    "wrong name": _under_another_name,
    "odd texts": _texts,
    "formulas": _formulas,
    "damaged again": _damaged,
    "macros": _macros,
    "entities": _entities,
    "twisted": _twisted,
    "paths": _paths,
    "wrong magic": _wrong_magic,
    "odd texts again": _texts,
    "lost parts": _lost_parts,
    "lists": _lists,
    "nested": _nested,
    "nothing": _nothing,
    "bombs": _bombs,
    "many parts": _many_parts,
}
"""Each sort of evil, by turns; what is most likely to come through stands twice."""
