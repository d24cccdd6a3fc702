"""A zip looked at before anything parses it: how many parts, how large they really are, and what they hide."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from xml.etree import ElementTree

from importers import binarybook, odsxml
from importers.limits import Limits
from importers.refusal import refuse
from importers.sheetxml import Findings, scan

MAGIC = b"PK\x03\x04"
_LISTED = b"PK\x01\x02"
_BY_CHANCE = 100  # zips inside a zip bring their own
_ENCRYPTED_FLAG = 0x1
_LOCAL_HEADER = 30
_LINK = 0o120000
_PICTURES = ("/media/", "pictures/", "thumbnails/", "/embeddings/")
_ENTITY = ("<!DOCTYPE", "<!ENTITY")
_WORKBOOK = re.compile(r"(^|/)workbook\.(xml|bin)$")
_OFFICE_FILES = {"word/document.xml": "Word", "ppt/presentation.xml": "PowerPoint"}
_TABLES = re.compile(r"\.(xlsx|xlsm|xlsb|xls|ods|et|csv)$", re.IGNORECASE)


def inspect(content: bytes, limits: Limits) -> Mapping[str, Findings]:
    """What each sheet hides, by its name; a zip that is unsafe, locked or no workbook is refused."""
    found = entries(content, limits)
    _refuse_other_kinds({entry.filename for entry in found})
    left = limits.inflated
    kept: dict[str, bytes] = {}
    findings: dict[str, Findings] = {}
    open_document: Mapping[str, Findings] = {}
    for entry in found:
        part = inflate(content, entry, left)
        left -= len(part)
        _refuse_entities(entry.filename, part)
        if entry.filename == "content.xml":
            open_document = odsxml.scan(part)
        elif _is_sheet(entry.filename):
            findings[entry.filename] = scan(part, limits)
        elif _is_binary_sheet(entry.filename):
            findings[entry.filename] = binarybook.scan(part)
        elif _is_map(entry.filename):
            kept[entry.filename] = part
    _refuse_locked_document(kept)
    return {name: findings[part] for name, part in _sheet_parts(kept) if part in findings} | dict(open_document)


def entries(content: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The list at the end of a zip; one that is torn, too long, locked or put together in an unsafe way is refused."""
    if content.count(_LISTED) > limits.entries + _BY_CHANCE:
        raise refuse("too_many_parts", limit=limits.entries)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, OverflowError) as torn:
        raise refuse("damaged_file") from torn
    if len(found) > limits.entries:
        raise refuse("too_many_parts", limit=limits.entries)
    names = [entry.filename.casefold() for entry in found]
    if len(set(names)) < len(names) or any(map(_is_odd, found)) or _overlap(found):
        raise refuse("unsafe_archive")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in found):
        raise refuse("encrypted_file")
    return found


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    steps = entry.filename.replace("\\", "/").split("/")
    is_link = (entry.external_attr >> 16) & 0o170000 == _LINK
    return entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or ".." in steps or is_link


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    stretches = sorted((e.header_offset, e.header_offset + _LOCAL_HEADER + e.compress_size) for e in entries)
    return any(end > start for (_, end), (start, _) in pairwise(stretches))


def inflate(content: bytes, entry: zipfile.ZipInfo, at_most: int) -> bytes:
    """The part as it really inflates, whatever size its header declares."""
    header = content[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or not header.startswith(MAGIC):
        raise refuse("damaged_file")
    name, extra = struct.unpack_from("<HH", header, 26)
    start = entry.header_offset + _LOCAL_HEADER + name + extra
    packed = content[start : start + entry.compress_size]
    part = packed if entry.compress_type == zipfile.ZIP_STORED else _deflated(packed, at_most)
    if len(part) > at_most:
        raise refuse("inflates_too_far")
    return part


def _deflated(packed: bytes, at_most: int) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, at_most + 1)
    except zlib.error as torn:
        raise refuse("damaged_file") from torn


def _refuse_other_kinds(names: set[str]) -> None:
    if any(_WORKBOOK.search(name) for name in names) or "content.xml" in names:
        return
    for mark, program in _OFFICE_FILES.items():
        if mark in names:
            raise refuse("other_document", program=program)
    raise refuse("zip_of_files" if any(map(_TABLES.search, names)) else "not_a_workbook")


def _refuse_entities(name: str, part: bytes) -> None:
    codes = ("utf-16-le", "utf-16-be") if b"\0" in part[:64] else ("utf-8",)
    is_picture = any(place in name.casefold() for place in _PICTURES)
    if not is_picture and any(mark.encode(code) in part for mark in _ENTITY for code in codes):
        raise refuse("unsafe_archive")


def _refuse_locked_document(kept: Mapping[str, bytes]) -> None:
    """OpenDocument says in its manifest that its parts are encrypted."""
    if b"encryption-data" in kept.get("META-INF/manifest.xml", b""):
        raise refuse("encrypted_file")


def _is_sheet(name: str) -> bool:
    return "/worksheets/" in name and name.endswith(".xml")


def _is_binary_sheet(name: str) -> bool:
    return "/worksheets/" in name and name.endswith(".bin")


def _is_map(name: str) -> bool:
    return name.endswith((".rels", "workbook.xml", "workbook.bin", "manifest.xml"))


def _sheet_parts(kept: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Name of each sheet with the part that holds it."""
    for path, part in kept.items():
        folder, file = posixpath.split(path)
        if file not in ("workbook.xml", "workbook.bin"):
            continue
        targets = _targets(kept.get(f"{folder}/_rels/{file}.rels", b"<none/>"))
        for name, link in binarybook.sheets(part) if file.endswith(".bin") else _sheets(part):
            yield name, posixpath.normpath(posixpath.join("/", folder, targets.get(link, ""))).lstrip("/")


def _sheets(book: bytes) -> Iterator[tuple[str, str]]:
    """Name of each sheet with the id of the relation that leads to its part."""
    for sheet in _elements(book, "sheet"):
        yield sheet.get("name", ""), next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _targets(relations: bytes) -> dict[str, str]:
    return {link.get("Id", ""): link.get("Target", "") for link in _elements(relations, "Relationship")}


def _elements(part: bytes, name: str) -> list[ElementTree.Element]:
    try:
        tree = ElementTree.fromstring(part)  # noqa: S314 - parts with a DOCTYPE or entities were refused before
    except ElementTree.ParseError as torn:
        raise refuse("damaged_file") from torn
    return [element for element in tree.iter() if element.tag.endswith("}" + name)]
