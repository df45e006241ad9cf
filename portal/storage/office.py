"""Is this a form file people can open without fear: DOCX, XLSX, DOC, XLS or PDF? Opening it is the proof.

What would run by itself is refused, not taken out: a form from which something was cut is no longer the form its
agency made. Only a PDF is written anew without scripts, as every PDF here.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import olefile

from portal.kernel.errors import N_, Invalid
from portal.storage.inspect import Inspected, inspect_pdf, is_pdf
from portal.storage.scanning import Scanner

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "pdf": "application/pdf",
}
#: Names that say "with macros"; their contents say so too.
MACRO_EXTENSIONS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam"})
#: A form is a few hundred kilobytes: whatever unfolds beyond these is a bomb or a mistake.
MOST_UNFOLDED = 60 * 1024 * 1024
MOST_PARTS = 2_000
#: Part that makes the package what it is → extension.
_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_RUNS = ("vbaproject.bin", "/activex/", "/macrosheets/", "/embeddings/")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MAIN = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
_OLE_RUNS = frozenset({"Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT", "ObjectPool"})


def inspect_form(content: bytes, filename: str, *, most_bytes: int, scanner: Scanner) -> Inspected:
    """Return the form file that is safe to offer; raise Invalid with what to do."""
    if not content:
        raise Invalid(N_("This file is empty. Choose another one."))
    if len(content) > most_bytes:
        raise Invalid(N_("This file is too large. A form has at most %(mb)s MB."), mb=most_bytes >> 20)
    is_scanned = scanner.scan(content)
    named = filename.rpartition(".")[2].lower() if "." in filename else ""
    if named in MACRO_EXTENSIONS:
        raise _has_macros()
    found = _opened(content)
    if named != found.extension:
        raise Invalid(
            N_("The name ends in .%(named)s, but this is a .%(real)s file. Save it anew as .%(real)s and choose it again."),
            named=named[:8], real=found.extension,
        )  # fmt: skip
    return replace(found, is_scanned=is_scanned)


def _opened(content: bytes) -> Inspected:
    if is_pdf(content):
        return inspect_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        extension = _package(content)
    elif content.startswith(_OLE_MAGIC):
        extension = _compound(content)
    else:
        raise _other_kind()
    return Inspected(content, MEDIA_TYPES[extension], extension, b"")


def _other_kind() -> Invalid:
    return Invalid(N_("This file is no form. Choose a DOCX, XLSX, DOC, XLS or PDF file."))


def _damaged() -> Invalid:
    return Invalid(N_("This file is damaged and cannot be opened. Save it anew and choose it again."))


def _has_macros() -> Invalid:
    return Invalid(
        N_("This file has macros or embedded objects, which could harm people's computers. Save it without them.")
    )


def _locked() -> Invalid:
    return Invalid(N_("This file is locked with a password. Save it without one and choose it again."))


# ---- DOCX and XLSX: a ZIP of XML parts


def _package(content: bytes) -> str:
    """Unfold every part within bounds and return what the package is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
                raise Invalid(N_("This file unfolds to far more than a form has. Save it anew and choose it again."))
            if any(part.flag_bits & 1 for part in parts):
                raise _locked()
            if any(mark in f"/{part.filename.lower()}" for part in parts for mark in _RUNS):
                raise _has_macros()
            _check_xml(package, parts)
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError, EOFError, OSError) as error:
        raise _damaged() from error
    extension = next((kind for part, kind in _MAIN_PARTS.items() if part in names), "")
    if not extension or "[Content_Types].xml" not in names:
        raise _other_kind()
    return extension


def _check_xml(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Read every part, whose checksum is thereby checked; refuse macros, entities, and parts fetched from elsewhere."""
    for part in parts:
        xml = package.read(part)  # never more than it declares: the sum of that was bounded
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise _damaged()
        root = ElementTree.fromstring(xml)
        if part.filename == "[Content_Types].xml" and b"macroenabled" in xml.lower():
            raise _has_macros()
        if part.filename.endswith(".rels") and any(map(_fetches, root)):
            raise Invalid(
                N_("This file fetches parts from another address. Put everything into the file and choose it again.")
            )


def _fetches(relation: ElementTree.Element) -> bool:
    """Say whether opening the file would fetch this: links are only followed when somebody presses them."""
    kind = relation.get("Type", "").rpartition("/")[2]
    return relation.get("TargetMode") == "External" and kind != "hyperlink"


# ---- DOC and XLS: a compound file of streams


def _compound(content: bytes) -> str:
    """Return what the compound file is."""
    try:
        with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_INCORRECT) as compound:
            paths = compound.listdir(streams=True, storages=True)
            names = {name for path in paths for name in path}
            if "EncryptedPackage" in names:
                raise _locked()
            if names & _OLE_RUNS:
                raise _has_macros()
            main = next((name for name in _OLE_MAIN if compound.exists(name)), "")
            stream = compound.openstream(main).read() if main else b""
    except (OSError, ValueError, IndexError, struct.error, MemoryError, RecursionError) as error:
        raise _damaged() from error
    if not main:
        raise _other_kind()
    _check_stream(stream, _OLE_MAIN[main])
    return _OLE_MAIN[main]


def _check_stream(stream: bytes, extension: str) -> None:
    """Refuse a locked document, and a sheet of the macros that are older than VBA."""
    if extension == "doc":
        if len(stream) < 12 or stream[:2] != b"\xec\xa5":
            raise _damaged()
        if struct.unpack_from("<H", stream, 10)[0] & 0x0100:  # fEncrypted of the file's head ([MS-DOC] 2.5.2)
            raise _locked()
        return
    for kind, body in _records(stream):
        if kind == 0x002F:  # FILEPASS
            raise _locked()
        if kind == 0x0085 and len(body) > 5 and body[5] == 1:  # BOUNDSHEET of a macro sheet
            raise _has_macros()


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, body) of the records of an XLS stream."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
