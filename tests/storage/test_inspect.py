"""What is taken in, what is refused, and what is left of it: opening the file is the proof."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from portal.kernel.errors import Invalid
from portal.storage.inspect import LONG_EDGE, PREVIEW_EDGE, Inspected, inspect
from portal.storage.scanning import NoScanner
from tests.builders.files import a_gif, a_heic, a_jpeg, a_pdf, a_png, a_png_bomb

MOST = 15 * 1024 * 1024


def taken(content: bytes, filename: str = "anh.jpg") -> Inspected:
    return inspect(content, filename, most_bytes=MOST, scanner=NoScanner())


def refusal(content: bytes, filename: str = "anh.jpg", *, most_bytes: int = MOST) -> Invalid:
    with pytest.raises(Invalid) as caught:
        inspect(content, filename, most_bytes=most_bytes, scanner=NoScanner())
    return caught.value


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_an_empty_file_is_refused() -> None:
    assert "empty" in str(refusal(b""))


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_taken() -> None:
    content = a_jpeg()
    assert inspect(content, "anh.jpg", most_bytes=len(content), scanner=NoScanner()).media_type == "image/jpeg"
    error = refusal(content, most_bytes=len(content) - 1)
    assert "too large" in str(error)


def test_the_refusal_says_how_large_a_file_may_be() -> None:
    assert "15 MB" in str(refusal(b"x" * (MOST + 1)))


@pytest.mark.parametrize(
    ("content", "filename", "says"),
    [
        (b"MZ\x90\x00" + b"\0" * 200, "don.exe", ".exe"),
        (b"<!doctype html><script>alert(1)</script>", "don.html", ".html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "so-do.svg", ".svg"),
        (b"PK\x03\x04" + b"\0" * 200, "don.docx", ".docx"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 200, "phim.mp4", ".mp4"),
        (b"just words", "ghi-chu", "not a picture or a PDF"),
    ],
)
def test_other_kinds_are_refused_by_what_they_are_called(content: bytes, filename: str, says: str) -> None:
    assert says in str(refusal(content, filename))


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + b"\0" * 200,
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        a_gif(),
    ],
    ids=["exe", "html", "svg", "gif"],
)
@pytest.mark.parametrize("filename", ["anh.jpg", "anh.jpeg", "anh.png", "don.pdf"])
def test_a_good_name_does_not_help_a_bad_file(content: bytes, filename: str) -> None:
    assert "not a picture or a PDF" in str(refusal(content, filename))


def test_a_good_file_is_taken_whatever_it_is_called() -> None:
    found = taken(a_png(), "so-do.exe")
    assert (found.media_type, found.extension) == ("image/jpeg", "jpg")


@pytest.mark.parametrize("part", [0.9, 0.5, 0.1])
def test_a_photograph_cut_short_is_refused(part: float) -> None:
    content = a_jpeg(400, 300)
    assert "damaged" in str(refusal(content[: int(len(content) * part)]))


def test_a_photograph_of_an_iphone_is_taken_and_every_browser_can_show_it() -> None:
    content = a_heic(400, 300)
    assert b"Exif" in content
    found = taken(content, "IMG_0412.HEIC")
    kept = picture(found.content)
    assert (found.media_type, kept.format, kept.size) == ("image/jpeg", "JPEG", (400, 300))
    red, _, blue = kept.getpixel((100, 150))
    assert red > 200 > 60 > blue
    assert not kept.getexif() and found.preview


@pytest.mark.parametrize("part", [0.97, 0.5, 0.05])
def test_a_photograph_of_an_iphone_cut_short_is_refused(part: float) -> None:
    content = a_heic(400, 300)
    assert "damaged" in str(refusal(content[: int(len(content) * part)], "IMG_0412.HEIC"))


def test_a_picture_of_absurd_size_is_refused_before_it_is_unpacked() -> None:
    bomb = a_png_bomb()
    assert len(bomb) < 1000
    error = refusal(bomb, "anh.png")
    assert "too large to open" in str(error) or "damaged" in str(error)


def test_a_photograph_says_no_longer_where_it_was_taken() -> None:
    content = a_jpeg(gps=True)
    assert picture(content).getexif().get_ifd(0x8825)
    found = taken(content)
    assert not picture(found.content).getexif()
    assert not picture(found.preview).getexif()


def test_a_photograph_taken_upright_stands_upright() -> None:
    """Orientation 6: the telephone was turned to the right; red, left in the file, belongs on top."""
    found = taken(a_jpeg(60, 40, orientation=6))
    upright = picture(found.content)
    assert upright.size == (40, 60)
    red, _, blue = upright.getpixel((20, 5))
    assert red > 200
    assert blue < 80


def test_a_large_photograph_is_made_small_enough_for_slow_networks() -> None:
    found = taken(a_jpeg(3600, 2000))
    assert max(picture(found.content).size) == LONG_EDGE
    assert max(picture(found.preview).size) == PREVIEW_EDGE


def test_a_transparent_screenshot_becomes_a_photograph() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(out, "PNG")
    assert picture(taken(out.getvalue(), "a.png").content).mode == "RGB"


def test_a_pdf_is_taken_and_can_be_opened() -> None:
    found = taken(a_pdf(3), "hop-dong.pdf")
    assert (found.media_type, found.extension, found.preview) == ("application/pdf", "pdf", b"")
    with pikepdf.open(io.BytesIO(found.content)) as pdf:
        assert len(pdf.pages) == 3


def test_a_pdf_loses_its_scripts() -> None:
    content = a_pdf(script=True)
    assert content.count(b"/JavaScript") >= 5
    found = taken(content, "don.pdf").content
    assert b"/JavaScript" not in found
    assert b"app.alert" not in found
    with pikepdf.open(io.BytesIO(found)) as pdf:
        assert len(pdf.pages) == 1


def test_a_pdf_loses_the_files_that_hang_on_it_wherever_they_hang() -> None:
    content = a_pdf(attached=b"MZ of a program")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert any(b"MZ" in thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream))
    found = taken(content, "don.pdf").content
    assert b"/FileAttachment" not in found and b"/AF" not in found and b"/EF" not in found
    with pikepdf.open(io.BytesIO(found)) as pdf:
        assert len(pdf.pages) == 1 and len(list(pdf.pages[0].Annots)) == 1, "a note stays"
        assert not any(b"MZ" in thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream))


def test_a_locked_pdf_is_refused_with_the_way_out() -> None:
    assert "password" in str(refusal(a_pdf(password="bi-mat"), "hop-dong.pdf"))


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing behind it", a_pdf()[:120]], ids=["no body", "cut short"])
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    assert "PDF" in str(refusal(content, "hop-dong.pdf"))


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    assert "200 pages" in str(refusal(a_pdf(201), "sach.pdf"))
