"""What may be kept of a search that found nothing? Its words, never who: names, numbers and addresses are struck out.

Pure. Rather too little is kept than too much: what may be a name after "tên", "ông" or "bà" goes with everything behind
it, a family name with "văn" or "thị" goes anywhere, and a text with an e-mail address is not kept at all.
"""

from __future__ import annotations

import re

from portal.kernel.text import fold, nfc, strip_controls, words

LONGEST = 80
#: What stands where something was struck out.
STRUCK = "xxx"
_LONGEST_READ = 400
#: Six digits or more, also in groups: telephones, citizens' numbers, dates of birth, codes of dossiers.
_NUMBER = re.compile(r"\+?\d(?:[\s.,/()\-–]*\d){5,}")
_FAMILY = frozenset((
    "nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô",
    "dương", "lý", "lí", "trương", "đinh", "đoàn", "lâm", "mai", "trịnh", "đào", "cao", "lương", "lưu", "hà",
    "thạch", "kim", "sơn", "châu", "tô", "tạ", "quách", "tăng", "thái", "la", "triệu", "vương", "kiên", "danh",
    "giang", "khưu", "lữ", "mạc", "nghiêm", "tống",
))  # fmt: skip
_FOLDED_FAMILY = frozenset(map(fold, _FAMILY))
#: Family names that mean nothing else.
_CERTAIN = frozenset(("nguyễn", "huỳnh"))
_MIDDLE = frozenset(("van", "thi"))
#: Words of kinship and respect that may stand before a name.
_BEFORE = frozenset(["la", "ong", "ba", "anh", "chi", "em", "co", "chu", "bac", "cho"])
_RESPECT = frozenset(("ong", "ba"))
_MOST_OF_A_NAME = 4


def kept_text(query: str) -> str:
    """Return what is kept of a query: folded, at most 80 characters, without personal data; "" when nothing may be."""
    text = strip_controls(nfc(query[:_LONGEST_READ]))
    if "@" in text:
        return ""
    written = words(_NUMBER.sub(f" {STRUCK} ", text))
    kept = _without_names(written, [fold(word) for word in written], text.isascii())
    told = [word for word in kept if word and word != STRUCK]
    if sum(len(word) for word in told if not word.isdigit()) < 2:
        return ""
    line = " ".join(kept)
    return line if len(line) <= LONGEST else line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]


def _without_names(written: list[str], folded: list[str], is_bare: bool) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(folded):
        length = _name_at(written, folded, at, is_bare)
        if length:
            kept.append(STRUCK)
            at += length
        else:
            kept.append(folded[at])
            at += 1
    return kept


def _name_at(written: list[str], folded: list[str], at: int, is_bare: bool) -> int:
    """Return how many words of a person's name begin here, 0 when none does."""
    after_ten = _follows_ten(folded, at)
    capitals = _capitals(written, at)
    is_family = at + 1 < len(folded) and (folded[at] in _FOLDED_FAMILY if is_bare else written[at].lower() in _FAMILY)
    if is_family and (after_ten or (at and folded[at - 1] in _RESPECT)):
        return len(folded) - at  # where a name in small letters ends nobody can tell
    if after_ten and capitals:
        return capitals
    if is_family and (folded[at + 1] in _MIDDLE or written[at].lower() in _CERTAIN):
        return min(_MOST_OF_A_NAME, len(folded) - at)
    return capitals if is_family and capitals >= 2 else 0


def _capitals(written: list[str], at: int) -> int:
    """Return how many words from here on begin with a capital."""
    count = 0
    while at + count < len(written) and written[at + count].istitle():
        count += 1
    return count


def _follows_ten(folded: list[str], at: int) -> bool:
    """Say whether "tên" stands before this word, with nothing but "là", "ông", "bà"… between."""
    before = at - 1
    while before >= 0 and folded[before] in _BEFORE:
        before -= 1
    return before >= 0 and folded[before] == "ten"
