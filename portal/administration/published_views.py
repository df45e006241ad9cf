"""Writing, changing and withdrawing the notices and directive documents of an agency."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.administration.agency_forms import AnnouncementForm, DocumentForm
from portal.agencies.models import DirectiveDocument
from portal.agencies.operations import (
    add_announcement,
    add_document,
    attach_file,
    change_announcement,
    change_document,
    set_withdrawn,
)  # fmt: skip
from portal.agencies.published import (
    Published,
    get_own_announcement,
    get_own_document,
    list_announcements,
    list_documents,
)
from portal.agencies.queries import get_editable
from portal.catalogue.models import Agency
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid
from portal.kernel.transaction import transaction
from portal.storage.inspect import Inspected, inspect
from portal.storage.scanning import Scanner
from portal.storage.store import Store
from portal.web.access import large_body, officer
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.formats import date_vi

blueprint = Blueprint("published_admin", __name__, url_prefix="/quan-tri/co-quan/<code>")
Errors = list[tuple[str, str]]
#: One document and the form around it.
MOST_BYTES = 32 * 1024 * 1024


@blueprint.route("/thong-bao/moi", methods=["GET", "POST"], defaults={"announcement_id": 0})
@blueprint.route("/thong-bao/<int:announcement_id>", methods=["GET", "POST"])
@officer("agency.edit")
def announcement(code: str, announcement_id: int) -> ResponseReturnValue:
    """Write a new notice, or change one."""
    agency = get_editable(session(), current_user, code)
    row = get_own_announcement(session(), agency, announcement_id) if announcement_id else None
    sent = request.method == "POST"
    form = AnnouncementForm(request.form) if sent else AnnouncementForm(data=_start(row, "title", "body"))
    if sent and form.validate():
        with transaction(session()):
            if row is None:
                row = add_announcement(session(), agency, form.facts(), by=current_user, at=now())
            else:
                change_announcement(session(), row, form.facts(), by=current_user, at=now())
        return _saved(agency, "thong-bao", row)
    errors = form.problems() if sent else []
    return render_template(
        "administration/announcement.html",
        agency=agency,
        row=row,
        form=form,
        errors=errors,
        wrong=dict(errors),
        turn=len(list_announcements(session(), agency)),
    ), 422 if errors else 200


@blueprint.post("/thong-bao/<int:announcement_id>/an-hien")
@officer("agency.edit")
def withdraw_announcement(code: str, announcement_id: int) -> ResponseReturnValue:
    """Take a notice off the page, or show it again."""
    agency = get_editable(session(), current_user, code)
    row = get_own_announcement(session(), agency, announcement_id)
    with transaction(session()):
        set_withdrawn(session(), row, request.form.get("withdraw") == "1", by=current_user, at=now())
    return _saved(agency, "thong-bao", row)


@blueprint.route("/van-ban/moi", methods=["GET", "POST"], defaults={"document_id": 0})
@blueprint.route("/van-ban/<int:document_id>", methods=["GET", "POST"])
@large_body(MOST_BYTES)
@officer("agency.edit")
def document(code: str, document_id: int) -> ResponseReturnValue:
    """Enter a directive document with its file, or change one."""
    agency = get_editable(session(), current_user, code)
    row = get_own_document(session(), agency, document_id) if document_id else None
    sent = request.method == "POST"
    names = ("number", "kind", "issuer", "abstract", "validity", "issued_on")
    form = DocumentForm(request.form) if sent else DocumentForm(data={"issuer": agency.name, **_start(row, *names)})
    errors: Errors = []
    if sent:
        file, refused = _file()
        errors = (form.problems() if not form.validate() else []) + refused
        if not errors:
            try:
                return _saved(agency, "van-ban", _write(agency, document_id, form, file))
            except Invalid as error:
                errors = [("number", sentence(error))]
    return render_template(
        "administration/document.html", agency=agency, row=row, form=form, errors=errors, wrong=dict(errors),
        most_bytes=config().upload_bytes, turn=len(list_documents(session(), agency)),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/van-ban/<int:document_id>/an-hien")
@officer("agency.edit")
def withdraw_document(code: str, document_id: int) -> ResponseReturnValue:
    """Take a document off the page, or show it again."""
    agency = get_editable(session(), current_user, code)
    row = get_own_document(session(), agency, document_id)
    with transaction(session()):
        set_withdrawn(session(), row, request.form.get("withdraw") == "1", by=current_user, at=now())
    return _saved(agency, "van-ban", row)


def _write(
    agency: Agency, document_id: int, form: DocumentForm, file: tuple[Inspected, str] | None
) -> DirectiveDocument:
    """Write the document and its file in one transaction."""
    by, at = current_user, now()
    with transaction(session()):
        if document_id:
            row = get_own_document(session(), agency, document_id)
            change_document(session(), row, form.facts(), by=by, at=at)
        else:
            row = add_document(session(), agency, form.facts(), by=by, at=at)
        if file is not None:
            attach_file(session(), service(Store), row, file[0], filename=file[1], by=by, at=at)
    return row


def _file() -> tuple[tuple[Inspected, str] | None, Errors]:
    """Inspect the file that was sent, if one was; only a PDF is a document people can rely on."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None, []
    try:
        inspected = inspect(sent.read(), sent.filename, most_bytes=config().upload_bytes, scanner=service(Scanner))
        if inspected.extension != "pdf":
            raise Invalid(N_("Choose a PDF file. Save or scan the document as PDF first."))
    except Invalid as error:
        return None, [("file", sentence(error))]
    return (inspected, sent.filename), []


def _start(row: object, *names: str) -> dict[str, object]:
    """Return what the form starts with: the row, or today as the day of publishing."""
    if row is None:
        return {"published_on": local_date(now()).isoformat()}
    values = {name: getattr(row, name) for name in (*names, "published_on")}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _saved(agency: Agency, anchor: str, row: Published) -> ResponseReturnValue:
    """Say what people see now, and go back to the page of the agency."""
    if row.withdrawn_at is not None:
        text = _("Saved. It is withdrawn: nobody sees it.")
    elif row.published_on > local_date(now()):
        text = _("Saved. People see it from %(day)s on.", day=date_vi(row.published_on))
    else:
        text = _("Saved. It stands on the page of the agency now.")
    flash(text, "success")
    return redirect(url_for("agency_admin.show", code=agency.code, _anchor=anchor))
