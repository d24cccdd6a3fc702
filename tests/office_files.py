"""Files as other programs write them: the XML of Excel 2003, and workbooks that really are encrypted."""

from __future__ import annotations

import io

from msoffcrypto.format.ooxml import OOXMLFile

_SPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)


def xml2003() -> str:
    """A small ledger with a gap, a merged title, a hidden row, a failed formula and one without value."""
    rows = (
        f'<Row><Cell ss:MergeAcross="2">{_text("应用场景库台账")}</Cell></Row>'
        f"<Row><Cell>{_text('场景名称')}</Cell><Cell>{_text('总投资（万元）')}</Cell><Cell>{_text('计划开工时间')}</Cell></Row>"
        f'<Row ss:Index="4" ss:Hidden="1"><Cell>{_text("停车一张图")}</Cell>'
        '<Cell><Data ss:Type="Number">12.5</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2022-06-01T00:00:00.000</Data></Cell></Row>'
        '<Row><Cell ss:Index="2" ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>'
        '<Cell ss:Formula="=R1C1"/></Row>'
    )
    return (
        '<?xml version="1.0" encoding="gb2312"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook {_SPACES}><Worksheet ss:Name="台账"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def _text(said: str) -> str:
    return f'<Data ss:Type="String">{said}</Data>'


def encrypted_xlsx(workbook: bytes, password: str) -> bytes:
    """The workbook as Excel saves it with a password: an OLE2 file around encrypted parts."""
    kept = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, kept)
    return kept.getvalue()
