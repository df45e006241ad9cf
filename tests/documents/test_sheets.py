"""Each paper is a sheet of the right size, complete in itself, that prints what people typed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from portal.documents.filling import printed_form
from portal.documents.kinds import PAPERS
from portal.documents.render import render
from portal.documents.rules import Item, Office, Paper
from portal.eforms.legal_form import read as read_legal_form

Build = Callable[..., Paper]
Read = Callable[[Paper], str]

NAME = "Nguyễn Thị Ửng Hường"
A5, A4 = (148, 210), (210, 297)
SLIPS = ["intake_receipt", "supplement_request", "supplement_receipt", "refusal_slip", "apology_slip", "stop_notice"]
#: Set from the database whenever they are printed.
LIVE = ["control_slip", "register"]
SIZES = dict.fromkeys(["sending_receipt", "control_slip", "consent_slip", *SLIPS], A5)
SIZES |= {**dict.fromkeys(["checklist", "form"], A4), "register": (297, 210)}
KINDS = sorted([*PAPERS, *LIVE])
FORMS = sorted((Path(__file__).parents[2] / "catalog" / "forms").glob("*.toml"))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_a_tagged_vietnamese_pdf_of_its_size(build: Build, kind: str) -> None:
    pdf = render(build(kind))
    assert pdf.startswith(b"%PDF-")
    with opened(pdf) as sheet:
        width, height = (round(float(points) / 72 * 25.4) for points in list(sheet.pages[0].mediabox)[2:])
        assert (width, height) == SIZES[kind]
        assert len(sheet.pages) == (2 if kind == "form" else 1)
        assert str(sheet.Root.Lang).startswith("vi")
        assert bool(sheet.Root.MarkInfo.Marked)
        assert str(sheet.docinfo.Title)
        assert "pdfuaid" in sheet.Root.Metadata.read_bytes().decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_font_is_inside(build: Build, kind: str, tmp_path: Path) -> None:
    sheet = tmp_path / "paper.pdf"
    sheet.write_bytes(render(build(kind)))
    done = subprocess.run(["pdffonts", str(sheet)], capture_output=True, text=True, check=True)
    fonts = [line.split() for line in done.stdout.splitlines()[2:]]
    assert fonts
    # columns from the right: object ID, object number, Unicode map, subset, embedded
    assert all(columns[-5] == "yes" and columns[-3] == "yes" for columns in fonts), done.stdout


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("checklist", "form")])
def test_the_name_can_be_read_back_whole(build: Build, read: Read, kind: str) -> None:
    assert NAME in read(build(kind))


@pytest.mark.parametrize("kind", ["sending_receipt", *SLIPS])
def test_markup_in_a_name_is_printed_letter_for_letter(build: Build, read: Read, kind: str) -> None:
    name = '#read("/etc/passwd") *x* $a_b$ <c> @d \\ = E'
    text = read(build(kind, owner_name=name))
    assert name in text
    assert "root:" not in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Nguyễn Thị Ửng Hường", NAME),  # decomposed, as some keyboards send it
        ("Lê\x00 Văn\x07 Tám\ufeff\ufffe", "Lê Văn Tám"),
        ("Tám 😀", "Tám"),
    ],
)
def test_letters_a_pdf_refuses_do_not_stop_the_printing(build: Build, read: Read, typed: str, shown: str) -> None:
    assert shown in read(build("sending_receipt", owner_name=typed))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_of_the_catalogue_prints(path: Path, read: Read) -> None:
    form = read_legal_form(tomllib.loads(path.read_text(encoding="utf-8")), source=path.name)
    assert form.title.upper()[:20] in read(printed_form(form))


def words_on(pdf: bytes, folder: Path) -> list[tuple[str, float, float, float]]:
    """Return each word with its left edge, top and right edge in points."""
    sheet = folder / "paper.pdf"
    sheet.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", sheet, "-"], capture_output=True, check=True)
    found = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)".*?>(.+?)</word>', done.stdout.decode())
    return [(word, float(left), float(top), float(right)) for left, top, right, word in found]


def test_a_long_agency_name_wraps_beside_the_motto(build: Build, long_office: Office, tmp_path: Path) -> None:
    pdf = render(build("intake_receipt", office=long_office))
    words = words_on(pdf, tmp_path)
    motto = next(left for word, left, _, _ in words if word == "CỘNG")
    title = next(top for word, _, top, _ in words if word == "GIẤY")
    beside = [right for _, left, top, right in words if top < title - 1 and left < motto]
    assert len(beside) > 20
    assert max(beside) + 5 < motto
    with opened(pdf) as sheet:
        assert len(sheet.pages) == 1


def test_a_dossier_of_many_papers_runs_on_and_numbers_its_second_page(build: Build) -> None:
    papers = tuple(Item(name=f"Giấy tờ thứ {at} có tên khá dài để xuống dòng", note="01 bản chính") for at in range(30))
    with opened(render(build("intake_receipt", papers=papers))) as sheet:
        assert len(sheet.pages) == 2


def test_two_threads_may_print_at_once(build: Build) -> None:
    papers = [build(kind) for kind in KINDS] * 2
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, papers)) == [render(paper) for paper in papers]


def test_a_process_that_prints_nothing_does_not_load_the_typesetter() -> None:
    asked = "import sys, portal.documents.render, portal.documents.rules; print('typst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"
