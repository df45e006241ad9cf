"""Where officers begin: signing in, and the queues in the order of work."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.dossiers.queries import count_queues, page_queue, queues
from portal.identity import sessions
from portal.identity.models import Officer
from portal.identity.operations import check_password
from portal.kernel.errors import NotFound, TooMany
from portal.kernel.transaction import transaction
from portal.officers.forms import QueueForm, SignInForm
from portal.web.access import officer, public, safe_path
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.paging import Paging

blueprint = Blueprint("officers", __name__, url_prefix="/can-bo")
PER_PAGE = 25


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    form, errors, status = SignInForm(request.form), [], 200
    if request.method == "POST":
        errors, status = form.problems() if not form.validate() else [], 422
        if not errors:
            try:
                with transaction(session()):
                    found = check_password(
                        session(), form.username.data, form.password.data, at=now(), address=request.remote_addr or ""
                    )
            except TooMany as error:
                errors, status = [("username", sentence(error))], 429
            else:
                if isinstance(found, Officer):
                    return _signed_in(found)
                errors = [("username", sentence(found))]
    return render_template("officers/sign_in.html", form=form, errors=errors), status if errors else 200


def _signed_in(found: Officer) -> Response:
    """Open the session under a fresh cookie."""
    target = safe_path(request.args.get("next", ""))
    kept = {"locale": cookie["locale"]} if "locale" in cookie else {}
    cookie.clear()
    cookie.update(kept)
    sessions.sign_in(found)
    home = "officers.queue" if found.can("dossier.read") else "admin.overview"
    return redirect(target or url_for(home))


@blueprint.post("/dang-xuat")
@public
def sign_out() -> Response:
    """Close the session of this browser."""
    sessions.sign_out()
    cookie.clear()
    return redirect(url_for("officers.sign_in"))


@blueprint.get("/")
@blueprint.get("/hang-doi/<key>")
@officer("dossier.read")
def queue(key: str = "") -> ResponseReturnValue:
    """Show one queue, due first; the first queue that holds something unless one is named."""
    form = QueueForm(request.args)
    form.validate()
    found = queues(current_user, now())
    counts = count_queues(session(), found)
    if key and key not in counts:
        raise NotFound
    shown = next((q for q in found if q.key == key), None) or next((q for q in found if counts[q.key]), found[-1])
    if form.text and not key:
        shown = found[-1]
    total, dossiers = page_queue(
        session(), shown, text=form.text, offset=(form.page - 1) * PER_PAGE, limit=PER_PAGE
    )
    return render_template(
        "officers/queue.html", queues=found, counts=counts, shown=shown, dossiers=dossiers, form=form, now=now(),
        paging=Paging(form.page, total, PER_PAGE, "officers.queue", {"key": shown.key, **form.as_args()}),
    )  # fmt: skip
