"""Which papers does a citizen photograph, and what does a QR code on a slip say?"""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import segno
from PIL import Image, ImageDraw

DPI = 300
File = dict[str, Any]


def photograph(name: str = "so-do.jpg", *, size: tuple[int, int] = (1600, 1200)) -> File:
    """Return a photograph as a browser's file chooser takes it."""
    image = Image.new("RGB", size, "#d8c9a3")
    ImageDraw.Draw(image).text((80, 80), f"GIAY CHUNG NHAN  BA 123456  {name}", fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def scan(name: str = "hop-dong.pdf", *, pages: int = 2) -> File:
    """Return a scanned PDF."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(out)
    return {"name": name, "mimeType": "application/pdf", "buffer": out.getvalue()}


def text_of(pdf: bytes) -> str:
    """Return what poppler reads in a PDF."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, check=True, capture_output=True)
    return read.stdout.decode("utf-8").replace("\u00a0", " ")


def modules_of(address: str) -> list[list[bool]]:
    """Return the dark squares of the QR code of an address."""
    return [[bool(dot) for dot in row] for row in segno.make_qr(address, error="m").matrix]


def drawn_modules(path: str, side: int) -> list[list[bool]]:
    """Return the dark squares that an SVG path of one-unit rows draws, without the quiet edge."""
    dark = {
        (int(x) + n, int(y)) for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path) for n in range(int(run))
    }
    edge = min(x for x, _ in dark)
    return [[(x, y) in dark for x in range(edge, side - edge)] for y in range(edge, side - edge)]


def printed_modules(pdf: bytes, number: int, folder: Path) -> list[list[bool]]:
    """Return the squares a camera sees on the first page: `number` a side, found by their corner mark."""
    picture = folder / "page"
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-singlefile", "-", str(picture)]
    subprocess.run(command, input=pdf, check=True)
    with Image.open(picture.with_suffix(".pgm")) as image:
        grey, (width, height) = image.tobytes(), image.size
    rows = [bytes(1 if level < 128 else 0 for level in grey[y * width : (y + 1) * width]) for y in range(height)]
    left, top, seven = _corner(rows)
    size = seven / 7
    middles = [int((n + 0.5) * size) for n in range(number)]
    return [[rows[top + y][left + x] == 1 for x in middles] for y in middles]


def _corner(rows: list[bytes]) -> tuple[int, int, int]:
    """Return left, top and width of the first finder pattern: a dark square ring around a dark square, 1:1:3:1:1."""
    ring = re.compile(rb"\x01{20,120}")
    for top, row in enumerate(rows):
        for run in ring.finditer(row):
            left, width = run.start(), run.end() - run.start()
            if _is_finder(rows, left, top, width):
                return left, top, width
    raise AssertionError("no QR code on the page")


def _is_finder(rows: list[bytes], left: int, top: int, width: int) -> bool:
    middles = [int((n + 0.5) * width / 7) for n in range(7)]
    if top + middles[-1] >= len(rows):
        return False
    pattern = [[rows[top + y][left + x] == 1 for x in middles] for y in middles]
    return pattern == [[max(abs(x - 3), abs(y - 3)) != 2 for x in range(7)] for y in range(7)]
