"""Where does a citizen get codes and news? A telephone number, an e-mail address or both, each proven by a code sent there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.citizen.codes import TYPED, CodePages, ask_for_code, send_again, send_typed
from portal.citizen.forms import EmailForm, PhoneForm
from portal.dossiers.keys import follow_account
from portal.identity.addresses import set_address
from portal.identity.models import Citizen
from portal.identity.operations import use_code
from portal.identity.rules import kind_of
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid, NotFound, PortalError
from portal.kernel.transaction import transaction
from portal.notices.leaving import may_use_email
from portal.notices.operations import queue
from portal.notices.rules import Reach
from portal.notices.texts import Wordings
from portal.web import held_forms
from portal.web.access import citizen
from portal.web.app_state import config, now, service, session
from portal.web.formats import date_vi

blueprint = Blueprint("reach", __name__, url_prefix="/ho-so/lien-lac")
#: The part of the address → the kind of address that is changed there.
WAYS = {"so-dien-thoai": "phone", "e-mail": "email"}
PAGES = CodePages(
    "reach_to", "reach.show", "reach.confirm", "reach.send_new_code",
    other=lambda kind: url_for("reach.change", way="e-mail" if kind == "email" else "so-dien-thoai"),
)  # fmt: skip
_IN_WORDS = {"phone": "số điện thoại", "email": "e-mail"}


@blueprint.get("")
@citizen
def show() -> str:
    """Show both addresses, with a way to add or change each."""
    return render_template("citizen/reach.html", may_use_email=may_use_email(config()))


@blueprint.route("/<any('so-dien-thoai', 'e-mail'):way>", methods=["GET", "POST"])
@citizen
def change(way: str) -> ResponseReturnValue:
    """Ask for the new address and send a code to it."""
    by = WAYS[way]
    errors: list[tuple[str, str]] = []
    if by == "email" and not may_use_email(config()):
        raise NotFound
    typed = held_forms.take(request.path) or request.form  # the session may have ended while it was typed
    form: PhoneForm | EmailForm = PhoneForm(typed) if by == "phone" else EmailForm(typed)
    if request.method == "GET" and (before := cookie.pop(TYPED, "")):
        form[by].data = before
    if request.method == "POST":
        errors = send_typed(PAGES, by, form)
        if not errors:
            return redirect(url_for("reach.confirm"))
    return render_template(
        "citizen/reach_change.html", by=by, way=way, form=form, errors=errors
    ), 422 if errors else 200


@blueprint.route("/ma-xac-nhan", methods=["GET", "POST"])
@citizen
def confirm() -> ResponseReturnValue:
    """Ask for the code; the right one writes the address down."""
    return ask_for_code(PAGES, _prove)


@blueprint.post("/gui-lai-ma")
@citizen
def send_new_code() -> ResponseReturnValue:
    """Send a new code to the new address."""
    return send_again(PAGES)


def _prove(address: str, typed: str) -> ResponseReturnValue | PortalError:
    """Use the code and write the address down; the old addresses are told."""
    with transaction(session()):
        refusal = use_code(session(), address, typed, at=now())
    if refusal is not None:
        return refusal
    try:
        with transaction(session()):
            person = session().get_one(Citizen, current_user.id)
            before = Reach(person.phone, person.email)
            if address not in (before.phone, before.email):
                set_address(session(), person, address)
                follow_account(session(), person)
                _tell(person, before, address)
    except Invalid as error:
        return error
    cookie.pop(PAGES.kept)
    flash(_("Saved. Codes and news now go to %(address)s.", address=address), "success")
    return redirect(url_for("reach.show"))


def _tell(person: Citizen, before: Reach, address: str) -> None:
    """Let the owner of the old addresses know, in case it was somebody else."""
    queue(
        session(), service(Wordings), "contact_changed", to=before, at=now(), key=f"contact:{person.id}:{now():%Y%m%d%H%M%S%f}",
        values={"what": _IN_WORDS[kind_of(address)], "date": date_vi(local_date(now()))},
    )  # fmt: skip
