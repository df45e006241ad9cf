"""What stands on the control slip of a dossier, and on a page of the register of an office?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.catalogue.queries import UnitNames, agency_names, get_agency
from portal.documents.office_papers import ControlHop, ControlSlip, Register, RegisterRow
from portal.documents.operations import collect_at, office_of
from portal.dossiers.consultation_models import WITHDRAWN
from portal.dossiers.desk import Desk
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.register_models import RegisterEntry
from portal.kernel.clock import local_date
from portal.workflow.states import Action
from portal.workflow.steps import StepKind

#: Roles whose agency works along without leading.
_PARTNER = "partner_officer"


def control_slip(session: Session, dossier: Dossier, desk: Desk, at: datetime) -> ControlSlip:
    """Return Mẫu 05 as the dossier stands now: every hop with both hands and how it ended."""
    asked = {one.agency_code for one in dossier.consultations if one.state != WITHDRAWN}
    seen = {leg.agency_code for leg in dossier.legs} | {dossier.onestop_code or ""}
    names = agency_names(session, sorted(seen | asked))
    steps = {step.id: step.name for step in dossier.record.process}
    partners = sorted(
        {names[code] for code in asked | {leg.agency_code for leg in dossier.legs if leg.role == _PARTNER}}
    )
    return ControlSlip(
        office=office_of(session, get_agency(session, dossier.onestop_code or ""), desk.province), issued_at=at,
        code=dossier.code or "", owner_name=dossier.owner_name, procedure_name=dossier.record.name, agency_name=names.get(_leading(dossier), ""),
        partner_names=", ".join(partners), promised_at=dossier.promised_at, result_number=dossier.result_number, secret=dossier.secret,
        track_url=desk.link(dossier), hops=tuple(_hop(leg, names, steps) for leg in dossier.legs),
    )  # fmt: skip


def _leading(dossier: Dossier) -> str:
    """Return the agency that works on it: of the first hop behind the counter, else the counter itself."""
    working = [leg for leg in dossier.legs if _kind(dossier, leg) is StepKind.WORK and leg.role != _PARTNER]
    return working[0].agency_code if working else dossier.onestop_code or ""


def _kind(dossier: Dossier, leg: Leg) -> StepKind | None:
    return next((step.kind for step in dossier.record.process if step.id == leg.step_id), None)


def _hop(leg: Leg, names: Mapping[str, str], steps: Mapping[str, str]) -> ControlHop:
    return ControlHop(
        agency=names.get(leg.agency_code, leg.agency_code), step=steps.get(leg.step_id, ""), sent_at=leg.sent_at,
        sent_by=leg.sent_by, received_at=leg.received_at, received_by=leg.received_by, outcome=_outcome(leg),
    )  # fmt: skip


def _outcome(leg: Leg) -> str:
    """Return before, in or over time, as the form wants it; "" while the hop is open or has no time of its own."""
    if leg.finished_at is None or leg.due_at <= leg.sent_at:
        return ""
    if leg.finished_at > leg.due_at:
        return "Quá hạn"
    return "Trước hạn" if local_date(leg.finished_at) < local_date(leg.due_at) else "Đúng hạn"


def register(
    session: Session, entries: Sequence[RegisterEntry], desk: Desk, *, office_code: str, year: int, period: str, at: datetime
) -> Register:  # fmt: skip
    """Return Mẫu 06 with these lines of one office."""
    codes = {_leading(entry.dossier) for entry in entries}
    names, units = agency_names(session, sorted(codes)), UnitNames(session)
    return Register(
        office=office_of(session, get_agency(session, office_code), desk.province), issued_at=at, year=year, period=period,
        rows=tuple(_row(session, entry, names, units) for entry in entries),
    )  # fmt: skip


def _row(session: Session, entry: RegisterEntry, names: Mapping[str, str], units: UnitNames) -> RegisterRow:
    dossier = entry.dossier
    address = dossier.answers.get("owner_address")
    where = f"{address['line']}, {units.unit(address['unit'])}" if address else ""
    working = next((leg for leg in dossier.legs if _kind(dossier, leg) is StepKind.WORK), None)
    back = next((leg for leg in dossier.legs if _kind(dossier, leg) is StepKind.RETURN), None)
    returned = next((e.at for e in dossier.events if e.action == Action.RETURN_RESULT.value), None)
    return RegisterRow(
        number=entry.number, code=dossier.code or "", procedure_name=dossier.record.title, sets=dossier.record.dossier_sets,
        owner_name=dossier.owner_name, contact=", ".join(filter(None, (where, dossier.citizen.phone))),
        agency_name=names.get(_leading(dossier), ""), received_on=local_date(entry.entered_at),
        promised_on=local_date(dossier.promised_at) if dossier.promised_at else None,
        handed_over_on=local_date(working.sent_at) if working else None,
        result_on=local_date(back.sent_at) if back else None, returned_on=local_date(returned) if returned else None,
        note=_note(session, dossier),
    )  # fmt: skip


def _note(session: Session, dossier: Dossier) -> str:
    """Return the number of the result, how it is received, and why there will be none."""
    ends = {"refused": "Từ chối giải quyết", "stopped": "Đã dừng", "withdrawn": "Đã rút"}
    number = f"Số {dossier.result_number}" if dossier.result_number else ""
    return "; ".join(filter(None, (number, ends.get(dossier.state) or collect_at(session, dossier))))
