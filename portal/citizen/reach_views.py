"""Where does a citizen get codes and news? A telephone number, an e-mail address or both, each proven by a code sent there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.citizen.codes import MINUTES, send_code, shown_code
from portal.citizen.forms import CodeForm, EmailForm, PhoneForm
from portal.identity.addresses import set_address
from portal.identity.models import Citizen
from portal.identity.operations import use_code
from portal.identity.rules import kind_of
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.notices.leaving import may_use_email
from portal.notices.operations import queue
from portal.notices.rules import Reach
from portal.notices.texts import Wordings
from portal.web.access import citizen
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.formats import date_vi

blueprint = Blueprint("reach", __name__, url_prefix="/ho-so/lien-lac")
#: The part of the address → the kind of address that is changed there.
WAYS = {"so-dien-thoai": "phone", "e-mail": "email"}
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
    by, errors = WAYS[way], []
    if by == "email" and not may_use_email(config()):
        raise NotFound
    form: PhoneForm | EmailForm = PhoneForm(request.form) if by == "phone" else EmailForm(request.form)
    if request.method == "POST":
        if not form.validate():
            errors = form.problems()
        else:
            address, problem = send_code(form[by].data, by, computer=request.remote_addr or "")
            if address:
                cookie["reach_to"] = address
                return redirect(url_for("reach.confirm"))
            errors = [(by, problem)]
    return render_template(
        "citizen/reach_change.html", by=by, way=way, form=form, errors=errors
    ), 422 if errors else 200


@blueprint.route("/ma-xac-nhan", methods=["GET", "POST"])
@citizen
def confirm() -> ResponseReturnValue:
    """Ask for the code; the right one writes the address down."""
    address, errors, form = cookie.get("reach_to", ""), [], CodeForm(request.form)
    if not address:
        return redirect(url_for("reach.show"))
    if request.method == "POST":
        if form.validate():
            problem = _prove(address, form.code.data)
            if not problem:
                cookie.pop("reach_to")
                flash(_("Saved. Codes and news now go to %(address)s.", address=address), "success")
                return redirect(url_for("reach.show"))
            errors = [("code", problem)]
        else:
            errors = form.problems()
    way = "e-mail" if kind_of(address) == "email" else "so-dien-thoai"
    return render_template(
        "citizen/ask_code.html", errors=errors, address=address, demo_notice=shown_code(address), minutes=MINUTES,
        here=url_for("reach.confirm"), again=url_for("reach.send_again"), other=url_for("reach.change", way=way),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/gui-lai-ma")
@citizen
def send_again() -> ResponseReturnValue:
    """Send a new code to the new address."""
    address = cookie.get("reach_to", "")
    if not address:
        return redirect(url_for("reach.show"))
    problem = send_code(address, kind_of(address), computer=request.remote_addr or "")[1]
    if problem:
        return render_template("errors/error.html", heading=problem, text="", status=429), 429
    return redirect(url_for("reach.confirm"))


def _prove(address: str, typed: str) -> str:
    """Use the code and write the address down; return the sentence that refuses it, or "". The old addresses are told."""
    with transaction(session()):
        refusal = use_code(session(), address, typed, at=now())
    if refusal is not None:
        return sentence(refusal)
    try:
        with transaction(session()):
            person = session().get_one(Citizen, current_user.id)
            before = Reach(person.phone, person.email)
            if address not in (before.phone, before.email):
                set_address(session(), person, address)
                _tell(person, before, address)
    except Invalid as error:
        return sentence(error)
    return ""


def _tell(person: Citizen, before: Reach, address: str) -> None:
    """Let the owner of the old addresses know, in case it was somebody else."""
    queue(
        session(), service(Wordings), "contact_changed", to=before, at=now(), key=f"contact:{person.id}:{now():%Y%m%d%H%M%S%f}",
        values={"what": _IN_WORDS[kind_of(address)], "date": date_vi(local_date(now()))},
    )  # fmt: skip
