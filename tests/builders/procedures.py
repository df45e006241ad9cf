"""Procedures that nobody would look for in the catalogue; the real ones are there as well."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, Procedure
from portal.catalogue.operations import publish
from portal.catalogue.record import Record, from_dict
from portal.kernel.transaction import transaction
from portal.web.app_state import now

#: The first level-3 service of the catalogue, and the office that takes it in.
LAND_TRANSFER = "1.013831"
ONESTOP = "ttpvhcc-tinh"
_numbers = count(1)

_STEPS = [
    {"id": "tiep-nhan", "kind": "intake", "agency": "onestop", "role": "intake_officer", "days": 0.5},
    {"id": "xem-xet", "kind": "work", "agency": "onestop", "role": "case_officer", "days": 1.0},
    {"id": "ky", "kind": "signature", "agency": "onestop", "role": "approver", "days": 0.5},
    {"id": "phat-hanh", "kind": "issue", "agency": "onestop", "role": "clerk", "days": 0.5},
    {"id": "tra", "kind": "return", "agency": "onestop", "role": "intake_officer", "days": 0.5},
]
_EFORM = {
    "pages": [
        {
            "id": "nguoi-xin", "title": "Ai xin cấp giấy?", "task": "Người xin",
            "questions": [
                {"id": "owner_name", "type": "person_name", "label": "Họ và tên"},
                {"id": "has_fields", "type": "yes_no", "label": "Có ruộng không?", "optional": True},
            ],
        }
    ]
}  # fmt: skip


def a_record(code: str = "", **changes: Any) -> Record:
    """Return what is known of a procedure that is only described (level 1)."""
    facts: dict[str, Any] = {
        "code": code or f"9.{next(_numbers):06d}", "name": "Cấp giấy phép thả diều trên ruộng", "level": 1,
        "plain": "Xin phép thả diều cỡ lớn.", "field": "dat-dai", "field_name": "Đất đai", "admin_level": "commune",
        "executing_note": "Ủy ban nhân dân cấp xã", "audiences": ["citizen"],
        "channels": [{"channel": "counter", "limit": {"value": 3, "unit": "working_day"},
                      "fees": [{"name": "Lệ phí", "kind": "charge", "amount_vnd": 0}]}],
        "components": [{"id": "don", "name": "Đơn xin phép", "originals": 1}],
    }  # fmt: skip
    return from_dict({**facts, **changes})


def an_online_record(code: str = "", **changes: Any) -> Record:
    """Return a small service that can be filed online: one page, one paper, five steps in one agency."""
    limit = {"value": 3, "unit": "working_day"}
    facts: dict[str, Any] = {
        "level": 3, "eform": _EFORM, "channels": [{"channel": name, "limit": limit} for name in ("online", "counter")],
        "process": [{**step, "name": step["id"], "plain": step["id"]} for step in _STEPS],
    }  # fmt: skip
    return a_record(code, **{**facts, **changes})


def a_full_record(code: str = "", **changes: Any) -> Record:
    """Return a record in which every field of the national one says something."""
    facts: dict[str, Any] = {
        "local_code": "VLG-012", "short_name": "Xin phép thả diều", "kind": "TTHC được luật giao quy định chi tiết",
        "description": "Diều dài hơn hai mét.", "admin_level": "province", "executing_agencies": ["so-tu-phap"],
        "executing_note": "Sở Tư pháp", "coordinating_agencies": ["so-y-te", "Hội Thả diều"], "competent_agency": "Chủ tịch tỉnh",
        "delegated_agency": "Giám đốc Sở Tư pháp", "intake_address": "Số 12C, đường Hoàng Thái Hiếu",
        "audience_note": "Trừ trẻ em dưới 6 tuổi", "who": "Ai có diều.", "results": ["Giấy phép", "Văn bản trả lời"],
        "result_codes": ["KQ.H61.000001", "KQ.H61.000002"], "result_kinds": ["QĐ", ""], "dossier_sets": 2, "keywords": ["diều"],
        "conditions": "Diều không vướng dây điện.", "related": [LAND_TRANSFER], "decision_number": "12/QĐ-UBND",
        "decision_date": "2025-06-20", "decision_issuer": "Ủy ban nhân dân tỉnh", "publication_status": "amended",
        "valid_from": "2025-07-01", "valid_to": "2027-02-28", "reviewed_on": "2026-11-01", "delivery": "toan_trinh",
        "components": [
            {"id": "don", "name": "Đơn xin phép", "originals": 1, "copies": 1, "doc_code": "GT1", "note": "Ký tên",
             "form_files": ["Mau 1.docx", "Mau 1.pdf"], "form_url": "https://example.org/mau?ma=1", "case": "Cấp mới"},
            {"id": "dan", "name": "Mang căn cước để đối chiếu", "is_note": True},
        ],
        "steps": [{"title": "Bước 1", "text": "Nộp đơn."}, {"title": "Bước 2", "text": "Đo diều.", "case": "Cấp mới"}],
        "legal_bases": [{"number": "1/2025/NQ-HĐND", "title": "Nghị quyết về diều", "issued_on": "2025-01-02", "issuer": "HĐND tỉnh"}],
        "questions": [{"q": "Diều dài bao nhiêu?", "a": "Dài hơn hai mét."}],
        "printed_forms": [{"id": "don-dieu", "title": "Đơn thả diều", "sections": [{"lines": [{"kind": "text", "id": "ten"}]}]}],
    }  # fmt: skip
    return an_online_record(code, **{**facts, **changes})


def a_procedure(session: Session, record: Record | None = None, **changes: Any) -> Procedure:
    """Publish a record (a new one unless given) and return the procedure."""
    record = record or a_record(**changes)
    with transaction(session):
        names = dict(session.execute(select(Agency.code, Agency.name)).all())
        publish(session, record, agencies=names, at=now())
    return session.scalars(select(Procedure).where(Procedure.code == record.code)).one()
