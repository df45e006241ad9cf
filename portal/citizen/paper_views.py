"""One page a paper: photograph it, choose it, or say that it is not there (ux 1.8)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.record import Component
from portal.citizen.camera import camera_at, owner_of
from portal.citizen.overview import next_place, tasks_of
from portal.citizen.precheck_views import looked_at
from portal.dossiers.models import Dossier, PaperFile
from portal.dossiers.operations import add_file, remove_file, say_paper
from portal.dossiers.queries import get_draft
from portal.dossiers.rules import papers_for
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.storage.uploads import drop_pieces, inspect_all, sent_files
from portal.storage.views import file_response
from portal.web import held_forms
from portal.web.access import citizen, large_body
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

blueprint = Blueprint("papers", __name__, url_prefix="/ho-so/nhap/<draft_code>")
#: Several photographs may come in one request.
MOST_AT_ONCE = 80 * 1024 * 1024


@blueprint.route("/giay-to/<component_id>", methods=["GET", "POST"])
@large_body(MOST_AT_ONCE)
@citizen
def paper(draft_code: str, component_id: str) -> ResponseReturnValue:
    """Take the pictures of one paper; each good one is kept even when another is refused."""
    draft, component = _find(draft_code, component_id)
    if not draft.is_draft:
        return redirect(url_for("sent.show", code=draft.code))
    errors: list[tuple[str, str]] = []
    held_forms.take(request.path)  # pictures cannot be held: the page says that they are needed once more
    if request.method == "POST":
        errors = _take(draft, component, request.form.get("key") or token())
        if not errors:
            return redirect(url_for("papers.paper", draft_code=draft_code, component_id=component_id, ve=_back()))
    tasks = tasks_of(draft)
    return render_template(
        "citizen/paper.html", draft=draft, component=component, kept=draft.paper(component_id), errors=errors,
        key=token(), back=_back(), most_bytes=config().upload_bytes,
        position=_position(draft, component), next_href=_next(draft, component_id), tasks=tasks,
        camera=camera_at(draft, component_id), remark=looked_at(draft).about("paper", component_id),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/giay-to/<component_id>/chua-co")
@citizen
def say(draft_code: str, component_id: str) -> ResponseReturnValue:
    """Note that a paper will be brought or does not exist, and go on."""
    draft, component = _find(draft_code, component_id)
    with transaction(session()):
        say_paper(session(), draft, component.id, request.form.get("status", ""), at=now())
    return redirect(_next(draft, component_id))


@blueprint.post("/xoa-tep/<int:file_id>")
@citizen
def remove(draft_code: str, file_id: int) -> ResponseReturnValue:
    """Remove one picture."""
    draft = get_draft(session(), current_user, draft_code)
    with transaction(session()):
        component_id = remove_file(session(), service(Store), draft, file_id, at=now())
    if not component_id:
        return redirect(url_for("drafts.tasks", draft_code=draft_code))
    return redirect(url_for("papers.paper", draft_code=draft_code, component_id=component_id, ve=_back()))


@blueprint.get("/tep/<int:file_id>")
@citizen
def file(draft_code: str, file_id: int) -> Response:
    """Show one picture, or its small preview with ?nho=1."""
    draft = get_draft(session(), current_user, draft_code)
    found = find_file(draft, file_id)
    return file_response(found.file, small="nho" in request.args)


def find_file(dossier: Dossier, file_id: int) -> PaperFile:
    """Return a file of this dossier; NotFound for any other."""
    for kept in dossier.papers:
        for row in kept.all_files:
            if row.id == file_id:
                return row
    raise NotFound


def _find(draft_code: str, component_id: str) -> tuple[Dossier, Component]:
    draft = get_draft(session(), current_user, draft_code)
    component = next((c for c in papers_for(draft.record, draft.answers) if c.id == component_id), None)
    if component is None:
        raise NotFound
    return draft, component


def _take(draft: Dossier, component: Component, key: str) -> list[tuple[str, str]]:
    """Inspect and keep what was sent; return the sentence about each refused file."""
    owner = owner_of(current_user)
    try:
        files = sent_files(owner)
        if not files:
            return [("files", _("Choose a picture or PDF of: %(paper)s", paper=component.name))]
        good, refused = inspect_all(files)
        errors = [("files", words) for words in refused]
        with transaction(session()):
            for one in good:
                # The same form with the same picture counts once; the script sends each picture in a request of its own.
                # What was sent is compared, not what is kept: a PDF written anew never has the same bytes twice.
                add_file(session(), service(Store), draft, component.id, one.file, filename=one.name, at=now(),
                         upload_key=f"{draft.id}:{component.id}:{key}:{one.fingerprint}")  # fmt: skip
    except Invalid as error:
        errors = [("files", sentence(error))]
    drop_pieces(owner)
    return errors


def _back() -> str:
    return "kiem-tra" if request.values.get("ve") == "kiem-tra" else ""


def _next(draft: Dossier, component_id: str) -> str:
    if _back():
        return url_for("drafts.check", draft_code=draft.draft_code)
    return next_place(draft, component_id)


def _position(draft: Dossier, component: Component) -> tuple[int, int]:
    papers = papers_for(draft.record, draft.answers)
    return papers.index(component) + 1, len(papers)
