"""Questions and small forms, as a service's TOML would define them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.eforms.answers import read_answer
from portal.eforms.definition import EForm, Option, Question, read
from portal.eforms.types import ELSEWHERE, TYPES

#: Two communes of today's province, as the list of communes names them.
COMMUNES = {
    "29551": "Phường Long Châu, tỉnh Vĩnh Long",
    "29602": "Xã Long Hồ, tỉnh Vĩnh Long",
    ELSEWHERE: "tỉnh, thành phố khác",
}


AGENCIES = {"so-xd": "Sở Xây dựng"}
TODAY = date(2026, 11, 24)


class Communes:
    """The names of a few communes; any other id is unknown."""

    def unit(self, unit_id: str) -> str:
        return COMMUNES.get(unit_id, "")

    def agency(self, code: str) -> str:
        return AGENCIES.get(code, "")

    def agencies(self, kinds: Sequence[str]) -> list[tuple[str, str]]:
        return list(AGENCIES.items())

    def today(self) -> date:
        return TODAY


NAMES = Communes()


def a_question(kind: str = "text", question_id: str = "cau", **more: Any) -> Question:
    """Build a question; `options` may be given as values only."""
    options = tuple(Option(value, f"Chọn {value}") for value in more.pop("options", ()))
    return Question(question_id, kind, more.pop("label", "Câu hỏi"), options=options, **more)


def read_typed(question: Question, typed: str | Mapping[str, str | Sequence[str]]) -> Any:
    """Read what a person typed: a text, or texts by the suffix of the input (".day", ".unit")."""
    parts = {"": typed} if isinstance(typed, str) else typed
    texts = {suffix: [text] if isinstance(text, str) else list(text) for suffix, text in parts.items()}
    return read_answer(question, {question.id + suffix: values for suffix, values in texts.items()}, NAMES)


def shown(question: Question, kept: Any) -> str:
    """Return a kept answer as a person reads it."""
    return TYPES[question.type].show(question, kept, NAMES)


def a_row(question_id: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """Build one question as TOML gives it."""
    row: dict[str, Any] = {"id": question_id, "type": kind, "label": f"Câu {question_id}"}
    if kind in ("choice", "choices"):
        row["options"] = [{"value": value, "label": value} for value in more.pop("values", ("co", "khong"))]
    return {**row, **more}


def a_page(page_id: str, *questions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Build one page as TOML gives it."""
    return {"id": page_id, "title": f"Trang {page_id}?", "task": page_id, "questions": list(questions), **more}


def a_form(*pages: Mapping[str, Any], eligibility: Sequence[Mapping[str, Any]] = (), **more: Any) -> EForm:
    """Build a form from pages."""
    return read({"pages": list(pages), "eligibility": list(eligibility), **more}, source="thu.form.toml")
