"""Writing a change of a procedure: one section of the public page at a time, looked at as citizens will, sent to review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.administration.law_forms import LawForm
from portal.administration.paper_forms import PapersForm, WaysForm
from portal.administration.procedure_desk import Place, editor, known, mistakes_in, place_of, scope, told_changes
from portal.administration.procedure_forms import ReasonForm, VersionForm
from portal.administration.procedure_views import picture_of, preview_of
from portal.administration.process_forms import ProcessForm
from portal.administration.rows import Inputs, rearranged
from portal.administration.section_forms import AnswersForm, QuestionsForm, SectionForm, StepsForm
from portal.catalogue.draft_operations import discard, save_draft, send_to_review, start_draft, take_back
from portal.catalogue.draft_queries import get_revision
from portal.catalogue.draft_rules import by_part, draft_mistakes
from portal.catalogue.kind_words import kind_options
from portal.catalogue.record import Record
from portal.catalogue.rules import agencies_of
from portal.kernel.errors import NotFound, StaleDraft
from portal.kernel.transaction import transaction
from portal.web.access import long_form, officer
from portal.web.app_state import now, session
from portal.web.csrf import FIELD as TOKEN
from portal.web.error_pages import sentence
from portal.web.forms import is_sent
from portal.web.people_labels import ROLES, role_label
from portal.web.step_labels import DESKS, KINDS, desk_label, step_kind_label

blueprint = Blueprint("procedure_drafts", __name__, url_prefix="/quan-tri/thu-tuc/<code>")
#: The longest real record has 405 KB; Vietnamese in a form is three times as long.
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Section:
    """One section: the part whose mistakes stand beside it, its form, its template."""

    part: str
    form: type[SectionForm]
    template: str


#: Word in the address → section, in the order of the public page.
SECTIONS: Mapping[str, Section] = MappingProxyType({
    "thong-tin": Section("answers", AnswersForm, "administration/sections/answers.html"),
    "giay-to": Section("papers", PapersForm, "administration/sections/papers.html"),
    "cach-nop": Section("ways", WaysForm, "administration/sections/ways.html"),
    "cac-buoc": Section("steps", StepsForm, "administration/sections/steps.html"),
    "hay-hoi": Section("questions", QuestionsForm, "administration/sections/questions.html"),
    "phap-ly": Section("law", LawForm, "administration/sections/law.html"),
    "quy-trinh": Section("process", ProcessForm, "administration/sections/process.html"),
})  # fmt: skip


def sections_of(record: Record) -> dict[str, Section]:
    """Return the sections a record has: only what is handled online has internal steps."""
    return {name: one for name, one in SECTIONS.items() if one.part != "process" or record.process}


@blueprint.post("/ban-sua")
@officer("catalogue.edit")
def start(code: str) -> ResponseReturnValue:
    """Open a change of what is published, or go back to an older text (`revision`)."""
    place = place_of(code, "catalogue.edit")
    if place.procedure is None:
        raise NotFound
    old = request.form.get("revision", type=int)
    record = get_revision(session(), place.procedure, old).record if old else place.procedure.revision.record
    with transaction(session()):
        start_draft(session(), record, by=editor(), at=now(), action="go_back" if old else "start_draft")
    if old:
        flash(
            _(
                "The draft says what text no. %(number)s said. Send it to review; citizens read it once it is published.",
                number=old,
            ),
            "info",
        )
    return redirect(url_for("procedures.show", code=code))


@blueprint.route("/phan/<name>", methods=["GET", "POST"])
@long_form(MOST_BYTES)
@officer("catalogue.edit")
def section(code: str, name: str) -> ResponseReturnValue:
    """Write one section. Rows are added, moved and taken away by buttons; every press keeps what was typed."""
    place, here = place_of(code, "catalogue.edit"), SECTIONS.get(name)
    if here is None:
        raise NotFound
    if request.method == "GET":
        if not place.is_writable:
            return redirect(url_for("procedures.show", code=code))
        return _section_page(place, name, here.form.inputs(place.record))
    command = request.form.get("lam", "save")
    typed, row = rearranged(
        [pair for pair in request.form.items(multi=True) if pair[0] not in (TOKEN, "lam", "version")], command
    )
    form = here.form(MultiDict(typed))
    if not form.validate():
        return _section_page(place, name, typed, form.problems(), 422)
    record = form.applied(place.record, keep_blank=command.startswith(("add:", "files:")), fields=known().fields)
    if not scope("catalogue.edit").covers(agencies_of(record), record.field):
        return _section_page(place, name, typed, [("agencies", _("Keep at least one agency that you work for"))], 422)
    version = VersionForm(request.form)
    version.validate()
    try:
        with transaction(session()):
            save_draft(session(), code, record, version=version.seen, part=here.part, by=editor(), at=now())
    except StaleDraft as error:
        return _second_to_save(code, name, typed, error)
    return _after(code, name, command, row, record)


def _after(code: str, name: str, command: str, row: str, record: Record) -> ResponseReturnValue:
    """Go where the pressed button leads, now that everything is kept."""
    if command == "preview":
        return redirect(url_for("procedure_drafts.preview", code=code))
    act, _colon, number = command.partition(":")
    if act == "files" and number.isdigit() and int(number) < len(record.components):
        return redirect(url_for("procedure_files.files", code=code, paper_id=record.components[int(number)].id))
    if command == "save":
        flash(_("Saved. Nobody outside sees it before it is published."), "success")
    return redirect(url_for("procedure_drafts.section", code=code, name=name, _anchor=row or None))


def _section_page(
    place: Place, name: str, typed: Inputs, errors: list[tuple[str, str]] | None = None, status: int = 200,
    *, conflict: str = "", theirs: object = (),
) -> ResponseReturnValue:  # fmt: skip
    here, knows, errors = SECTIONS[name], known(), errors or []
    form = here.form(MultiDict(typed))
    found = by_part(draft_mistakes(place.record, knows, place.published))
    return render_template(
        here.template, place=place, name=name, form=form, errors=form.with_rows(errors), wrong=dict(errors),
        version=place.draft.version if place.draft else 0, known=knows, sections=sections_of(place.record),
        mistakes=found, part=here.part, conflict=conflict, theirs=theirs, record=place.record,
        kind_options=kind_options, **(_of_the_process(place.record, knows.agencies) if here.part == "process" else {}),
    ), status  # fmt: skip


def _of_the_process(record: Record, agencies: Mapping[str, str]) -> dict[str, object]:
    """Return what the section of the steps offers to choose from, and their picture as they are saved."""
    return {
        "kinds": [(kind, step_kind_label(kind)) for kind in KINDS],
        "roles": [(role, role_label(role)) for role in ROLES],
        "desks": [*((desk, desk_label(desk, {})) for desk in DESKS), *agencies.items()],
        "picture": picture_of(record), "step_mistakes": [],
    }  # fmt: skip


def _second_to_save(code: str, name: str, typed: Inputs, error: StaleDraft) -> ResponseReturnValue:
    """Tell who was first and what differs, and keep what was typed: saving again puts it in their place."""
    place = place_of(code, "catalogue.edit")
    form = SECTIONS[name].form(MultiDict(typed))
    form.validate()
    theirs = told_changes(place.record, form.applied(place.record, keep_blank=False, fields=known().fields))
    return _section_page(place, name, typed, status=409, conflict=sentence(error), theirs=theirs)


@blueprint.get("/xem-truoc")
@officer("catalogue.read")
def preview(code: str) -> str:
    """Show the draft as the page citizens will read."""
    place = place_of(code)
    if place.open_draft.kind != "content":
        raise NotFound
    return render_template("administration/preview.html", place=place, revision=None, **preview_of(place.record))


@blueprint.route("/gui-duyet", methods=["GET", "POST"])
@officer("catalogue.edit")
def send(code: str) -> ResponseReturnValue:
    """Send the draft to a second person, with the reason of the change; not while something is wrong."""
    place = place_of(code, "catalogue.edit")
    found = mistakes_in(place)
    differs = told_changes(place.published, place.record) if place.published else []
    same = place.procedure is not None and place.procedure.status != "retired" and not differs
    form = ReasonForm(request.form, data={"reason": place.open_draft.reason})
    if is_sent(form) and not found and not same:
        with transaction(session()):
            send_to_review(session(), code, version=form.seen, reason=str(form.reason.data), by=editor(), at=now())
        flash(_("Sent. A second person looks at it now."), "success")
        return redirect(url_for("procedures.show", code=code))
    sent = request.method == "POST"
    errors = form.problems() if sent else []
    return render_template(
        "administration/draft_send.html", place=place, form=form, errors=errors, wrong=dict(errors),
        mistakes=by_part(found), same=same, found=differs, sections=SECTIONS,
    ), 422 if sent else 200  # fmt: skip


@blueprint.post("/rut-lai")
@officer("catalogue.edit")
def reopen(code: str) -> ResponseReturnValue:
    """Take a change back that waits for review or for its day."""
    place_of(code, "catalogue.edit")
    form = VersionForm(request.form)
    form.validate()
    with transaction(session()):
        take_back(session(), code, version=form.seen, by=editor(), at=now())
    flash(_("It can be written in again."), "success")
    return redirect(url_for("procedures.show", code=code))


@blueprint.route("/huy", methods=["GET", "POST"])
@officer("catalogue.edit")
def give_up(code: str) -> ResponseReturnValue:
    """Ask first, then give a change up."""
    place = place_of(code, "catalogue.edit")
    form = VersionForm(request.form)
    if request.method == "GET":
        return render_template("administration/draft_discard.html", place=place, draft=place.open_draft)
    form.validate()
    with transaction(session()):
        discard(session(), code, version=form.seen, by=editor(), at=now())
    flash(_("The draft is gone. What is published stays as it was."), "success")
    return redirect(url_for("procedures.show", code=code) if place.procedure else url_for("procedures.index"))
