"""Which square of dots opens this address on a telephone?

Drawn with presentation attributes only, no style and no script, so that it may stand inside a page
under the strictest content policy, and inside a PDF as it is.
"""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

#: Light modules around the square that readers need (ISO/IEC 18004).
QUIET = 4


def svg(text: str, *, title: str = "") -> str:
    """Return an `<svg role="img">` of the QR code of `text`; already safe to print in a template.

    `title` is what a screen reader says; without one the square is hidden from it, and the same
    address must then stand beside it as a link or as text.
    """
    rows = [list(row) for row in _code(text).matrix]
    side = len(rows) + 2 * QUIET
    named = Markup(' role="img"') if title else Markup(' aria-hidden="true"')
    label = Markup("<title>{}</title>").format(title) if title else Markup("")
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        ' shape-rendering="crispEdges" focusable="false"{named}>{label}'
        '<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>'
    ).format(side=side, named=named, label=label, path=_path(rows))


def png(text: str, *, scale: int = 8) -> bytes:
    """Return the QR code of `text` as a PNG of `scale` pixels a module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=QUIET)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    # Level M: a stamp or a fold may hide a little; modules stay large enough for old cameras.
    return segno.make_qr(text, error="m")


def _path(rows: list[list[int]]) -> str:
    """Return one rectangle for each run of dark modules, as SVG path commands."""
    commands: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                commands.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
            x += 1
    return "".join(commands)
