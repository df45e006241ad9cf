"""Which files does a paper offer to fill in? Uploaded for the draft, replaced by newer versions, taken off; none is ever lost."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.administration.procedure_desk import Place, editor, place_of
from portal.administration.procedure_forms import FileForm
from portal.catalogue.draft_operations import save_draft
from portal.catalogue.form_files import MOST_BYTES, find_form_files, get_form_file, keep_form_file, list_versions
from portal.catalogue.record import Component, Record
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.storage.office import inspect_form
from portal.storage.scanning import Scanner
from portal.storage.store import Store
from portal.web.access import large_body, officer
from portal.web.app_state import now, service, session
from portal.web.error_pages import sentence

blueprint = Blueprint("procedure_files", __name__, url_prefix="/quan-tri/thu-tuc/<code>/giay-to/<paper_id>")


@blueprint.route("/tep", methods=["GET", "POST"])
@large_body(MOST_BYTES + 1024 * 1024)
@officer("catalogue.edit")
def files(code: str, paper_id: str) -> ResponseReturnValue:
    """Show the form files of a paper; add one, or put a newer version in the place of one."""
    place = place_of(code, "catalogue.edit")
    paper = _paper(place, paper_id)
    form = FileForm(request.form)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        form.validate()
        errors = [] if request.files.get("file") else [("file", _("Choose the file of the form"))]
        if not errors:
            try:
                _take_in(place, paper, form)
                flash(_("The file is in the draft. Citizens get it when the draft is published."), "success")
                return redirect(url_for("procedure_files.files", code=code, paper_id=paper_id))
            except Invalid as error:
                errors = [("file", sentence(error))]
    return render_template(
        "administration/form_files.html", place=place, paper=paper, form=form, errors=errors, wrong=dict(errors),
        offered=find_form_files(session(), paper.files), versions=list_versions(session(), code, paper_id),
        most_mb=MOST_BYTES >> 20,
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/tep/bo")
@officer("catalogue.edit")
def take_off(code: str, paper_id: str) -> ResponseReturnValue:
    """Offer a file no longer; older revisions keep it."""
    place = place_of(code, "catalogue.edit")
    paper, form = _paper(place, paper_id), FileForm(request.form)
    form.validate()
    left = tuple(key for key in paper.files if key != form.replaces.data)
    with transaction(session()):
        _save(place, replace(paper, files=left), form.seen)
    return redirect(url_for("procedure_files.files", code=code, paper_id=paper_id))


def _paper(place: Place, paper_id: str) -> Component:
    found = next((paper for paper in place.record.components if paper.id == paper_id), None)
    if found is None or not place.is_writable:
        raise NotFound
    return found


def _take_in(place: Place, paper: Component, form: FileForm) -> None:
    """Look at the upload, keep it, and name it in the draft; all or nothing."""
    upload = request.files["file"]
    looked_at = inspect_form(upload.read(), upload.filename or "", most_bytes=MOST_BYTES, scanner=service(Scanner))
    old = form.replaces.data or ""
    with transaction(session()):
        before = get_form_file(session(), old) if old in paper.files else None
        kept = keep_form_file(
            session(), service(Store), looked_at, filename=upload.filename or "", procedure_code=place.code,
            component_id=paper.id, by_name=editor().name, at=now(), replaces=before,
        )  # fmt: skip
        keys = [kept.key if key == old else key for key in paper.files]
        new = replace(paper, files=tuple(keys if before else [*keys, kept.key]))
        _save(place, new, form.seen)


def _save(place: Place, paper: Component, version: int) -> None:
    record: Record = place.record
    papers = tuple(paper if one.id == paper.id else one for one in record.components)
    save_draft(
        session(), place.code, replace(record, components=papers), version=version, part="papers", by=editor(), at=now()
    )
