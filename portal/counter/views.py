"""Who stands at the counter, and what do they want? A scan or a few words, then the procedure: the dossier begins.

A scanned card shows what the portal knows of its holder: its name or day of birth must be theirs. A number that was typed
shows it only of people with a dossier this officer may read: otherwise names could be asked for number by number.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.models import Procedure
from portal.catalogue.on_paper import CounterForm
from portal.catalogue.queries import find_by_codes, get_procedure
from portal.counter.card import is_garbled, read_card
from portal.counter.forms import PersonForm, SlipForm
from portal.counter.known import is_holder, known_answers
from portal.counter.slip_views import open_by_slip
from portal.documents.desk import current_desk
from portal.dossiers import behalf
from portal.dossiers.counter import WalkIn, start
from portal.dossiers.counter_queries import (
    find_by_name,
    find_people,
    is_read_by,
    last_of,
    last_used,
    list_asked,
    list_begun,
    list_to_send,
    offices_of,
)
from portal.dossiers.desk import Actor
from portal.dossiers.finding import understand
from portal.dossiers.queries import find_exact
from portal.dossiers.taking_in import opened
from portal.eforms.definition import EForm
from portal.identity.models import Citizen
from portal.identity.rules import normal_phone
from portal.kernel.errors import Invalid, NotAllowed, TooMany
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.search.queries import Finder
from portal.web.access import officer
from portal.web.app_state import now, service, session
from portal.web.error_pages import sentence
from portal.web.site import Site

blueprint = Blueprint("counter", __name__, url_prefix="/can-bo/tai-quay")
#: What the owner reads in the message with the code; Vietnamese, it is kept with the consent.
AFTER = "Ho so nop tai quay."
MOST_FOUND = 8


@blueprint.route("", methods=["GET", "POST"])
@officer("dossier.accept")
def find() -> ResponseReturnValue:
    """Take a scan, a number, a telephone or a name: show who is known. The code of a slip opens its dossier."""
    if request.method == "GET":
        return _find_page("", [])
    typed = request.form.get("who", "").strip()
    card = read_card(typed)
    if card is not None:
        birth = card.birth.isoformat() if card.birth else ""
        form = PersonForm(name=card.name, number=card.number, birth=birth, address=card.address)
        found = [one for one in find_people(session(), card_number=card.number) if is_holder(one, card.name, birth)]
        holders = found or find_people(session(), card_number=card.number, known_to=current_user)
        return _person_page(_known(form, holders[0]) if holders else form, [], is_doubtful=card.is_doubtful)
    named = understand(typed)
    number = find_exact(session(), current_user, named)
    if number is not None:
        return redirect(url_for("counter_supplement.show", dossier_id=number))
    if named.token and not named.begins[1]:  # what was typed may be a name of twelve letters
        return open_by_slip(SlipForm(data={"slip": typed}))
    if named.code:
        return redirect(url_for("counter_slip.show", ma=named.code))
    digits = "".join(c for c in typed if c.isdigit())
    phone = normal_phone(typed)
    if phone or len(digits) == 12:
        known = find_people(session(), card_number="" if phone else digits, phone=phone, known_to=current_user)
        form = PersonForm(phone=phone, number="" if phone else digits)
        return _person_page(_known(form, known[0]) if known else form, [])
    if len(typed) < 2 or digits:
        return _find_page(
            typed, [("who", _("Scan the card, or type the 12 digits, the phone number or the name"))]
        ), 422
    return render_template("counter/people.html", typed=typed, found=find_by_name(session(), current_user, typed))


@blueprint.post("/nguoi")
@officer("dossier.accept")
def person() -> ResponseReturnValue:
    """Show the form of one of those found by name (or of a new person), and look for a procedure."""
    form = PersonForm(request.form)
    known = _citizen(form)
    if known is not None and "chosen" in request.form:
        form = _known(form, known)
    return _person_page(form, [])


@blueprint.post("/bat-dau")
@officer("dossier.accept")
def begin() -> ResponseReturnValue:
    """Begin the dossier, fill in what is known, and send the owner the code when they have a telephone."""
    form, code = PersonForm(request.form), request.form.get("procedure", "")
    if not form.validate():
        return _person_page(form, form.problems()), 422
    procedure = get_procedure(session(), code)
    office = next(iter(offices_of(current_user, procedure.field_code)), "")
    if not office:
        raise NotAllowed
    by = Actor("officer", current_user.name, current_user.id, current_user.roles_by_agency(procedure.field_code))
    walk_in = WalkIn(form.name.data or "", normal_phone(form.phone.data or ""), form.number.data or "", _citizen(form))
    known = known_answers(session(), current_user, procedure, form_of(procedure), walk_in, form)
    try:
        with transaction(session()):
            revision = opened(session(), procedure, service(CounterForm), office, province=service(Site).province,
                              at=now(), on=current_user.on)  # fmt: skip
            draft = start(
                session(), procedure, walk_in, known, typed_by=form.typed_by.data or "", office=office, by=by, at=now(),
                start_key=request.form.get("key", ""), revision=revision,
            )  # fmt: skip
    except Invalid as error:
        return _person_page(form, [("name", sentence(error))]), 422
    if walk_in.phone and draft.consent and not draft.consent.code_hash and not draft.consent.is_given:
        try:
            with transaction(session()):
                behalf.send_code(session(), draft, sees_after=False, after_words=AFTER, at=now(), desk=current_desk())
        except (Invalid, TooMany):
            pass  # the page offers to send it, and says why it cannot
    return redirect(url_for("counter_draft.show", draft_code=draft.draft_code))


def form_of(procedure: Procedure) -> EForm:
    """Return what is asked: the procedure's own form, else the one for all."""
    own = procedure.revision.record.eform if procedure.is_online else None
    return own or service(CounterForm).eform


def _citizen(form: PersonForm) -> Citizen | None:
    """Return the chosen person, when number or telephone in the form, with name or birth, say it is they, or a dossier in scope."""
    number = form.person.data or ""
    if not number.isdigit():
        return None
    known = session().get(Citizen, int(number))
    if known is None:
        return None
    is_named = bool(last_of(session(), current_user, known, form.name.data or ""))
    same_number = bool(known.card_number) and known.card_number == form.number.data
    same_phone = bool(known.phone) and known.phone == normal_phone(form.phone.data or "")
    is_theirs = is_holder(known, form.name.data or "", form.birth.data or "") or is_read_by(
        session(), current_user, known
    )
    return known if is_named or ((same_number or same_phone) and is_theirs) else None


def _known(form: PersonForm, known: Citizen) -> PersonForm:
    """Fill in what is known of somebody; what the card says comes first, unless its name was garbled."""
    given = {key: value for key, value in form.data.items() if value}
    kept = str(known.profile.get("name", ""))
    if kept and is_garbled(given.get("name", "")):
        given["name"] = kept
    return PersonForm(
        data={
            "name": kept,
            "phone": known.phone or "",
            "number": known.card_number or "",
            "person": str(known.id),
            **given,
        }
    )


def _find_page(typed: str, errors: list[tuple[str, str]]) -> str:
    return render_template(
        "counter/find.html",
        typed=typed,
        errors=errors,
        wrong=dict(errors),
        begun=list_begun(session(), current_user),
        to_send=list_to_send(session(), current_user),
    )


def _person_page(form: PersonForm, errors: list[tuple[str, str]], *, is_doubtful: bool = False) -> str:
    known = _citizen(form)
    last = last_of(session(), current_user, known, form.name.data or "") if known else []
    used = list(dict.fromkeys([*(one.procedure_code for one in last), *last_used(session(), current_user)]))
    found = service(Finder).find(session(), form.q.data).codes[:40] if form.q.data else []
    return render_template(
        "counter/person.html", form=form, errors=errors, wrong=dict(errors), is_doubtful=is_doubtful, known=known, last=last,
        waiting=list_asked(session(), current_user, known) if known else [], used=_taken_here(used), found=_taken_here(found)[:MOST_FOUND], key=request.form.get("key") or token(),
    )  # fmt: skip


def _taken_here(codes: Sequence[str]) -> list[Procedure]:
    """Return those of the procedures in force that this officer takes in at their counter, in the same order."""
    there = find_by_codes(session(), codes)
    return [there[code] for code in codes if code in there and offices_of(current_user, there[code].field_code)]
