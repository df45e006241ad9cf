"""A catalogue as large as a province's, and a procedure that is as long as real ones get."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.operations import count_change, headline
from portal.catalogue.record import Record
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.procedures import a_record

_SENTENCE = (
    "Tổ chức, cá nhân nộp hồ sơ tại nơi tiếp nhận; cán bộ kiểm tra, ghi giấy hẹn và chuyển hồ sơ đến nơi giải quyết. "
)
_BIG_FIELDS = (("hai-quan", "Hải quan", 300), ("thue", "Thuế", 150))


def words(characters: int, line: int = 0) -> str:
    """Return Vietnamese text of that many characters; with `line`, in lines of that many, every third with a dash.

    Every sentence carries a number, so that it does not pack better than real text.
    """
    sentences = (f"{number * 7919 % 10_007}: {_SENTENCE}" for number in range(characters // 100 + 2))
    text = "".join(sentences)[:characters]
    if not line:
        return text
    lines = [text[start : start + line] for start in range(0, len(text), line)]
    return "\n".join(("- " if number % 3 else "") + one for number, one in enumerate(lines))


def an_extreme_record(code: str = "") -> Record:
    """Return a record with every length that was counted in real ones: name, papers, cases, steps, requirements, fees."""
    papers = [
        {"id": f"p{n}", "name": f"Giấy tờ thứ {n}: {words(90 + n % 7 * 60)}", "originals": 1, "copies": n % 3,
         "case": f"Trường hợp {n % 20}: {words(160)}"}
        for n in range(111)
    ]  # fmt: skip
    fees = [{"name": f"Phí {n}", "kind": "fee", "amount_vnd": 10_000 * n, "note": words(60)} for n in range(1, 90)]
    limit = {"value": 10, "unit": "working_day"}
    return a_record(
        code, name=words(1_678), plain="", components=papers, conditions=words(44_590, 300), executing_note=words(1_494),
        steps=[{"title": "Trình tự", "text": words(22_855, 400)}],
        channels=[{"channel": way, "limit": limit, "fees": fees, "description": words(278_000)} for way in ("counter", "post")],
        legal_bases=[{"number": f"{n}/2025/NĐ-CP", "title": f"Nghị định {n}", "issued_on": "2025-01-01"} for n in range(20)],
    )  # fmt: skip


def a_province_s_catalogue(session: Session, size: int = 1_782) -> None:
    """Publish so many more procedures at once, in 180 fields, two of them big."""
    fields = [(f"linh-vuc-{n}", f"Lĩnh vực số {n}") for n in range(180)]
    big = [(code, name) for code, name, many in _BIG_FIELDS for _ in range(many)]
    with transaction(session):
        first = _insert(
            session, [_record(number, (big + fields * (size // 180 + 1))[number]) for number in range(size)]
        )
        assert first
        count_change(session)


def _record(number: int, field: tuple[str, str]) -> Record:
    return a_record(
        f"8.{number:06d}", name=f"Thủ tục {number} {words(60 + number % 120)}", field=field[0], field_name=field[1],
        level=1 + number % 2, admin_level=("commune", "province")[number % 3 == 0],
    )  # fmt: skip


def _insert(session: Session, records: list[Record]) -> int:
    revisions: list[dict[str, Any]] = []
    rows = [{"code": record.code, "changed_at": now(), **headline(record, {})} for record in records]
    ids = session.scalars(insert(Procedure).returning(Procedure.id, sort_by_parameter_order=True), rows).all()
    for record, number in zip(records, ids, strict=True):
        revisions.append(
            {
                "procedure_id": number,
                "number": 1,
                "content": record.as_dict(),
                "fingerprint": record.fingerprint(),
                "published_at": now(),
            }
        )
    kept = session.scalars(
        insert(ProcedureRevision).returning(ProcedureRevision.id, sort_by_parameter_order=True), revisions
    ).all()
    for procedure_id, revision_id in zip(ids, kept, strict=True):
        session.get_one(Procedure, procedure_id).revision_id = revision_id
    return len(kept)
