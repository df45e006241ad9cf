"""The catalogue for those who keep it: the list, one procedure with its history, comparing, beginning, retiring."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.administration.procedure_desk import Place, editor, known, mistakes_in, place_of, scope, told_changes
from portal.administration.procedure_forms import CompareForm, ListForm, NewForm, RetireForm
from portal.administration.queries import open_dossiers_by_revision
from portal.administration.step_picture import Picture, draw
from portal.agencies.queries import agencies_by_code
from portal.catalogue.draft_operations import start_new, start_retirement
from portal.catalogue.draft_queries import (
    agencies_in_use,
    all_agencies,
    all_fields,
    count_in_review,
    find_any,
    get_revision,
    list_events,
    list_new,
    list_revisions,
    page_procedures,
)  # fmt: skip
from portal.catalogue.draft_rules import by_part
from portal.catalogue.models import Procedure
from portal.catalogue.operations import headline
from portal.catalogue.record import Record
from portal.catalogue.rules import wrong_process
from portal.catalogue.views import page_of
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.forms import is_sent
from portal.web.paging import paged

blueprint = Blueprint("procedures", __name__, url_prefix="/quan-tri/thu-tuc")
PER_PAGE = 25


@blueprint.get("")
@officer("catalogue.read")
def index() -> str:
    """List the procedures of one's scope."""
    form = ListForm(request.args)
    form.validate()
    mine = scope("catalogue.read")
    ask = partial(page_procedures, session(), mine, form.wanted)
    paging, rows = paged(ask, form.page, PER_PAGE, "procedures.index", form.as_args())
    return render_template(
        "administration/procedures.html", form=form, wanted=form.wanted, paging=paging, rows=rows, today=local_date(now()),
        new=list_new(session(), mine) if form.shows_new else (), fields=list(all_fields(session()).items()),
        agencies=list(agencies_in_use(session()).items()), in_review=count_in_review(session(), scope("catalogue.publish")),
    )  # fmt: skip


@blueprint.get("/<code>")
@officer("catalogue.read")
def show(code: str) -> str:
    """Show one procedure: what is published, what is being changed, by whom, and what to do next."""
    place = place_of(code)
    held = open_dossiers_by_revision(session(), code)
    current = place.procedure.revision_id if place.procedure else None
    return render_template(
        "administration/procedure.html", place=place, record=place.record, held=held,
        older=sum(number for revision, number in held.items() if revision != current),
        revisions=list_revisions(session(), place.procedure) if place.procedure else [],
        events=list_events(session(), code), successor=_successor(place),
        mistakes=by_part(mistakes_in(place)) if place.is_writable else {}, **drawn_steps(place.record),
    )  # fmt: skip


def drawn_steps(record: Record) -> dict[str, object]:
    """Return the picture of the internal steps and what is wrong with them, for a page that shows them."""
    picture = picture_of(record)
    return {"picture": picture, "step_mistakes": list(wrong_process(record)) if picture else []}


def picture_of(record: Record) -> Picture | None:
    """Return the picture of the internal steps; None when there are none."""
    named = agencies_by_code(session(), sorted({step.agency for step in record.process}))
    return draw(record, {agency.code: agency for agency in named})


def _successor(place: Place) -> Procedure | None:
    code = place.procedure.successor_code if place.procedure else ""
    return find_any(session(), code) if code else None


@blueprint.get("/<code>/ban/<int:number>")
@officer("catalogue.read")
def revision(code: str, number: int) -> str:
    """Show an older text as the page it was."""
    place = place_of(code)
    if place.procedure is None:
        raise NotFound
    old = get_revision(session(), place.procedure, number)
    return render_template("administration/preview.html", place=place, revision=old, **preview_of(old.record))


def preview_of(record: Record) -> dict[str, object]:
    """Return what the public page would show of this text."""
    as_listed = Procedure(code=record.code, changed_at=now(), **headline(record, all_agencies(session())))
    return page_of(as_listed, record)


@blueprint.get("/<code>/so-sanh")
@officer("catalogue.read")
def compare(code: str) -> str:
    """Lay two texts side by side, change by change: two revisions, or what is published and the draft."""
    place, form = place_of(code), CompareForm(request.args)
    if place.procedure is None or not form.validate():
        raise NotFound
    old = get_revision(session(), place.procedure, form.cu.data or place.procedure.revision.number)
    new = get_revision(session(), place.procedure, form.moi.data) if form.moi.data else None
    if new is None and (place.draft is None or place.draft.kind != "content"):
        raise NotFound
    return render_template(
        "administration/compare.html", place=place, old=old, new=new,
        found=told_changes(old.record, new.record if new else place.record),
    )  # fmt: skip


@blueprint.route("/moi", methods=["GET", "POST"])
@officer("catalogue.edit")
def begin() -> ResponseReturnValue:
    """Begin a procedure that is not in the catalogue yet."""
    form, errors, mine = NewForm(request.form), list[tuple[str, str]](), scope("catalogue.edit")
    if request.method == "POST":
        errors = form.problems() if not form.validate() else []
        if not errors and not mine.covers({form.agency.data or ""}, form.field.data or ""):
            errors = [("agency", _("Choose an agency that you work for"))]
        if not errors:
            try:
                with transaction(session()):
                    start_new(session(), _from_nothing(form), by=editor(), at=now())
                return redirect(url_for("procedure_drafts.section", code=form.code.data, name="thong-tin"))
            except Invalid as error:
                errors = [("code", sentence(error))]
    offered = [(code, name) for code, name in all_agencies(session()).items() if mine.holds(code)]
    return render_template(
        "administration/procedure_new.html", form=form, errors=errors, wrong=dict(errors), agencies=offered,
        fields=list(known().fields.items()), may_leave_open=mine.is_whole,
    ), 422 if errors else 200  # fmt: skip


def _from_nothing(form: NewForm) -> Record:
    field, agency = str(form.field.data), str(form.agency.data or "")
    return Record(
        str(form.code.data), str(form["name"].data), 1, field=field, field_name=all_fields(session()).get(field, ""),
        executing_agencies=(agency,) if agency else (), admin_level="province",
    )  # fmt: skip


@blueprint.route("/<code>/ngung", methods=["GET", "POST"])
@officer("catalogue.edit")
def retire(code: str) -> ResponseReturnValue:
    """Propose to retire a procedure: why, and what takes its place."""
    place = place_of(code, "catalogue.edit")
    if place.procedure is None:
        raise NotFound
    form = RetireForm(request.form)
    errors = [] if is_sent(form) or request.method == "GET" else form.problems()
    if request.method == "POST" and not errors:
        try:
            with transaction(session()):
                start_retirement(
                    session(), place.procedure, successor=_named_successor(form, code), reason=str(form.reason.data),
                    by=editor(), at=now(),
                )  # fmt: skip
            flash(_("A second person looks at it now. Until then the procedure stays as it is."), "success")
            return redirect(url_for("procedures.show", code=code))
        except Invalid as error:
            errors = [("successor", sentence(error))]
    return render_template(
        "administration/procedure_retire.html", place=place, form=form, errors=errors, wrong=dict(errors),
        open_dossiers=sum(open_dossiers_by_revision(session(), code).values()),
    ), 422 if errors else 200  # fmt: skip


def _named_successor(form: RetireForm, code: str) -> str:
    """Return the code of what takes its place, "" for nothing; Invalid when citizens could not open it."""
    named = "".join((form.successor.data or "").split())
    if not named:
        return ""
    found = find_any(session(), named)
    if found is None or found.status != "published" or named == code:
        raise Invalid(N_("There is no other published procedure with this code"))
    return named
