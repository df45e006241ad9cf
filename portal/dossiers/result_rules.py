"""Which signs stand in the number of a result? "05/GP-UBND": number, kind of document, who issues it (NĐ 30/2020, Phụ lục I and III).

The kind is read off the name of the result as the procedure states it; what the law has no sign for gets one of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from unicodedata import normalize

#: How the name of a result begins → its sign; the longest beginning counts.
KINDS: Final[Mapping[str, str]] = {
    "nghị quyết": "NQ", "quyết định": "QĐ", "thông báo": "TB", "kế hoạch": "KH", "báo cáo": "BC", "biên bản": "BB",
    "hợp đồng": "HĐ", "tờ trình": "TTr", "giấy ủy quyền": "GUQ", "giấy giới thiệu": "GGT", "phiếu chuyển": "PC",
    "giấy phép": "GP", "giấy chứng nhận": "GCN", "giấy xác nhận": "GXN", "giấy khai sinh": "GKS", "chứng chỉ": "CC",
    "trích lục": "TL", "bản sao trích lục": "TLBS", "bản sao": "BS", "phiếu lý lịch tư pháp": "PLLTP", "phù hiệu": "PH",
    "văn bản": "", "công văn": "",
}  # fmt: skip
#: The sign of a result whose name says no kind.
OTHER: Final = "KQ"
#: Where the name of the place begins: it is no part of the sign.
_PLACES: Final = ("tỉnh", "thành phố", "khu vực", "xã", "phường", "đặc khu")
_SMALL: Final = frozenset({"và", "của", "các", "-", "–"})


def kind_of(results: Sequence[str]) -> str:
    """Return the sign of the kind of document that a procedure ends with: of its first result; "" for a plain letter."""
    name = results[0].lower() if results else ""
    fitting = [begin for begin in KINDS if name.startswith(begin)]
    return KINDS[max(fitting, key=len)] if fitting else OTHER


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


def written(number: int, kind: str, agency: str) -> str:
    """Return the whole: numbers below ten with a zero, a plain letter without the sign of a kind."""
    return f"{number:02d}/{'-'.join(filter(None, (kind, agency)))}"
