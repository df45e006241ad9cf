"""How is a dossier taken in whose procedure has no form of its own? What its record leaves open is chosen here, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.on_paper import CounterForm, Terms, stated_way
from portal.catalogue.record import Channel, Record
from portal.counter.forms import TermsForm
from portal.dossiers.counter_queries import get_begun
from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.taking_in import Choices, choices_for, decider_of, set_terms
from portal.kernel.errors import InvalidMove
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, service, session
from portal.web.site import Site
from portal.web.sums import limit_words_vi

blueprint = Blueprint("counter_terms", __name__, url_prefix="/can-bo/tai-quay/<draft_code>/cach-nhan")

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """What the officer chose: the terms, and what the record does not say of them, with the reason."""

    terms: Terms
    stated: str


@blueprint.get("")
@officer("dossier.accept")
def show(draft_code: str) -> ResponseReturnValue:
    """Ask what the record leaves open; what is settled already is filled in."""
    draft = _draft(draft_code)
    choices, record = _choices(draft), draft.record
    is_set, named = draft.revision.base_id is not None, next(iter(choices.named), "")
    form = TermsForm(data={
        "agency": decider_of(record) if is_set else named,
        "way": _chosen_way(choices, record) if is_set else "", "case": _chosen_case(choices, record) if is_set else "",
    })  # fmt: skip
    return _page(draft, choices, form, [])


@blueprint.post("")
@officer("dossier.accept")
def save(draft_code: str) -> ResponseReturnValue:
    """Take the dossier in on these terms."""
    draft, form = _draft(draft_code), TermsForm(request.form)
    choices = _choices(draft)
    errors = _mistakes(form, choices)
    if errors:
        return _page(draft, choices, form, errors), 422
    said = _said(form, choices, _published(draft))
    by = Actor("officer", current_user.name, current_user.id, current_user.roles_by_agency(draft.field_code))
    with transaction(session()):
        set_terms(session(), draft, service(CounterForm), said.terms, stated=said.stated, by=by, at=now())
    return redirect(url_for("counter_draft.show", draft_code=draft_code))


def _draft(draft_code: str) -> Dossier:
    draft = get_begun(session(), current_user, draft_code)
    if not draft.is_draft or draft.record.is_online:
        raise InvalidMove
    return draft


def _published(draft: Dossier) -> Record:
    return draft.revision.procedure.revision.record


def _choices(draft: Dossier) -> Choices:
    province, office = service(Site).province, draft.onestop_code or ""
    return choices_for(session(), _published(draft), office, province=province, on=current_user.on)


def _mistakes(form: TermsForm, choices: Choices) -> list[tuple[str, str]]:
    form.validate()
    found = form.problems()
    if form.agency.data not in choices.agencies:
        found.append(("agency", _("Choose who decides")))
    if choices.ways and _picked(form.way.data, choices.ways) is None:
        found.append(("way", _("Choose the time limit")))
    if not choices.ways and not form.days.data and not form.errors.get("days"):
        found.append(("days", _("Enter the working days until the result")))
    if _picked(form.case.data, choices.cases) is None:
        found.append(("case", _("Choose the case")))
    if _is_stated(form, choices) and not form.reason.data:
        found.append(("reason", _("Write why: the record does not say it")))
    return found


def _is_stated(form: TermsForm, choices: Choices) -> bool:
    return not choices.ways or form.agency.data not in choices.named


def _said(form: TermsForm, choices: Choices, record: Record) -> Said:
    agency, reason, parts = form.agency.data or "", form.reason.data or "", list[str]()
    way: Channel | None = _picked(form.way.data, choices.ways)
    if way is None:
        way = stated_way(record, form.days.data or 0, reason)
        parts.append(limit_words_vi(form.days.data or 0, "working_day"))
    if agency not in choices.named:
        parts.append(choices.agencies[agency] or "xã, phường nơi ở")
    case = _picked(form.case.data, choices.cases) or ""
    return Said(choices.terms(agency, way, case), f"{', '.join(parts)}: {reason}" if parts else "")


def _picked(number: str | None, rows: tuple[T, ...]) -> T | None:
    """Return the row that a choice names by its number; of one alone nobody is asked."""
    if len(rows) == 1:
        return rows[0]
    return rows[int(number)] if number and number.isdecimal() and int(number) < len(rows) else None


def _chosen_way(choices: Choices, record: Record) -> str:
    way = record.channel("counter")
    return next((str(n) for n, one in enumerate(choices.ways) if way and one.limit == way.limit), "")


def _chosen_case(choices: Choices, record: Record) -> str:
    kept = next((paper.case for paper in record.papers if paper.case), "")
    return str(choices.cases.index(kept)) if kept in choices.cases else ""


def _page(draft: Dossier, choices: Choices, form: TermsForm, errors: list[tuple[str, str]]) -> str:
    names = [(code, name or _("The commune where the owner lives")) for code, name in choices.agencies.items()]
    return render_template(
        "counter/terms.html", draft=draft, record=_published(draft), choices=choices, form=form, errors=errors,
        wrong=dict(errors), agencies=names,
    )  # fmt: skip
