"""Messages with the citizen and notes among officers: two lists that never meet."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response as Redirect

from portal.documents.desk import current_desk
from portal.dossiers import contact
from portal.dossiers.contact_queries import get_message_file, list_messages, list_notes
from portal.dossiers.models import Dossier
from portal.kernel.errors import Incomplete
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, dossier_at, form_key, hang
from portal.officers.looks import is_look, note_look
from portal.storage.store import Store
from portal.storage.uploads import chosen, inspect_all
from portal.storage.views import file_response
from portal.web import held_forms
from portal.web.access import large_body, officer
from portal.web.app_state import config, now, service, session
from portal.web.contact_forms import MessageForm, NoteForm
from portal.web.error_pages import sentence

blueprint = Blueprint("work_contact", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/trao-doi")
MOST_AT_ONCE = 80 * 1024 * 1024


@blueprint.route("", methods=["GET", "POST"])
@large_body(MOST_AT_ONCE)
@officer("dossier.read")
def show(dossier_id: int) -> ResponseReturnValue:
    """Show messages and notes; take a message to the citizen. Opening the page marks nothing as read."""
    dossier = dossier_at(dossier_id)
    if request.method == "GET":
        held, to = held_forms.take_with_target(request.path)
        is_note = to.endswith("/ghi-chu")
        return _page(dossier, MessageForm(None if is_note else held), NoteForm(held if is_note else None), [])
    form = MessageForm(CombinedMultiDict([request.form, request.files]))
    errors = [] if form.validate() else form.problems()
    good, refused = inspect_all(chosen(request.files.getlist("files")))
    errors += [("files", words) for words in refused]
    if not errors:
        try:
            with transaction(session()):
                contact.write_message(
                    session(), service(Store), dossier, form.text.data or "", good, by=actor_for(dossier), at=now(),
                    desk=current_desk(), form_key=form_key(dossier, "message"),
                )  # fmt: skip
        except Incomplete as error:
            errors = [(error.missing[0], sentence(error))]
        else:
            flash(_("The message has been sent; the citizen is told by telephone that there is one."), "success")
            return _back(dossier)
    return _page(dossier, form, NoteForm(), errors), 422


@blueprint.post("/da-doc")
@officer("dossier.read")
def read(dossier_id: int) -> Redirect:
    """Mark what the citizen wrote as read."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        contact.mark_read(session(), dossier, by=actor_for(dossier), at=now())
    return _back(dossier)


@blueprint.post("/ghi-chu")
@officer("dossier.read")
def note(dossier_id: int) -> ResponseReturnValue:
    """Leave a note for other officers."""
    dossier, form = dossier_at(dossier_id), NoteForm(request.form)
    if not form.validate():
        return _page(dossier, MessageForm(), form, form.problems()), 422
    with transaction(session()):
        contact.write_note(session(), dossier, form.note.data or "", by=actor_for(dossier), at=now(),
                           form_key=form_key(dossier, "note"))  # fmt: skip
    flash(_("The note is kept. Only officers read it."), "success")
    return _back(dossier)


@blueprint.get("/tep/<int:file_id>")
@officer("dossier.read")
def file(dossier_id: int, file_id: int) -> Response:
    """Show a file of a message, or its small picture with ?nho=1."""
    dossier = dossier_at(dossier_id)
    found = get_message_file(session(), dossier, file_id)
    if is_look(found.file):
        note_look(dossier, f"message:{found.id}", found.file.filename)
    return file_response(found.file, small="nho" in request.args)


def _page(dossier: Dossier, form: MessageForm, note: NoteForm, errors: list[tuple[str, str]]) -> str:
    messages = list_messages(session(), dossier)
    return render_template(
        "officers/contact.html", dossier=dossier, record=dossier.record, messages=messages, notes=list_notes(session(), dossier),
        form=form, note=note, errors=errors, wrong=dict(errors), key=token(), hang=hang(), most_bytes=config().upload_bytes,
        may_write=contact.in_charge(dossier, actor_for(dossier)),
        unread=sum(1 for one in messages if one.by_kind == "citizen" and one.read_at is None),
    )  # fmt: skip


def _back(dossier: Dossier) -> Redirect:
    return redirect(url_for("work_contact.show", dossier_id=dossier.id, hang=hang() or None))
