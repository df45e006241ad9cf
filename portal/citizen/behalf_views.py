"""Filing for somebody else: who for whom, and the owner's consent by code or on a signed slip."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response as Redirect

from portal.agencies.digital_team import find_membership
from portal.catalogue.queries import get_agency, get_procedure
from portal.citizen.behalf_forms import AskForm, NamesForm, OwnerCodeForm, SlipForm
from portal.citizen.profile import is_helper
from portal.citizen.starting import begin, forget_start, waiting_start
from portal.documents.consenting import consent_slip
from portal.documents.desk import current_desk, link
from portal.documents.queries import get_slip
from portal.documents.render import render
from portal.documents.sealed import issued_pdf
from portal.dossiers import behalf
from portal.dossiers.consent_models import BY_SLIP, Consent
from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_draft
from portal.kernel.errors import Invalid, NotFound, TooMany
from portal.kernel.transaction import transaction
from portal.notices.queries import find_newest_to
from portal.storage.store import Store
from portal.storage.uploads import chosen, inspect_all
from portal.storage.views import bytes_response, file_response
from portal.web.access import citizen, large_body, public
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.site import public_url
from portal.workflow.states import State

blueprint = Blueprint("behalf", __name__, url_prefix="/ho-so")
MOST_AT_ONCE = 20 * 1024 * 1024
Errors = list[tuple[str, str]]


@blueprint.get("/nho-nop-giup/<code>")
@public
def help_page(code: str) -> str:
    """Say who can file for whom, and how: for the owner and for whoever helps."""
    procedure = get_procedure(session(), code)
    if not procedure.is_online:
        raise NotFound
    return render_template("citizen/help_page.html", procedure=procedure)


@blueprint.route("/nop-thay", methods=["GET", "POST"])
@citizen
def names() -> ResponseReturnValue:
    """Ask who files for whom; then the draft begins."""
    waiting = waiting_start()
    if waiting is None:
        return redirect(url_for("drafts.my_dossiers"))
    form = NamesForm(request.form) if request.method == "POST" else NamesForm(helper_name=_my_name())
    if request.method == "GET":
        return _names_page(form, [])
    errors = form.problems() if not form.validate() else []
    if not errors:
        try:
            draft = begin(current_user, waiting["code"], waiting["answers"], key=waiting["key"], helping=_helping(form))
        except Invalid as error:
            errors = [("owner_phone", sentence(error))]
        else:
            forget_start()
            return redirect(url_for("behalf.consent", draft_code=draft.draft_code))
    return _names_page(form, errors), 422


@blueprint.route("/nhap/<draft_code>/dong-y/ten", methods=["GET", "POST"])
@citizen
def correct(draft_code: str) -> ResponseReturnValue:
    """Correct the names or the telephone, as long as the owner has not agreed."""
    draft, consent = _mine(draft_code)
    form = NamesForm(request.form) if request.method == "POST" else NamesForm(obj=consent)
    if request.method == "GET":
        return _names_page(form, [], draft)
    errors = form.problems() if not form.validate() else []
    if not errors:
        try:
            with transaction(session()):
                behalf.ask_for_consent(session(), draft, _helping(form))
        except Invalid as error:
            errors = [("owner_phone", sentence(error))]
        else:
            return redirect(url_for("behalf.consent", draft_code=draft_code))
    return _names_page(form, errors, draft), 422


@blueprint.get("/nhap/<draft_code>/dong-y")
@citizen
def consent(draft_code: str) -> ResponseReturnValue:
    """Show what the owner is asked, and how they agree."""
    draft, _consent = _mine(draft_code)
    return _consent_page(draft, [])


@blueprint.post("/nhap/<draft_code>/dong-y/ma")
@citizen
def send_code(draft_code: str) -> ResponseReturnValue:
    """Send the owner the code, with what giving it away means."""
    draft, _consent = _mine(draft_code)
    sees_after = bool(AskForm(request.form).sees_after.data)
    try:
        with transaction(session()):
            behalf.send_code(
                session(),
                draft,
                sees_after=sees_after,
                after_words=_after_words(sees_after),
                at=now(),
                desk=current_desk(),
            )
    except (Invalid, TooMany) as error:
        return _consent_page(draft, [("gui-ma", sentence(error))]), error.status
    return redirect(url_for("behalf.consent", draft_code=draft_code))


@blueprint.post("/nhap/<draft_code>/dong-y/xac-nhan")
@citizen
def confirm(draft_code: str) -> ResponseReturnValue:
    """Take the code that the owner gave away: that is the consent."""
    draft, _consent = _mine(draft_code)
    form = OwnerCodeForm(request.form)
    if not form.validate():
        return _consent_page(draft, form.problems()), 422
    own_page = public_url() + url_for("drafts.my_dossiers")
    with transaction(session()):
        refused = behalf.confirm_code(
            session(), draft, form.code.data or "", at=now(), desk=current_desk(), link=own_page
        )
    if refused is not None:
        return _consent_page(draft, [("code", sentence(refused))]), 422
    return _agreed(draft_code)


@blueprint.get("/nhap/<draft_code>/dong-y/giay.pdf")
@citizen
def slip_pdf(draft_code: str) -> Response:
    """Print the slip to sign."""
    draft, _consent = _mine(draft_code)
    page = public_url() + url_for("behalf.consent", draft_code=draft_code)
    content = render(consent_slip(draft, current_desk(), at=now(), page_url=page))
    return bytes_response(content, "application/pdf", f"giay-dong-y-{draft.draft_code}.pdf")


@blueprint.post("/nhap/<draft_code>/dong-y/giay")
@large_body(MOST_AT_ONCE)
@citizen
def slip(draft_code: str) -> ResponseReturnValue:
    """Take the photograph of the signed slip."""
    draft, consent = _mine(draft_code)
    form = SlipForm(CombinedMultiDict([request.form, request.files]))
    good, refused = inspect_all(chosen(request.files.getlist("slip"))[:1])
    errors = [("slip", words) for words in refused]
    if not good and not errors:
        errors = [("slip", _("Choose a picture or PDF of: %(paper)s", paper=_("the signed slip")))]
    if errors:
        return _consent_page(draft, errors), 422
    with transaction(session()):
        behalf.keep_slip(session(), service(Store), draft, good[0], sees_after=bool(form.sees_after.data),
                         by=Actor("citizen", consent.helper_name, current_user.id), at=now())  # fmt: skip
    return _agreed(draft_code)


@blueprint.get("/nhap/<draft_code>/dong-y/anh")
@citizen
def slip_picture(draft_code: str) -> Response:
    """Show the photograph of the slip, or its small preview with ?nho=1."""
    draft = get_draft(session(), current_user, draft_code)
    if draft.consent is None or draft.consent.file is None:
        raise NotFound
    return file_response(draft.consent.file, small="nho" in request.args)


@blueprint.get("/nhap/<draft_code>/phieu-gui.pdf")
@citizen
def receipt_pdf(draft_code: str) -> Response:
    """Print the slip of sending for an owner without a telephone, until an officer has answered."""
    dossier = get_draft(session(), current_user, draft_code, also_sent=True)
    if not hands_on(dossier):
        raise NotFound
    found = get_slip(session(), dossier, "sending_receipt")
    return bytes_response(issued_pdf(service(Store), found), "application/pdf", f"{found.kind}-{dossier.code}.pdf")


@blueprint.post("/nhap/<draft_code>/thoi-nho")
@citizen
def end(draft_code: str) -> Redirect:
    """The owner wants the help no longer."""
    dossier = get_draft(session(), current_user, draft_code)
    if dossier.consent is None or is_helper(current_user, dossier):
        raise NotFound
    with transaction(session()):
        behalf.end_help(session(), dossier, by=Actor("citizen", dossier.consent.owner_name, current_user.id), at=now())
    flash(_("The help has ended. From now on only you see this dossier."), "success")
    return redirect(url_for("drafts.tasks", draft_code=draft_code))


def hands_on(dossier: Dossier) -> bool:
    """Say whether the helper has a slip to hand on: an owner without a telephone, and no officer has answered yet."""
    return dossier.consent is not None and dossier.consent.way == BY_SLIP and dossier.stands is State.SUBMITTED


def helped_page(dossier: Dossier, **more: object) -> str:
    """Show a helper that it was sent, and of the rest what the owner allowed."""
    return render_template(
        "citizen/helped.html", dossier=dossier, record=dossier.record, consent=dossier.consent,
        office=get_agency(session(), dossier.onestop_code or ""), hands_on=hands_on(dossier), link=link(dossier), **more,
    )  # fmt: skip


def _mine(draft_code: str) -> tuple[Dossier, Consent]:
    """Return a draft this citizen writes for somebody else; NotFound for any other, their own too."""
    draft = get_draft(session(), current_user, draft_code)
    if draft.consent is None or not is_helper(current_user, draft):
        raise NotFound
    return draft, draft.consent


def _helping(form: NamesForm) -> behalf.Helping:
    member = find_membership(session(), current_user.phone or "") if form.as_member.data else None
    helping = behalf.Helping(
        owner_name=form.owner_name.data or "", owner_phone=form.owner_phone.data or "",
        helper_name=form.helper_name.data or "", helper_phone=current_user.phone or "", helper_id=current_user.id,
    )  # fmt: skip
    return behalf.examined(replace(helping, typed_by="digital_team") if member else helping)


def _my_name() -> str:
    member = find_membership(session(), current_user.phone or "")
    return member.full_name if member else str(current_user.profile.get("name", ""))


def _after_words(sees_after: bool) -> str:
    """Return what the message says about the time after sending; Vietnamese: it is read by the owner."""
    return "Người đó được xem hồ sơ đi đến đâu." if sees_after else "Gửi xong, người đó không xem được nữa."


def _names_page(form: NamesForm, errors: Errors, draft: Dossier | None = None) -> str:
    """draft: the names are corrected; in what capacity is no longer asked, that was said at the start."""
    return render_template(
        "citizen/names.html", form=form, errors=errors, wrong=dict(errors), draft=draft,
        member=None if draft else find_membership(session(), current_user.phone or ""),
    )  # fmt: skip


def _consent_page(draft: Dossier, errors: Errors) -> str:
    consent = draft.consent
    assert consent is not None
    is_waiting = bool(consent.code_hash)
    shown = find_newest_to(session(), consent.owner_phone, "consent_code") if config().is_demo and is_waiting else None
    return render_template(
        "citizen/consent.html", draft=draft, record=draft.record, consent=consent, errors=errors, wrong=dict(errors),
        is_waiting=is_waiting, demo_notice=shown, most_bytes=config().upload_bytes,
    )  # fmt: skip


def _agreed(draft_code: str) -> Redirect:
    flash(_("The owner's agreement is kept with the dossier. Go on with the questions."), "success")
    return redirect(url_for("drafts.tasks", draft_code=draft_code))
