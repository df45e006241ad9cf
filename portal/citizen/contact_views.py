"""What a citizen writes to the officers, inside the dossier, with files."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict

from portal.catalogue.queries import agency_names
from portal.citizen.profile import acting_on
from portal.documents.desk import current_desk
from portal.dossiers.contact import write_message
from portal.dossiers.contact_models import DossierMessage
from portal.dossiers.contact_queries import get_message_file, list_messages
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_own
from portal.kernel.errors import Incomplete
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.storage.uploads import chosen, inspect_all
from portal.storage.views import file_response
from portal.web import held_forms
from portal.web.access import citizen, large_body
from portal.web.app_state import config, now, service, session
from portal.web.contact_forms import MessageForm
from portal.web.error_pages import sentence
from portal.web.formats import datetime_vi, filesize

blueprint = Blueprint("contact", __name__, url_prefix="/ho-so/<code>/nhan")
MOST_AT_ONCE = 80 * 1024 * 1024


@blueprint.route("", methods=["GET", "POST"])
@large_body(MOST_AT_ONCE)
@citizen
def show(code: str) -> ResponseReturnValue:
    """Show what was written, and take a message. The same form sent twice writes once."""
    dossier = get_own(session(), current_user, code)
    if request.method == "GET":
        begun = {"text": _("I have paid. Here is a picture of the receipt.")} if "bien_lai" in request.args else {}
        return _page(dossier, MessageForm(held_forms.take(request.path), data=begun), [])
    form = MessageForm(CombinedMultiDict([request.form, request.files]))
    errors = [] if form.validate() else form.problems()
    good, refused = inspect_all(chosen(request.files.getlist("files")))
    errors += [("files", words) for words in refused]
    if not errors:
        actor = acting_on(current_user, dossier)
        try:
            with transaction(session()):
                write_message(
                    session(), service(Store), dossier, form.text.data or "", good, by=actor, at=now(), desk=current_desk(),
                    form_key=f"citizen:{dossier.id}:{request.form.get('key', '')[:60] or token()}",
                )  # fmt: skip
        except Incomplete as error:
            errors = [(error.missing[0], sentence(error))]
        else:
            flash(_("Your message has been sent. The officers answer here."), "success")
            return redirect(url_for("contact.show", code=code))
    return _page(dossier, form, errors), 422


@blueprint.get("/tep/<int:file_id>")
@citizen
def file(code: str, file_id: int) -> Response:
    """Show a file of a message."""
    return file_response(get_message_file(session(), get_own(session(), current_user, code), file_id).file)


def _page(dossier: Dossier, form: MessageForm, errors: list[tuple[str, str]]) -> str:
    return render_template(
        "citizen/messages.html", dossier=dossier, record=dossier.record, messages=told(dossier), form=form, errors=errors,
        wrong=dict(errors), key=token(), most_bytes=config().upload_bytes,
    )  # fmt: skip


def told(dossier: Dossier) -> list[dict[str, object]]:
    """Return the messages as the citizen reads them: officers speak for their agency, without their names."""
    messages = list_messages(session(), dossier)
    names = agency_names(session(), sorted({one.agency_code for one in messages if one.agency_code}))
    return [_told(dossier, one, names) for one in messages]


def _told(dossier: Dossier, one: DossierMessage, names: dict[str, str]) -> dict[str, object]:
    files = [
        {"name": row.file.filename, "href": url_for("contact.file", code=dossier.code, file_id=row.id),
         "size": filesize(row.file.size_bytes)}
        for row in one.files
    ]  # fmt: skip
    mine = one.by_kind == "citizen"
    by = _("You") if mine else names.get(one.agency_code, _("Officer"))
    return {"by": by, "at": datetime_vi(one.at), "text": one.text, "files": files, "mine": mine}
