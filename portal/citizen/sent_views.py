"""After sending: the receipt, the dossier with its timeline, its slips and its result."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.catalogue.queries import UnitNames, get_agency, working_calendar
from portal.citizen.behalf_views import helped_page
from portal.citizen.contact_views import told
from portal.citizen.following import following
from portal.citizen.overview import sections
from portal.citizen.paper_views import find_file
from portal.citizen.starting import new_key
from portal.citizen.supplementing import what_to_do
from portal.citizen.withdraw_views import may_withdraw
from portal.documents import qr
from portal.documents.desk import link
from portal.documents.queries import get_slip, list_slips
from portal.documents.sealed import issued_pdf
from portal.dossiers.bringing import papers_to_bring
from portal.dossiers.contact_queries import find_rating
from portal.dossiers.corrections import list_waiting
from portal.dossiers.models import Dossier
from portal.dossiers.operations import save_answers, start_draft
from portal.dossiers.payments import get_payment_file, list_payment_notices
from portal.dossiers.queries import find_helped, get_own
from portal.dossiers.rules import forms_for, papers_for
from portal.eforms.revising import carry_over
from portal.kernel.errors import InvalidMove, NotFound
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.storage.signatures import Signature, SignatureReader
from portal.storage.store import Store
from portal.storage.views import bytes_response, file_response
from portal.web.access import citizen
from portal.web.app_state import now, service, session
from portal.workflow.states import State

blueprint = Blueprint("sent", __name__, url_prefix="/ho-so/<code>")
#: Ends from which a citizen files again with what was entered.
ENDED_WITHOUT = frozenset({State.NOT_ACCEPTED, State.REFUSED, State.STOPPED, State.WITHDRAWN})


@blueprint.get("/da-gui")
@citizen
def receipt(code: str) -> str:
    """Show code, secret and QR, and what happens next; can be opened again at any time."""
    dossier = get_own(session(), current_user, code)
    office = get_agency(session(), dossier.onestop_code or "")
    slip = get_slip(session(), dossier, "sending_receipt")
    return render_template(
        "citizen/receipt.html", dossier=dossier, record=dossier.record, office=office, slip=slip.paper,
        qr=qr.svg(link(dossier)), link=link(dossier), to_bring=papers_to_bring(dossier),
        is_held=any(one.is_held for one in list_about(session(), dossier.code or "") if one.kind == "dossier_sent"),
    )  # fmt: skip


@blueprint.get("/")
@citizen
def show(code: str) -> str:
    """Show where the dossier is, who acts next and by when, and everything that was sent; to a helper, what is allowed."""
    helped = find_helped(session(), current_user, code)
    if helped is not None:
        return helped_page(
            helped, following=following(session(), helped, working_calendar(session()), now(), in_public=True)
        )
    dossier = get_own(session(), current_user, code)
    names, supplement = UnitNames(session()), dossier.open_supplement
    return render_template(
        "citizen/dossier.html", dossier=dossier, record=dossier.record, slips=list_slips(session(), dossier),
        following=following(session(), dossier, working_calendar(session()), now()), sections=sections(dossier, names),
        papers=papers_for(dossier.record, dossier.answers), forms=forms_for(dossier.record, dossier.answers),
        notices=list_about(session(), dossier.code or ""), supplement=supplement,
        what_to_do=what_to_do(supplement) if supplement else "", messages=told(dossier), may_withdraw=may_withdraw(dossier),
        rating=find_rating(session(), dossier), corrections=list_waiting(session(), dossier),
        office=get_agency(session(), dossier.onestop_code or ""), signatures=_signatures(dossier),
        to_pay=list_payment_notices(dossier), may_file_again=dossier.stands in ENDED_WITHOUT, to_bring=papers_to_bring(dossier),
    )  # fmt: skip


@blueprint.get("/phieu/<kind>.pdf")
@citizen
def slip(code: str, kind: str) -> Response:
    """Print a slip exactly as it was issued."""
    dossier = get_own(session(), current_user, code)
    found = get_slip(session(), dossier, kind, request.args.get("so", type=int))
    return bytes_response(issued_pdf(service(Store), found), "application/pdf", f"{kind}-{dossier.code}.pdf")


@blueprint.get("/tep/<int:file_id>")
@citizen
def file(code: str, file_id: int) -> Response:
    """Show a paper that was sent."""
    dossier = get_own(session(), current_user, code)
    return file_response(find_file(dossier, file_id).file, small="nho" in request.args)


@blueprint.get("/thong-bao-nop-tien")
@citizen
def payment_notice(code: str) -> Response:
    """Show the tax or fee notice, an earlier one with ?lan=1."""
    dossier = get_own(session(), current_user, code)
    return file_response(get_payment_file(session(), dossier, request.args.get("lan", type=int)))


@blueprint.get("/ket-qua")
@citizen
def result(code: str) -> Response:
    """Show the result once it has been handed over: originals are compared first."""
    dossier = get_own(session(), current_user, code)
    if dossier.result_file is None or dossier.stands is not State.RETURNED:
        raise NotFound
    return file_response(dossier.result_file, download=True)


def _signatures(dossier: Dossier) -> tuple[Signature, ...]:
    """Return who signed the result, for whoever may have it."""
    file = dossier.result_file if dossier.stands is State.RETURNED else None
    return service(SignatureReader).of(service(Store), file)


@blueprint.post("/lam-lai")
@citizen
def again(code: str) -> ResponseReturnValue:
    """Start a new draft with the answers of a dossier that ended without a result; what still fits is not typed again."""
    dossier = get_own(session(), current_user, code)
    if dossier.stands not in ENDED_WITHOUT:
        raise InvalidMove
    draft = _copy(dossier, request.form.get("key") or new_key())
    return redirect(url_for("drafts.tasks", draft_code=draft.draft_code))


def _copy(dossier: Dossier, key: str) -> Dossier:
    with transaction(session()):
        draft = start_draft(
            session(), dossier.revision.procedure, dossier.citizen, at=now(), start_key=f"{dossier.citizen_id}:{key}"
        )
        before, eform = dossier.record.eform, draft.record.eform
        if before and eform and not draft.answers:
            carried = carry_over(before, eform, dossier.answers, UnitNames(session()))
            save_answers(session(), draft, list(eform.questions()), carried.kept, at=now())
    return draft
