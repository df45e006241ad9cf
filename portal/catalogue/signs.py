"""Which signs stand in the number of a document? "05/GP-UBND": number, kind of document, who issues it (NĐ 30/2020, Phụ lục I and III).

A procedure may state the kind of each of its results, an agency its own sign; what nobody stated is read off the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from unicodedata import normalize

#: Sign of a kind of document → its name. A plain letter has none.
KINDS: Final[Mapping[str, str]] = {
    "": "Công văn",
    # NĐ 30/2020, Phụ lục III
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định", "TC": "Thông cáo",
    "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình", "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án",
    "DA": "Dự án", "BC": "Báo cáo", "BB": "Biên bản", "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận", "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép", "PG": "Phiếu gửi", "PC": "Phiếu chuyển", "PB": "Phiếu báo", "SY": "Bản sao y",
    "TrS": "Bản trích sao", "SL": "Bản sao lục",
    # Ours: what the law has no sign for
    "GP": "Giấy phép", "GCN": "Giấy chứng nhận", "GXN": "Giấy xác nhận", "GKS": "Giấy khai sinh", "CC": "Chứng chỉ",
    "TL": "Trích lục", "TLBS": "Bản sao trích lục", "BS": "Bản sao", "PLLTP": "Phiếu lý lịch tư pháp", "PH": "Phù hiệu",
    "KQ": "Kết quả khác",
}  # fmt: skip
#: The sign of a result whose name says no kind.
OTHER: Final = "KQ"
#: How the name of a result begins → its sign; the longest beginning counts.
_BEGINNINGS: Final = {name.lower(): sign for sign, name in KINDS.items()} | {"văn bản": ""}
#: Where the name of the place begins: it is no part of the sign.
_PLACES: Final = ("tỉnh", "thành phố", "khu vực", "xã", "phường", "đặc khu")
_SMALL: Final = frozenset({"và", "của", "các", "-", "–"})
#: What the sign of an agency looks like: capital letters and digits, parts joined by hyphens.
_SIGN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST_SIGN: Final = 20


def kind_of(name: str) -> str:
    """Return the sign of the kind of document that a result is, read off its name; "" for a plain letter."""
    told = name.lower()
    fitting = [begin for begin in _BEGINNINGS if re.match(rf"{re.escape(begin)}\b", told)]
    return _BEGINNINGS[max(fitting, key=len)] if fitting else OTHER


def kinds_of(results: Sequence[str], stated: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return the kinds a procedure can end with, the first result's first, each with the names of its results.

    `stated`: a sign for each result, or none at all; then each is read off the name.
    """
    signs = stated if len(stated) == len(results) else [kind_of(name) for name in results]
    found: dict[str, tuple[str, ...]] = {}
    for sign, name in zip(signs, results, strict=True):
        found[sign] = (*found.get(sign, ()), name)
    return found or {OTHER: ()}


def sign_of_agency(name: str) -> str:
    """Return the sign of who issues it, the first letters of the name: "Sở Nông nghiệp và Môi trường" is SNNMT; Đ stays, tones go."""
    words = name.split()
    lower = [word.lower() for word in words]
    for place in _PLACES:
        parts = place.split()
        for start in range(1, len(words)):
            if lower[start : start + len(parts)] == parts:
                words, lower = words[:start], lower[:start]
                break
    first = (normalize("NFD", word)[0].upper() for word in words if word.lower() not in _SMALL)
    return "".join(first)


def is_sign(text: str) -> bool:
    """Say whether an agency can sign so: capital letters, digits, single hyphens between them, 2 to 20 in all."""
    return 2 <= len(text) <= LONGEST_SIGN and text == text.upper() and _SIGN.fullmatch(text) is not None


def written(number: int, kind: str, agency: str) -> str:
    """Return the whole: numbers below ten with a zero, a plain letter without the sign of a kind."""
    return f"{number:02d}/{'-'.join(filter(None, (kind, agency)))}"
