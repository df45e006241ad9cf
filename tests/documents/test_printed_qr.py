"""What a telephone sees on the printed sheet: the code of the tracking page, large enough."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from PIL import Image

from portal.documents.qr import QUIET
from portal.documents.render import render
from portal.documents.rules import Paper

DPI = 300
WIDTHS_MM = {"sending_receipt": 33, "intake_receipt": 25, "apology_slip": 25, "filled_form": 26}


def photographed(paper: Paper, folder: Path) -> list[list[bool]]:
    """Return the page with the code as rows of dark and light pixels: forms have it at their end."""
    sheet = folder / "paper.pdf"
    sheet.write_bytes(render(paper))
    page, number = folder / "page", "2" if paper.kind == "form" else "1"
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-singlefile", "-f", number, sheet, page], check=True)
    with Image.open(page.with_suffix(".pgm")) as image:
        width, grey = image.width, image.tobytes()
    rows = range(0, len(grey), width)
    return [[level < 128 for level in grey[start : start + width]] for start in rows]


def corner(page: list[list[bool]], run: float) -> tuple[int, int]:
    """Return the left and top pixel of the first dark run as long as a finder pattern is wide."""
    for top, row in enumerate(page):
        left = 0
        while left < len(row):
            end = left
            while end < len(row) and row[end]:
                end += 1
            if abs(end - left - run) <= 3:
                return left, top
            left = end + 1
    raise AssertionError("no QR code on the page")


@pytest.mark.parametrize("kind", sorted(WIDTHS_MM))
def test_the_sheet_shows_the_code_of_the_tracking_page(build: Callable[..., Paper], kind: str, tmp_path: Path) -> None:
    paper = build(kind)
    code = segno.make_qr(paper.as_dict()["track_url"], error="m")
    wanted = [[bool(module) for module in row] for row in code.matrix]
    size = WIDTHS_MM[kind] / 25.4 * DPI / (len(wanted) + 2 * QUIET)
    assert size / DPI * 25.4 >= 0.4, "millimetres a module; below this old cameras fail"

    page = photographed(paper, tmp_path)
    left, top = corner(page, 7 * size)
    middles = [int((at + 0.5) * size) for at in range(len(wanted))]
    assert [[page[top + y][left + x] for x in middles] for y in middles] == wanted
