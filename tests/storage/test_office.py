"""Form files: five kinds, opened to be sure; whatever would run or fetch by itself is refused with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Invalid
from portal.storage.inspect import Inspected
from portal.storage.office import MEDIA_TYPES, inspect_form
from portal.storage.scanning import NoScanner
from tests.builders.documents import a_doc, a_docx, a_zip, an_xls, an_xlsx, compound, with_part
from tests.builders.files import a_jpeg, a_pdf

MOST = 10 * 1024 * 1024
RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
TEMPLATE = (
    b'<Relationship Id="r1" TargetMode="External" Target="http://example.com/x.dotm" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
)
LINK = TEMPLATE.replace(b"attachedTemplate", b"hyperlink")


def taken(content: bytes, filename: str) -> Inspected:
    return inspect_form(content, filename, most_bytes=MOST, scanner=NoScanner())


def refusal(content: bytes, filename: str) -> str:
    with pytest.raises(Invalid) as caught:
        taken(content, filename)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "extension"),
    [(a_docx(), "docx"), (an_xlsx(), "xlsx"), (a_doc(), "doc"), (an_xls(), "xls"), (a_pdf(), "pdf")],
)
def test_the_five_kinds_are_taken_as_they_are(content: bytes, extension: str) -> None:
    file = taken(content, f"to-khai.{extension.upper()}")
    assert (file.extension, file.media_type, file.is_scanned) == (extension, MEDIA_TYPES[extension], False)
    assert extension == "pdf" or file.content == content


def test_a_pdf_loses_its_scripts() -> None:
    assert b"JavaScript" not in taken(a_pdf(script=True), "a.pdf").content


@pytest.mark.parametrize(
    "content",
    [
        with_part(a_docx(), "word/vbaProject.bin", b"x"),
        with_part(an_xlsx(), "xl/vbaProject.bin", b"x"),
        with_part(an_xlsx(), "xl/macrosheets/sheet1.xml", b"<a/>"),
        with_part(a_docx(), "word/activeX/activeX1.xml", b"<a/>"),
        with_part(a_docx(), "word/embeddings/oleObject1.bin", b"x"),
        with_part(
            a_docx(), "[Content_Types].xml", b"<T><O t='application/vnd.ms-word.document.macroEnabled.main+xml'/></T>"
        ),
        a_doc(storages=("Macros",)),
        an_xls(storages=("_VBA_PROJECT_CUR",)),
        an_xls((0x0085, bytes(5) + b"\x01\x00")),
    ],
)
def test_macros_and_embedded_objects_are_refused_wherever_they_hide(content: bytes) -> None:
    for extension in ("docx", "xlsx", "doc", "xls"):
        assert "macros" in refusal(content, f"don.{extension}")


@pytest.mark.parametrize("extension", ["docm", "DOTM", "xlsm", "xlsb"])
def test_a_name_that_says_macros_is_believed(extension: str) -> None:
    assert "macros" in refusal(a_docx(), f"don.{extension}")


@pytest.mark.parametrize(
    ("content", "filename"),
    [(a_docx(), "don.pdf"), (a_docx(), "don.doc"), (a_docx(), "don"), (a_pdf(), "don.docx"), (a_doc(), "don.docx")],
)
def test_a_name_that_says_something_else_is_refused_with_the_right_one(content: bytes, filename: str) -> None:
    assert "The name ends in" in refusal(content, filename)


@pytest.mark.parametrize(
    "content",
    [
        a_jpeg(),
        b"MZ" + bytes(300),
        b"<html></html>",
        a_zip(a=b"x"),
        a_zip(**{"word/document.xml": b"<a/>"}),
        compound("Contents", b"x"),
    ],
)
def test_other_kinds_are_refused(content: bytes) -> None:
    assert "no form" in refusal(content, "don.docx")


@pytest.mark.parametrize(
    "content",
    [
        a_docx()[:-200], a_docx()[:60], a_doc()[:700], an_xlsx()[:40],
        with_part(a_docx(), "word/document.xml", b"<open>"),
        with_part(a_docx(), "word/document.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
        compound("WordDocument", b"no head"),
    ],
)  # fmt: skip
def test_damaged_files_are_refused(content: bytes) -> None:
    assert "damaged" in refusal(content, "don.docx")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = with_part(a_docx(), "word/media/a.bin", bytes(61 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert "unfolds" in refusal(bomb, "don.docx")
    assert "unfolds" in refusal(a_zip(**{f"p{n}": b"" for n in range(2_001)}), "don.docx")


def test_a_part_that_is_more_than_it_declares_is_damaged() -> None:
    content = bytearray(with_part(a_docx(), "word/media/a.bin", bytes(5_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        assert package.getinfo("word/media/a.bin").file_size == 5_000
    at = content.rindex(b"word/media/a.bin") - 46
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(content), "don.docx")


def test_locked_files_are_refused() -> None:
    assert "password" in refusal(compound("EncryptedPackage", b"x"), "don.docx")
    assert "password" in refusal(a_doc(locked=True), "don.doc")
    assert "password" in refusal(an_xls((0x002F, bytes(6))), "don.xls")
    assert "password" in refusal(a_pdf(password="1"), "don.pdf")


def test_what_is_fetched_on_opening_is_refused_and_a_link_is_not() -> None:
    assert "fetches" in refusal(with_part(a_docx(), "word/_rels/settings.xml.rels", RELS % TEMPLATE), "don.docx")
    assert taken(with_part(a_docx(), "word/_rels/settings.xml.rels", RELS % LINK), "don.docx").extension == "docx"


def test_empty_and_too_large() -> None:
    assert "empty" in refusal(b"", "don.docx")
    assert "10 MB" in refusal(b"x" * (MOST + 1), "don.docx")


@given(st.sampled_from([a_docx(), an_xlsx(), a_doc(), an_xls()]), st.data())
def test_whatever_is_broken_is_refused_or_taken_but_never_an_error(content: bytes, data: st.DataObject) -> None:
    broken = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        taken(bytes(broken), "don.docx")
    except Invalid as error:
        assert str(error)
