"""By what is a dossier found, and what did an officer type or scan? Pure: answers in, keys out; a text in, a meaning out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.dossiers.key_models import CODE, NAME
from portal.dossiers.numbering import normal_code
from portal.eforms.definition import EForm
from portal.eforms.telling import found_by
from portal.eforms.types.base import CERTIFICATE, NUMBER, PARCEL, PHONE, Key
from portal.identity.rules import normal_phone
from portal.kernel.text import fold

_TRACKING = re.compile(r"/tra-cuu/([A-Za-z0-9]{12})\b")
_TOKEN = re.compile(r"[A-Za-z0-9]{12}")
#: What the chip card of a citizen gives to a scanner: number|old number|name|birth|sex|address|issued.
_CARD = re.compile(r"(\d{12})\|")
_NUMBER = re.compile(r"\d{9}|\d{12}")
#: Serial of a land certificate: one or two letters, 6 or 8 digits; its beginning is enough.
_SERIAL = re.compile(r"[A-ZĐ]{1,2}[0-9]{4,8}")
#: What may stand before the tail of a code (H61-), and in a tax code before the number of a branch.
_AROUND = re.compile(r"^[A-Z]\d{2}-(?=\d{6}-)|(?<=^\d{10})-(?=\d{3}$)")
_TAIL = re.compile(r"\d{6}-\d{1,}")
_SLASH = re.compile(r"(\d{1,5})\s*/\s*(\d{1,5})")
_SHEET = re.compile(r"\bto (?:ban do )?(?:so )?(\d{1,5})\b")
_PLOT = re.compile(r"\bthua (?:dat )?(?:so )?(\d{1,5})\b")


@dataclass(frozen=True)
class Sought:
    """What was typed: an exact `code` or `token`, and the beginnings of keys that fit (kind, "" for any; text)."""

    code: str = ""
    token: str = ""
    begins: Key = ("", "")


def understand(text: str) -> Sought:
    """Return what a typed or scanned text looks for."""
    if scanned := _TRACKING.search(text):
        return Sought(token=scanned[1].upper())
    if code := normal_code(text):
        return Sought(code=code)
    if card := _CARD.match(text):
        return Sought(begins=(NUMBER, card[1]))
    bare = _AROUND.sub("", re.sub(r"[\s.]", "", text))
    if phone := normal_phone(text):
        return Sought(begins=("", phone))  # some tax codes look like a telephone
    if _NUMBER.fullmatch(bare):
        return Sought(begins=("", bare))  # nine digits may be a telephone half typed
    if parcel := _typed_parcel(text):
        return Sought(begins=(PARCEL, f"{parcel}@"))
    if _SERIAL.fullmatch(bare.upper()):
        return Sought(begins=(CERTIFICATE, bare.upper()))
    if _TAIL.fullmatch(bare) or (bare.isdecimal() and len(bare) > 2):
        return Sought(begins=("", bare))
    token = bare.upper() if _TOKEN.fullmatch(bare) else ""
    return Sought(token=token, begins=(NAME, fold(text)))


def _typed_parcel(text: str) -> str:
    """Return "sheet/plot" from "12/34", "tờ 12 thửa 34" or "thửa 34, tờ 12"; "" when it is none."""
    if both := _SLASH.fullmatch(text.strip()):
        return f"{int(both[1])}/{int(both[2])}"
    words = fold(text)
    sheet, plot = _SHEET.search(words), _PLOT.search(words)
    return f"{int(sheet[1])}/{int(plot[1])}" if sheet and plot else ""


def keys_of(
    form: EForm | None, answers: Mapping[str, Any], *, code: str, phone: str, names: tuple[str, ...]
) -> frozenset[Key]:
    """Return everything a sent dossier is found by beside its code and its tracking address."""
    found = {(NAME, part) for name in names for part in _beginnings(fold(name))}
    found |= {(CODE, code.partition("-")[2]), (PHONE, phone)}
    if form is not None:
        where = _commune(form, answers)
        told = found_by(form, answers) | frozenset(_numbers_apart(answers))
        found |= {(kind, f"{text}@{where}" if kind == PARCEL else text) for kind, text in told}
    return frozenset(key for key in found if key[1])


def _beginnings(folded: str) -> Iterator[str]:
    words = folded.split()
    for n in range(len(words)):
        yield " ".join(words[n:])


def _commune(form: EForm, answers: Mapping[str, Any]) -> str:
    """Return where the land lies: the same numbers stand in every commune."""
    where = answers.get(form.routes_by)
    return str(where.get("unit", "") if isinstance(where, Mapping) else where or "")


def _numbers_apart(answers: Mapping[str, Any]) -> Iterator[Key]:
    """Yield the parcel of dossiers whose forms still asked for its two numbers one by one."""
    sheet, plot = answers.get("map_sheet"), answers.get("parcel_no")
    if isinstance(sheet, int) and isinstance(plot, int):
        yield PARCEL, f"{sheet}/{plot}"
