"""How was it? Three levels and free words, once, after the result (TT 32/2017 Art. 12).

Signed in, or from the tracking page with the four characters that stand on the slip: the address alone is not enough.
"""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.dossiers.contact import rate
from portal.dossiers.contact_queries import find_rating
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_by_token, get_own
from portal.identity.operations import count_try
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.web import held_forms
from portal.web.access import citizen, public
from portal.web.app_state import now, session
from portal.web.contact_forms import RatingForm, SecretRatingForm
from portal.workflow.states import State

blueprint = Blueprint("rating", __name__)
MOST_TRIES = 10


@blueprint.route("/ho-so/<code>/danh-gia", methods=["GET", "POST"])
@citizen
def own(code: str) -> ResponseReturnValue:
    """Take the rating of who filed it."""
    dossier, form = get_own(session(), current_user, code), RatingForm(request.form or held_forms.take(request.path))
    return _rate(dossier, form, "signed_in", url_for("sent.show", code=code))


@blueprint.route("/tra-cuu/<token>/danh-gia", methods=["GET", "POST"])
@public
def tracked(token: str) -> ResponseReturnValue:
    """Take the rating of somebody who holds the slip."""
    dossier, form = get_by_token(session(), token), SecretRatingForm(request.form)
    return _rate(dossier, form, "tracking", url_for("tracking.show_by_token", token=token))


def _rate(dossier: Dossier, form: RatingForm, via: str, back: str) -> ResponseReturnValue:
    if dossier.stands is not State.RETURNED:
        raise NotFound
    if find_rating(session(), dossier) is not None:
        flash(_("Thank you, this dossier has been rated already."), "info")
        return redirect(back)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = [] if form.validate() else form.problems()
        errors = errors or _wrong_secret(dossier, form)
        if not errors:
            with transaction(session()):
                rate(session(), dossier, form.level.data or "", form.text.data or "", via=via, at=now())
            flash(_("Thank you. What you say helps us to do better."), "success")
            return redirect(back)
    return render_template(
        "citizen/rating.html", dossier=dossier, record=dossier.record, form=form, errors=errors, wrong=dict(errors), back=back,
    ), 422 if errors else 200  # fmt: skip


def _wrong_secret(dossier: Dossier, form: RatingForm) -> list[tuple[str, str]]:
    """Compare the four characters; wrong ones are counted, so that they cannot be guessed."""
    if not isinstance(form, SecretRatingForm):
        return []
    with transaction(session()):
        count_try(session(), f"rating:{dossier.id}", at=now(), most=MOST_TRIES, within=timedelta(minutes=15))
    given = "".join((form.secret.data or "").upper().split())
    if compare_digest(given.encode(), dossier.secret.encode()):
        return []
    return [("secret", _("These are not the 4 characters on the slip. Look at it again."))]
