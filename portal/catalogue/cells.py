"""What may stand in a cell of a spreadsheet, and what did the person mean who typed it?

A cell that begins with = + - @ is run as a formula by the programs that open it (CSV injection): such texts
get an apostrophe in front on the way out and lose it on the way in. Everything else is read as people write
it: 1.250.000, 31/12/2026, a code that the program took for a number.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from portal.catalogue.cleaning import LARGEST_NUMBER
from portal.kernel.text import nfc, strip_controls

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED = re.compile(r"''*[=+\-@\t\r]")
#: How a spreadsheet file writes a control character; a line end typed in Excel arrives as _x000D_ and LF.
_ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")
_NUMBER = re.compile(r"\d+|\d{1,3}(?:[.,\s]\d{3})+")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def neutralised(text: str) -> str:
    """Return the text so that no program takes it for a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def restored(text: str) -> str:
    """Return the text that `neutralised` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text


def text_in(value: object) -> str:
    """Return what a cell says as NFC text, its lines kept; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return day_in(value)
    text = _ESCAPED_CONTROL.sub("", str(value))
    if not text.replace("\n", "").isprintable():
        text = strip_controls(text, keep_lines=True)
    return restored(nfc(text).strip())


def code_in(value: object) -> str:
    """Return a procedure's code; 1.01383 that became a number is 1.013830 again."""
    if isinstance(value, float) and 0 < value < 10:
        return f"{value:.6f}"
    return "".join(text_in(value).split()).upper()


def number_in(value: object) -> int | None:
    """Return a whole number of zero or more, None for an empty cell; ValueError for anything else."""
    if isinstance(value, bool):
        raise ValueError("bool")
    if isinstance(value, int | float):
        if isinstance(value, float) and not value.is_integer():
            raise ValueError("fraction")
        number = int(value)
    else:
        text = re.sub(r"\s*(?:đồng|đ|vnđ|vnd)$", "", text_in(value).lower())
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise ValueError("text")
        number = int(re.sub(r"\D", "", text))
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError("size")
    return number


def day_in(value: object) -> str:
    """Return a day as 2026-12-31, "" for an empty cell; ValueError for what is no day."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = text_in(value)
    if not text:
        return ""
    if found := _DAY.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    return date.fromisoformat(text).isoformat()


def day_out(iso: str) -> str:
    """Write 2026-12-31 as 31/12/2026; what is no day stays out of the cell."""
    if not _ISO_DAY.fullmatch(iso):
        return ""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return ""
