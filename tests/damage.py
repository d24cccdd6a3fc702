"""Real files of every kind, and the same with bytes changed, cut out, doubled, or their end missing."""

from __future__ import annotations

import random
from functools import cache

from tests.binary import xlsb
from tests.office_files import encrypted_xlsx
from tests.office_files import xml2003 as excel_2003
from tests.sheets import DEMANDS, LEDGER, RETURN, SAMPLES, csv_text, drawn, ods, xls, xlsx, zipped

GRID = drawn(
    """
    应用场景库台账（建设库）（截至2022年6月30日） | | | 单位：万元
    序号 | 场景名称 | 牵头单位 | 总投资
    1 | 停车一张图 | 市城管局 | 300
    2 | 一网统管 | 市数据局 | 约2000
    """
)
PAGE = "<table><tr><td colspan=2>台账</td></tr><tr><td rowspan=2>停车<td>x</tr></table>"


@cache
def files() -> dict[str, bytes]:
    """A real file of every kind."""
    return {
        "xlsx": (SAMPLES / LEDGER).read_bytes(),
        "demands": (SAMPLES / DEMANDS).read_bytes(),
        "return": (SAMPLES / RETURN).read_bytes(),
        "xls": xls(GRID * 20),
        "ods": ods(GRID),
        "xlsb": xlsb(GRID),
        "2003": excel_2003().encode(),
        "csv": csv_text(GRID).encode("gb18030"),
        "page": PAGE.encode(),
        "locked": encrypted_xlsx(xlsx(GRID), "密码"),
        "zip": zipped({"a.xlsx": xlsx(GRID), "b.csv": csv_text(GRID)}),
    }


def damaged(content: bytes, seed: int, times: int) -> bytes:
    """The file with bytes changed, cut out, doubled, or its end missing."""
    chance = random.Random(seed)
    found = bytearray(content)
    for _ in range(times):
        at = chance.randrange(max(1, len(found)))
        what = chance.randrange(4)
        if what == 0:
            found[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del found[at : at + chance.randrange(40)]
        elif what == 2:
            found[at:at] = found[at : at + chance.randrange(60)]
        else:
            found[at : at + 4] = chance.randbytes(4)
    return bytes(found[: chance.randrange(len(found) // 2, len(found) + 1)] if chance.random() < 0.2 else found)
