"""Files that lie about what they are: nothing of them but the picture or the pages comes through."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from portal.kernel.errors import Invalid
from portal.storage.inspect import Inspected, inspect
from portal.storage.scanning import NoScanner
from tests.builders.files import a_jpeg, a_pdf, a_png

SCRIPT = b"<script>alert(document.cookie)</script>"


def a_zip(size: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd", b"\0" * size or SCRIPT)
    return out.getvalue()


def taken(content: bytes, filename: str = "anh.jpg") -> Inspected:
    return inspect(content, filename, most_bytes=15 << 20, scanner=NoScanner())


def refusal(content: bytes, filename: str = "anh.jpg") -> str:
    with pytest.raises(Invalid) as caught:
        taken(content, filename)
    return str(caught.value)


@pytest.mark.parametrize("picture", [a_jpeg(), a_png()], ids=["jpeg", "png"])
@pytest.mark.parametrize("rider", [a_zip(), SCRIPT, a_pdf()], ids=["zip", "html", "pdf"])
def test_a_picture_that_is_something_else_too_is_only_a_picture(picture: bytes, rider: bytes) -> None:
    found = taken(picture + rider)
    assert found.content.startswith(b"\xff\xd8\xff")
    assert not any(mark in found.content for mark in (b"PK\x03\x04", b"<script", b"%PDF"))


@pytest.mark.parametrize("rider", [a_zip(), SCRIPT], ids=["zip", "html"])
def test_a_pdf_that_is_something_else_too_is_only_a_pdf(rider: bytes) -> None:
    found = taken(a_pdf() + rider, "don.pdf").content
    assert found.startswith(b"%PDF") and b"PK\x03\x04" not in found and b"<script" not in found


def test_a_page_in_front_of_a_pdf_is_no_pdf() -> None:
    assert "not a picture or a PDF" in refusal(SCRIPT + a_pdf(), "don.pdf")


def test_a_script_in_the_comment_of_a_photograph_is_gone() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "JPEG", comment=SCRIPT)
    assert SCRIPT in out.getvalue()
    found = taken(out.getvalue())
    assert SCRIPT not in found.content + found.preview


def test_a_zip_bomb_is_refused_without_being_unfolded() -> None:
    bomb = a_zip(200 << 20)
    assert len(bomb) < 300_000
    for name in ("bom.zip", "anh.jpg", "don.pdf"):
        assert "Choose a" in refusal(bomb, name)


def test_a_drawing_with_a_script_is_refused_whatever_it_is_called() -> None:
    drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert "not a picture or a PDF" in refusal(drawing, "so-do.png")
    assert ".svg" in refusal(drawing, "so-do.svg")


def test_scripts_in_outlines_and_behind_other_actions_are_gone() -> None:
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        run = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        launch = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe", Next=run))
        go = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit]), Next=launch)
        entry = pdf.make_indirect(pikepdf.Dictionary(Title="Mở", A=run))
        other = pdf.make_indirect(pikepdf.Dictionary(Title="Chạy", A=go))
        pdf.Root.Outlines = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Outlines, First=entry, Last=other, Count=2)
        )
        entry.Next, other.Prev = other, entry
        out = io.BytesIO()
        pdf.save(out)
    assert out.getvalue().count(b"app.alert") == 2
    found = taken(out.getvalue(), "don.pdf").content
    assert not any(mark in found for mark in (b"app.alert", b"/JavaScript", b"cmd.exe", b"/Launch"))
    with pikepdf.open(io.BytesIO(found)) as pdf:
        assert str(pdf.Root.Outlines.First.Title) == "Mở" and str(pdf.Root.Outlines.First.Next.Title) == "Chạy"
