"""The people of an agency: who works here, with which rights; added, changed, locked, helped back in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.administration import people_desk
from portal.administration.people_forms import NewPersonForm, PeopleForm, PersonForm
from portal.agencies.held_roles import days_text, held_roles
from portal.catalogue.queries import agency_names
from portal.identity import people_operations as operations
from portal.identity import second_factor, shown_once
from portal.identity.models import Officer
from portal.identity.people_queries import STATES, get_person, list_events, page_people
from portal.identity.substitutes import list_substitutions
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.paging import PageForm, cut, paged
from portal.web.people_labels import person_state_label

blueprint = Blueprint("people", __name__, url_prefix="/quan-tri/can-bo")
PER_PAGE, ROLES_PER_PAGE = 30, 15


@blueprint.get("")
@officer("people.manage")
def index() -> str:
    """List the people this administrator sees, by name."""
    form = PeopleForm(request.args)
    form.validate()
    by, today = people_desk.administrator(), local_date(now())
    ask = partial(page_people, session(), by.reach, form.wanted, today)
    paging, people = paged(ask, form.page, PER_PAGE, "people.index", form.as_args())
    agencies = people_desk.agency_choices(by, today)
    return render_template(
        "administration/people.html", form=form, people=people, paging=paging, agencies=agencies, names=dict(agencies),
        roles=people_desk.role_choices(by), state_options=[(state, person_state_label(state)) for state in STATES],
    )  # fmt: skip


@blueprint.route("/moi", methods=["GET", "POST"])
@officer("people.manage")
def add() -> ResponseReturnValue:
    """Add somebody; the first password is told on the next page, once."""
    by = people_desk.administrator()
    form = NewPersonForm(request.form)
    form.agency.choices = people_desk.agency_choices(by, local_date(now()))
    sent = request.method == "POST"
    errors = form.problems() if sent and not form.validate() else []
    if sent and not errors:
        try:
            with transaction(session()):
                person, password = operations.add_person(session(), **form.data, by=by, at=now())
        except Invalid as error:
            errors = [("username", sentence(error))]
        else:
            return _told_once(person, password)
    return render_template(
        "administration/person_form.html", form=form, errors=errors, wrong=dict(errors), person=None
    ), 422 if errors else 200


@blueprint.get("/<int:person_id>")
@officer("people.manage")
def show(person_id: int) -> str:
    """Show one person: account, roles, substitutes, and everything that changed."""
    by, today = people_desk.administrator(), local_date(now())
    person = get_person(session(), by.reach, person_id)
    pages = PageForm(request.args)
    pages.validate()
    held = held_roles(session(), person, today, by)
    paging, roles = paged(cut(held), pages.page, ROLES_PER_PAGE, "people.show", {"person_id": person.id})
    return render_template(
        "administration/person.html", person=person, can_keep=by.may_keep(person), is_me=person.id == by.officer.id,
        agency=agency_names(session(), [person.agency_code]).get(person.agency_code, ""),
        roles=roles, paging=paging, substitutions=list_substitutions(session(), person), today=today,
        days=days_text,
        end_href=partial(_end_href, person.id), history=people_desk.history(list_events(session(), person)),
        password=shown_once.take(f"password:{person.id}"),
    )  # fmt: skip


@blueprint.route("/<int:person_id>/sua", methods=["GET", "POST"])
@officer("people.manage")
def change(person_id: int) -> ResponseReturnValue:
    """Change name, title, e-mail and agency."""
    by = people_desk.administrator()
    person = get_person(session(), by.reach, person_id)
    form = PersonForm(request.form, data={**_facts(person), "agency": person.agency_code})
    form.agency.choices = people_desk.agency_choices(by, local_date(now()))
    sent = request.method == "POST"
    errors = form.problems() if sent and not form.validate() else []
    if sent and not errors:
        with transaction(session()):
            operations.change_person(session(), person, **form.data, by=by, at=now())
        flash(_("Saved."), "success")
        return redirect(url_for("people.show", person_id=person.id))
    return render_template(
        "administration/person_form.html", form=form, errors=errors, wrong=dict(errors), person=person
    ), 422 if errors else 200


#: The last part of the address → what is done, and what is said afterwards.
ACTS: Mapping[str, tuple[Callable[..., object], str]] = {
    "khoa": (operations.close_account, N_("The account of %(name)s is locked. Nobody can sign in with it.")),
    "mo-khoa": (operations.open_account, N_("%(name)s can sign in again.")),
    "dang-xuat-moi-noi": (operations.sign_out_everywhere, N_("Every session of %(name)s has ended.")),
    "bo-dien-thoai": (
        second_factor.reset,
        N_("The telephone no longer counts. %(name)s sets a new one up after signing in."),
    ),
    "mat-khau-moi": (operations.reset_password, ""),
}


@blueprint.post("/<int:person_id>/viec/<name>")
@officer("people.manage")
def act(person_id: int, name: str) -> Response:
    """Lock, unlock, end sessions, take a lost telephone away, or make a new first password."""
    if name not in ACTS:
        raise NotFound
    by, (operation, said) = people_desk.administrator(), ACTS[name]
    person = get_person(session(), by.reach, person_id)
    try:
        with transaction(session()):
            made = operation(session(), person, by=by, at=now())
    except Invalid as error:
        flash(sentence(error), "error")
        return redirect(url_for("people.show", person_id=person_id))
    if isinstance(made, str):
        return _told_once(person, made)
    flash(_(said, name=person.full_name), "success")
    return redirect(url_for("people.show", person_id=person.id))


def _told_once(person: Officer, password: str) -> Response:
    """Lead to the person's page, which tells the password this one time."""
    shown_once.put(f"password:{person.id}", password)
    return redirect(url_for("people.show", person_id=person.id))


def _end_href(person_id: int, number: int) -> str:
    return url_for("people_roles.end_substitution", person_id=person_id, substitution_id=number)


def _facts(person: Officer) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("full_name", "title", "email")}
