"""How do the words of the search stand in a spreadsheet, and what did the person mean who changed it? Pure.

A row of the file is a row of the words. Its number says which; without one it is new. What is not in the file stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.kernel.errors import N_, Invalid
from portal.kernel.text import fold
from portal.search.codes import procedure_code
from portal.search.word_rules import MEANING, Facts

HEAD = ("Số", "Lần sửa", "Loại", "Người dân nói", "Nghĩa là", "Thủ tục đứng đầu", "Hỏi về", "Đang dùng")
_NEEDED = ("Loại", "Người dân nói")
_KINDS = {
    "synonym": "Cách nói",
    "alike": "Từ như nhau",
    "abbreviation": "Viết tắt",
    "intent": "Câu hỏi",
    "stop": "Từ bỏ qua",
}
_INTENTS = {"fee": "Lệ phí", "time": "Bao lâu", "place": "Ở đâu", "papers": "Giấy tờ", "track": "Tới đâu rồi", "": ""}
_IN_USE = {True: "có", False: "không"}


@dataclass(frozen=True)
class Line:
    """One row of the file as understood. `number` 0: a new row of words; `cells` as they stood, under HEAD."""

    line: int
    number: int
    version: int
    facts: Facts
    is_removed: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Mistake:
    """What cannot be understood or kept: the row of the file, the message id of what to do, its values."""

    line: int
    message: str
    values: Mapping[str, Any]


def cells_of(number: int, version: int, facts: Facts, is_removed: bool) -> tuple[str, ...]:
    """Return a row of words as cells under HEAD; several of one kind stand on lines of their own."""
    return (
        str(number), str(version), _KINDS[facts.kind], "\n".join(facts.says), facts.mean, "\n".join(facts.procedures),
        _INTENTS[facts.intent], _IN_USE[not is_removed],
    )  # fmt: skip


def under_head(rows: Sequence[tuple[int, Sequence[str]]]) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows with their cells in the order of HEAD; Invalid when a column that is needed is missing."""
    places = {fold(title): place for place, title in reversed([*enumerate(rows[0][1])])}
    missing = [title for title in _NEEDED if fold(title) not in places]
    if missing:
        raise Invalid(N_("The first row must name the columns. Missing: %(names)s."), names=", ".join(missing))
    order = [places.get(fold(title), len(rows[0][1])) for title in HEAD]
    return [(line, tuple(cells[at] if at < len(cells) else "" for at in order)) for line, cells in rows[1:]]


def understood(rows: Iterable[tuple[int, tuple[str, ...]]]) -> tuple[list[Line], list[Mistake]]:
    """Return the rows that can be understood, and what is wrong with the others."""
    lines: list[Line] = []
    mistakes: list[Mistake] = []
    seen: dict[int, int] = {}
    for at, cells in rows:
        found = _line(at, cells)
        if isinstance(found, Line) and found.number and seen.setdefault(found.number, at) != at:
            message = N_("Number %(number)s stands in row %(row)s already. Delete one of the two.")
            found = Mistake(at, message, {"number": found.number, "row": seen[found.number]})
        if isinstance(found, Line):
            lines.append(found)
        else:
            mistakes.append(found)
    return lines, mistakes


def _line(at: int, cells: tuple[str, ...]) -> Line | Mistake:
    number, version, kind, says, mean, procedures, intent, in_use = cells
    known = {"kind": _key(_KINDS, kind), "intent": _key(_INTENTS, intent), "use": _key(_IN_USE, in_use or "có")}
    if known["kind"] is None:
        return Mistake(at, N_("Write one of these under “Loại”: %(words)s"), {"words": ", ".join(_KINDS.values())})
    if known["intent"] is None:
        words = ", ".join(filter(None, _INTENTS.values()))
        return Mistake(at, N_("Write one of these under “Hỏi về”: %(words)s"), {"words": words})
    if known["use"] is None:
        return Mistake(at, N_("Write “có” or “không” under “Đang dùng”"), {})
    if any(text and not (text.isascii() and text.isdigit() and len(text) < 9) for text in (number, version)):
        return Mistake(at, N_("Leave “Số” and “Lần sửa” as they were exported; empty both for a new row"), {})
    facts = Facts(
        known["kind"], tuple(_parts(says)), " ".join(mean.split()), tuple(_codes(procedures)), known["intent"]
    )
    return Line(at, int(number or 0), int(version or 0), _of_kind(facts), not known["use"], cells)


def _of_kind(facts: Facts) -> Facts:
    """Leave out what this kind does not have."""
    return replace(
        facts, mean=facts.mean if facts.kind in MEANING else "",
        procedures=facts.procedures if facts.kind == "synonym" else (), intent=facts.intent if facts.kind == "intent" else "",
    )  # fmt: skip


def _key(words: Mapping[Any, str], typed: str) -> Any:
    """Return the key whose word was typed, None for another word."""
    return next((key for key, word in words.items() if fold(word) == fold(typed)), None)


def _parts(cell: str) -> Iterator[str]:
    for part in cell.replace(";", "\n").splitlines():
        if part.strip():
            yield " ".join(part.split())


def _codes(cell: str) -> Iterator[str]:
    yield from dict.fromkeys(procedure_code(part.split()[0]) or part for part in _parts(cell))
