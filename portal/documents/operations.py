"""Which slip does a move issue, and what stands on it? Made in the transaction of the move, from what is true then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.catalogue.queries import UnitNames, get_agency
from portal.documents.consenting import helper_vi
from portal.documents.models import Slip
from portal.documents.rules import (
    ApologySlip,
    IntakeReceipt,
    Item,
    Office,
    Paper,
    RefusalSlip,
    SendingReceipt,
    StopNotice,
    SupplementReceipt,
    SupplementRequest,
    Want,
)  # fmt: skip
from portal.dossiers import rules
from portal.dossiers.custody import handed_for
from portal.dossiers.custody_models import COPY, ORIGINAL
from portal.dossiers.desk import Desk
from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.moves import place_of
from portal.dossiers.numbering import next_number
from portal.dossiers.queries import find_register_entry
from portal.dossiers.supplement_models import PAPER
from portal.kernel.clock import local_date
from portal.workflow.deadlines import expected_if_filed
from portal.workflow.states import TABLE, Action

#: Symbol behind the number of each kind (TT 01/2018 Art. 9).
SYMBOLS = {
    "intake_receipt": "TNHS", "supplement_request": "HDHS", "refusal_slip": "TCHS", "apology_slip": "PXL", "stop_notice": "TB",
}  # fmt: skip


#: How a paper was handed in, as it stands on a slip.
_HANDED = {ORIGINAL: "đã nhận bản chính", COPY: "đã nhận bản sao", "": "đã nhận bản giấy"}
#: How a paper without a file stands on a slip.
_NOT_SENT = {
    rules.WILL_BRING: "sẽ nộp bản chính tại quầy", rules.HANDED_IN: "đã nhận bản giấy",
    rules.NOT_NEEDED: "không cần trong trường hợp này",
}  # fmt: skip


def issue_slip(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk) -> None:
    """Issue the slip of a move, if it has one; a follower of every move."""
    move = TABLE.get(Action(event.action)) if event.action in set(Action) else None
    if move is None or move.slip not in COMPOSE:
        return
    number = ""
    if move.slip in SYMBOLS:
        year = local_date(event.at).year
        count = next_number(session, f"slip:{move.slip}:{dossier.onestop_code}:{year}")
        number = f"{count:02d}/{SYMBOLS[move.slip]}"
    paper = COMPOSE[move.slip](session, dossier, event, desk, number)
    session.add(
        Slip(dossier_id=dossier.id, event_id=event.id, kind=move.slip, number=number, issued_at=event.at,
             facts=paper.as_dict())
    )  # fmt: skip


def office_of(session: Session, agency: Agency, province: str) -> Office:
    """Return an agency as it stands at the head of a slip."""
    superior = session.get(Agency, agency.parent_code) if agency.parent_code else None
    return Office(
        name=agency.name, superior=superior.name if superior else "", place=province.removeprefix("tỉnh "),
        address=agency.address, hours=agency.hours, phone=agency.phone,
    )  # fmt: skip


def paper_items(dossier: Dossier) -> tuple[Item, ...]:
    """Return the papers of a dossier with how each stands."""
    items = [Item(name=c.name, note="lập từ phần đã khai") for c in rules.made_by_portal(dossier.record)]
    for component in rules.papers_for(dossier.record, dossier.answers):
        kept = dossier.paper(component.id)
        if kept is None:
            continue
        if kept.files:
            note = f"{len(kept.files)} tệp, bản điện tử"
        else:
            note = _NOT_SENT.get(kept.status, "không có")
        items.append(Item(name=component.name, note=note))
    return tuple(items)


def _common(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> dict[str, Any]:
    office = get_agency(session, dossier.onestop_code or "")
    address = dossier.answers.get("owner_address")
    names = UnitNames(session)
    where = f"{address['line']}, {names.unit(address['unit'])}" if address else ""
    return {
        "office": office_of(session, office, desk.province),
        "number": number,
        "issued_at": event.at,
        "code": dossier.code or "",
        "owner_name": dossier.owner_name,
        "submitter_name": rules.submitter_name(dossier.answers),
        "address": where,
        "phone": (dossier.told.phone if dossier.told else "") or "",
        "email": str(dossier.answers.get("email", "") or ""),
        "procedure_name": dossier.record.name,
        "officer_name": event.by_name,
        "secret": dossier.secret,
        "track_url": desk.link(dossier),
        "helper": helper_vi(dossier),
    }


def _sending_receipt(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    channel = dossier.record.channel(dossier.channel)
    limit = channel.limit if channel else None
    expected = expected_if_filed(event.at, limit, desk.calendar, online=True) if limit else None
    assert dossier.first_answer_due_at is not None
    return SendingReceipt(
        office=office_of(session, get_agency(session, dossier.onestop_code or ""), desk.province),
        code=dossier.code or "", secret=dossier.secret, procedure_name=dossier.record.title,
        owner_name=dossier.owner_name, submitter_name=rules.submitter_name(dossier.answers), sent_at=event.at,
        first_answer_by=dossier.first_answer_due_at, expected_on=local_date(expected.at) if expected else None,
        papers=paper_items(dossier), track_url=desk.link(dossier), helper=helper_vi(dossier),
    )  # fmt: skip


def _intake_receipt(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    entry = find_register_entry(session, dossier)
    assert entry is not None and dossier.promised_at is not None
    channel = dossier.record.channel(dossier.channel) or dossier.record.main_channel()
    limit = channel.limit if channel else None
    return IntakeReceipt(
        **_common(session, dossier, event, desk, number), papers=paper_items(dossier), sets=dossier.record.dossier_sets,
        limit=desk.limit_words(limit.value, limit.unit.value) if limit else "", received_at=event.at,
        promised_at=dossier.promised_at, sum_lines=desk.sum_words(dossier.promised_sum),
        collect_at=collect_at(session, dossier), book_year=entry.year, book_sequence=entry.number,
    )  # fmt: skip


def collect_at(session: Session, dossier: Dossier) -> str:
    """Return where the citizen chose to receive the result."""
    address = dossier.answers.get("result_address")
    if dossier.answers.get("result_by") == "post" and address:
        return f"Bưu điện gửi đến: {address['line']}, {UnitNames(session).unit(address['unit'])}"
    return get_agency(session, dossier.onestop_code or "").name


def _refusal_slip(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    return RefusalSlip(
        **_common(session, dossier, event, desk, number), reason=event.note,
        advice="Ông/bà có thể sửa rồi nộp lại. Những gì đã khai vẫn còn trong hồ sơ trên cổng.",
        after_appraisal=event.action == Action.REFUSE.value,
    )  # fmt: skip


def _supplement_request(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    items = event.data["items"]
    is_plain = event.note == rules.letter([(item["name"], item["reason"]) for item in items])
    return SupplementRequest(
        **_common(session, dossier, event, desk, number), answer_by=dossier.answer_by,
        wants=tuple(Want(what=item["name"], reason=item["reason"] if is_plain else "") for item in items),
        reason="" if is_plain else event.note,
    )  # fmt: skip


def _supplement_receipt(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    is_accepted, common = dossier.accepted_at is not None, _common(session, dossier, event, desk, number)
    if event.agency_code != dossier.onestop_code:  # another office than the one in charge took it in
        common["office"] = office_of(session, get_agency(session, event.agency_code), desk.province)
        common["sent_to"] = get_agency(session, place_of(dossier) or "").name
    return SupplementReceipt(
        **common, given=given_items(dossier, event), received_at=event.at,
        is_at_counter=event.by_kind == "officer", promised_at=dossier.promised_at if is_accepted else None,
        sum_lines=desk.sum_words(dossier.promised_sum) if is_accepted else (),
        first_answer_by=None if is_accepted else dossier.first_answer_due_at,
    )  # fmt: skip


def given_items(dossier: Dossier, event: DossierEvent) -> tuple[Item, ...]:
    """Return what was given for the request that this event answered, each with how it came."""
    supplement = next((one for one in reversed(dossier.supplements) if one.answered_at == event.at), None)
    if supplement is None:
        return ()
    items = []
    for item in supplement.items:
        paper = dossier.paper(item.ref) if item.kind == PAPER else None
        files = [row for row in paper.all_files if row.supplement_id == supplement.id] if paper else []
        handed = handed_for(dossier, supplement.id, item.ref) if paper else []
        notes = [_HANDED[row.form] for row in handed] + ([f"{len(files)} tệp, bản điện tử"] if files else [])
        if item.not_had:
            notes = [f"không có: {item.not_had}"]
        items.append(Item(name=item.name, note=", ".join(notes) if paper or item.not_had else "đã sửa phần khai"))
    return tuple(items)


def _apology_slip(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    assert dossier.accepted_at is not None and dossier.promised_at is not None
    return ApologySlip(
        **_common(session, dossier, event, desk, number), agency_name=get_agency(session, event.agency_code).name,
        received_at=dossier.accepted_at, promised_at=datetime.fromisoformat(event.data["promised_at"]), reason=event.note,
        new_promised_at=dossier.promised_at,
    )  # fmt: skip


def _stop_notice(session: Session, dossier: Dossier, event: DossierEvent, desk: Desk, number: str) -> Paper:
    is_withdrawn = event.action == Action.CONFIRM_WITHDRAWAL.value
    asked = next((e for e in reversed(dossier.events) if e.action == Action.REQUEST_WITHDRAWAL.value), None)
    received_at = dossier.accepted_at or dossier.submitted_at
    assert received_at is not None
    return StopNotice(
        **_common(session, dossier, event, desk, number), received_at=received_at, is_withdrawn=is_withdrawn,
        agency_name=get_agency(session, dossier.agency_code or dossier.onestop_code or "").name,
        reason=asked.note if is_withdrawn and asked else event.note,
        advice="Ông/bà nộp lại lúc nào cũng được. Những gì đã khai vẫn còn trong hồ sơ trên cổng.",
    )  # fmt: skip


COMPOSE: Mapping[str, Callable[[Session, Dossier, DossierEvent, Desk, str], Paper]] = {
    "sending_receipt": _sending_receipt,
    "intake_receipt": _intake_receipt,
    "refusal_slip": _refusal_slip,
    "supplement_request": _supplement_request,
    "supplement_receipt": _supplement_receipt,
    "apology_slip": _apology_slip,
    "stop_notice": _stop_notice,
}
