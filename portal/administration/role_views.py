"""Giving a person a role, taking it away, and naming who stands in during leave."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.administration import people_desk
from portal.administration.people_forms import RoleForm
from portal.agencies.held_roles import field_names
from portal.identity.models import OfficerRole
from portal.identity.people_operations import Administrator
from portal.identity.people_queries import get_person
from portal.identity.role_operations import give_role, take_role
from portal.identity.substitutes import get_substitution, list_colleagues
from portal.identity.substituting import SubstituteForm, end_early, named, ready
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid, NotAllowed, NotFound
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence

blueprint = Blueprint("people_roles", __name__, url_prefix="/quan-tri/can-bo/<int:person_id>")


@blueprint.route("/vai-tro", methods=["GET", "POST"])
@officer("people.manage")
def give(person_id: int) -> ResponseReturnValue:
    """Give one role, or other days to one that is held."""
    by = people_desk.administrator()
    person = get_person(session(), by.reach, person_id)
    if person.id == by.officer.id:
        raise NotAllowed
    form = _role_form(person.agency_code, by)
    sent = request.method == "POST"
    errors = form.problems() if sent and not form.validate() else []
    if sent and not errors:
        first, last = form.days
        try:
            with transaction(session()):
                give_role(
                    session(), person, role=form.role.data, agency=form.agency.data, field=form.field.data,
                    valid_from=first, valid_to=last, by=by, at=now(),
                )  # fmt: skip
        except Invalid as error:
            errors = [("valid_to", sentence(error))]
        except NotAllowed:
            errors = [("role", _("You cannot give this role there: it lies outside of what you keep."))]
        else:
            flash(_("%(name)s has the role. It counts from the next page they open.", name=person.full_name), "success")
            return redirect(url_for("people.show", person_id=person.id))
    return render_template(
        "administration/person_role.html", form=form, errors=errors, wrong=dict(errors), person=person
    ), 422 if errors else 200


def _role_form(agency: str, by: Administrator) -> RoleForm:
    form = RoleForm(request.form, data={"agency": agency})
    form.role.choices = people_desk.role_choices(by)
    form.agency.choices = people_desk.agency_choices(by, local_date(now()))
    form.field.choices = [("", _("All fields")), *field_names(session()).items()]
    return form


@blueprint.post("/vai-tro/<int:role_id>/thu-hoi")
@officer("people.manage")
def take(person_id: int, role_id: int) -> Response:
    """Take one role away, at once."""
    by = people_desk.administrator()
    person = get_person(session(), by.reach, person_id)
    row = session().get(OfficerRole, role_id)
    if row is None or row.officer_id != person.id:
        raise NotFound
    try:
        with transaction(session()):
            take_role(session(), person, row, by=by, at=now())
    except Invalid as error:
        flash(sentence(error), "error")
    else:
        flash(_("The role is taken away. It counts from the next page they open."), "success")
    return redirect(url_for("people.show", person_id=person_id))


@blueprint.route("/thay", methods=["GET", "POST"])
@officer("people.manage")
def substitute(person_id: int) -> ResponseReturnValue:
    """Name who stands in for a person on leave."""
    by = people_desk.administrator()
    person = get_person(session(), by.reach, person_id)
    if not by.may_keep(person):
        raise NotAllowed
    form = ready(SubstituteForm(request.form), list_colleagues(session(), person))
    errors = named(form, person, by.officer)
    if errors is None:
        return redirect(url_for("people.show", person_id=person.id))
    return render_template(
        "administration/person_substitute.html", form=form, errors=errors, wrong=dict(errors), person=person
    ), 422 if errors else 200


@blueprint.post("/thay/<int:substitution_id>/ket-thuc")
@officer("people.manage")
def end_substitution(person_id: int, substitution_id: int) -> Response:
    """End a substitution before its last day."""
    by = people_desk.administrator()
    row = get_substitution(session(), substitution_id)
    person = get_person(session(), by.reach, person_id)
    if person.id != row.away_id or not (by.may_keep(person) or person.id == by.officer.id):
        raise NotAllowed
    end_early(row, by.officer)
    return redirect(url_for("people.show", person_id=person_id))
