"""Office documents as agencies upload them, and as attackers do."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def a_docx(text: str = "Tờ khai") -> bytes:
    """Return a Word document."""
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def an_xlsx(text: str = "Bảng kê") -> bytes:
    """Return a workbook."""
    book = openpyxl.Workbook()
    book.active["A1"] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """Return the package with one part more, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def a_zip(**parts: bytes) -> bytes:
    """Return a ZIP that is no office document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def a_doc(*, locked: bool = False, storages: tuple[str, ...] = ()) -> bytes:
    """Return a document of Word 97: just enough of it to be one."""
    head = struct.pack("<HH", 0xA5EC, 0x00C1) + bytes(6) + struct.pack("<H", 0x0100 if locked else 0)
    return compound("WordDocument", head, storages)


def an_xls(*records: tuple[int, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """Return a workbook of Excel 97 with these records."""
    bof = (0x0809, bytes(16))
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in (bof, *records))
    return compound("Workbook", stream, storages)


def compound(name: str, stream: bytes, storages: tuple[str, ...] = ()) -> bytes:
    """Return a compound file ([MS-CFB]) with one stream, and storages beside it."""
    stream = stream.ljust(4096, b"\0")  # shorter ones would go into a second kind of sectors
    sectors = -(-len(stream) // 512)
    directory = -(-(2 + len(storages)) // 4)
    fat = [_FAT, *_chain(1, directory), *_chain(1 + directory, sectors)]
    fat += [_FREE] * (128 - len(fat))
    right = [2 + n for n in range(len(storages))] + [_FREE]
    entries = _entry("Root Entry", 5, child=1, start=_END)
    entries += _entry(name, 2, right=right[0], start=1 + directory, size=len(stream))
    entries += b"".join(_entry(one, 1, right=right[n + 1]) for n, one in enumerate(storages))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += struct.pack("<108I", *[_FREE] * 108)
    return (
        head + struct.pack("<128I", *fat) + entries.ljust(directory * 512, b"\0") + stream.ljust(sectors * 512, b"\0")
    )


def _chain(first: int, length: int) -> list[int]:
    return [*range(first + 1, first + length), _END]


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    told = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI8x8xIQ", told, len(told), kind, 1, _FREE, right, child, 0, start, size)
