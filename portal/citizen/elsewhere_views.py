"""Going on with a draft on another device: by its code and the phone number, or by a link that dies on use."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.citizen.forms import DraftCodeForm
from portal.documents import qr
from portal.dossiers.draft_links import LINK_LIVES, make_link, open_link, use_link
from portal.dossiers.queries import get_draft
from portal.identity import sessions
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from portal.web.access import citizen, public
from portal.web.app_state import config, now, session
from portal.web.error_pages import sentence

blueprint = Blueprint("elsewhere", __name__, url_prefix="/ho-so")
MADE = "draft_link"


@blueprint.route("/tiep-tuc", methods=["GET", "POST"])
@public
def by_code() -> ResponseReturnValue:
    """Ask for the code of a draft; the phone number is asked for next."""
    form, errors = DraftCodeForm(request.form), []
    if request.method == "POST":
        if form.validate():
            return redirect(url_for("drafts.tasks", draft_code="".join((form.code.data or "").upper().split())[:20]))
        errors = form.problems()
    return render_template("citizen/draft_code.html", form=form, errors=errors), 422 if errors else 200


@blueprint.post("/nhap/<draft_code>/lien-ket")
@citizen
def make(draft_code: str) -> Response:
    """Make a link for another device."""
    draft = get_draft(session(), current_user, draft_code)
    if not draft.is_draft:
        return redirect(url_for("sent.show", code=draft.code))
    with transaction(session()):
        cookie[MADE] = make_link(session(), draft, by=current_user, at=now())
    return redirect(url_for("elsewhere.show", draft_code=draft_code))


@blueprint.get("/nhap/<draft_code>/lien-ket")
@citizen
def show(draft_code: str) -> ResponseReturnValue:
    """Show the link once, to be scanned or copied."""
    draft, token = get_draft(session(), current_user, draft_code), cookie.pop(MADE, "")
    if not token:
        return redirect(url_for("drafts.tasks", draft_code=draft_code))
    base = config().public_url or request.host_url.rstrip("/")
    address = base + url_for("elsewhere.by_link", token=token)
    return render_template(
        "citizen/draft_link.html", draft=draft, address=address, qr=qr.svg(address),
        minutes=int(LINK_LIVES.total_seconds() // 60),
    )  # fmt: skip


@blueprint.route("/tiep-tuc/<token>", methods=["GET", "POST"])
@public
def by_link(token: str) -> ResponseReturnValue:
    """Ask once more, then go on as the citizen whose draft it is. Opening alone uses nothing up: messengers look into links."""
    try:
        if request.method == "GET":
            draft = open_link(session(), token, at=now()).dossier
            return render_template("citizen/draft_here.html", draft=draft, token=token)
        with transaction(session()):
            draft = use_link(session(), token, at=now())
    except Invalid as error:
        return render_template("citizen/draft_link_dead.html", why=sentence(error)), 410
    code, owner = draft.draft_code, draft.citizen
    sessions.sign_in(owner)
    return redirect(url_for("drafts.tasks", draft_code=code))
