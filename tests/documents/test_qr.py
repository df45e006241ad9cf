"""The QR code draws the modules of the standard, and nothing a content policy forbids."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
import segno
from PIL import Image

from portal.documents import qr

URL = "https://dichvucong.vinhlong.gov.vn/tra-cuu/H61.12-261123-0007?k=X7K2&x=<1>"
SVG = "{http://www.w3.org/2000/svg}"
MODULES = [[bool(module) for module in row] for row in segno.make_qr(URL, error="m").matrix]


def drawn(svg: str) -> list[list[bool]]:
    """Read the dark rectangles of the SVG back into rows of modules, without the quiet zone."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    grid = [[False] * side for _ in range(side)]
    dark = root.findall(f"{SVG}path")[1].attrib["d"]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", dark):
        for step in range(int(run)):
            grid[int(y)][int(x) + step] = True
    inner = range(qr.QUIET, side - qr.QUIET)
    assert sum(map(sum, grid)) == sum(grid[y][x] for y in inner for x in inner), "quiet zone"
    return [[grid[y][x] for x in inner] for y in inner]


def test_the_svg_draws_the_modules_of_the_standard() -> None:
    assert drawn(qr.svg(URL)) == MODULES


def test_the_svg_has_no_style_no_script_and_no_id() -> None:
    names = {name for node in ElementTree.fromstring(qr.svg(URL)).iter() for name in node.attrib}
    assert names == {"viewBox", "shape-rendering", "focusable", "aria-hidden", "fill", "d"}


def test_a_titled_svg_is_an_image_and_its_title_is_escaped() -> None:
    root = ElementTree.fromstring(qr.svg(URL, title='Mã QR của "<hồ sơ>"'))
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == 'Mã QR của "<hồ sơ>"'


def test_a_template_prints_the_svg_unescaped() -> None:
    svg = qr.svg(URL)
    assert hasattr(svg, "__html__")
    assert svg.__html__() == str(svg)


@pytest.mark.parametrize("scale", [4, 8])
def test_the_png_shows_the_same_modules(scale: int) -> None:
    image = Image.open(io.BytesIO(qr.png(URL, scale=scale))).convert("L")
    side = len(MODULES)
    assert image.size == ((side + 2 * qr.QUIET) * scale,) * 2
    seen = [
        [image.getpixel(((x + qr.QUIET) * scale + 1, (y + qr.QUIET) * scale + 1)) == 0 for x in range(side)]
        for y in range(side)
    ]
    assert seen == MODULES
