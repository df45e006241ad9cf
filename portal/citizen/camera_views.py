"""A telephone takes the pictures, the computer shows them: the square, its state, and the page it opens (ux 1.8).

The telephone is nobody: no sign-in, no name, no picture but the ones it brings. It can add to the papers of its
pass and nothing else.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.record import Component
from portal.citizen.camera import mark_of, owner_of
from portal.documents.camera_link import camera_link, name_in
from portal.dossiers.camera import add_photo, check_pass, close_pass, get_pass, issue, papers_of
from portal.dossiers.camera_models import CameraPass
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_draft, get_own
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.ids import token as new_token
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.storage.uploads import drop_pieces, inspect_all, piece_response, sent_files
from portal.web.access import citizen, large_body, public
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

blueprint = Blueprint("camera", __name__)
MOST_AT_ONCE = 80 * 1024 * 1024


# ---- at the computer


@blueprint.post("/ho-so/nhap/<draft_code>/dien-thoai")
@citizen
def for_draft(draft_code: str) -> Redirect:
    """Issue a pass for one paper of a draft, or for all that are missing."""
    draft, component_id = get_draft(session(), current_user, draft_code), request.form.get("giay", "")
    _issue(draft, component_id)
    if component_id:
        return redirect(
            url_for("papers.paper", draft_code=draft_code, component_id=component_id, ve=_back(), _anchor="chup")
        )
    return redirect(url_for("drafts.tasks", draft_code=draft_code, _anchor="chup"))


@blueprint.post("/ho-so/<code>/bo-sung/dien-thoai")
@citizen
def for_supplement(code: str) -> Redirect:
    """Issue a pass for one paper that is asked for."""
    component_id = request.form.get("giay", "")
    _issue(get_own(session(), current_user, code), component_id)
    return redirect(url_for("supplement.show", code=code, _anchor=f"giay-{component_id}"))


@blueprint.get("/ho-so/dien-thoai/<name>")
@citizen
def status(name: str) -> Response:
    """Tell the computer's page whether something came: it asks every few seconds."""
    return jsonify(mark=mark_of(_own(name)))


@blueprint.post("/ho-so/dien-thoai/<name>/dong")
@citizen
def close(name: str) -> Redirect:
    """End a pass from the computer."""
    one = _own(name)
    with transaction(session()):
        close_pass(one, at=now())
    if not one.dossier.is_draft:
        return redirect(url_for("supplement.show", code=one.dossier.code))
    code = one.dossier.draft_code
    if one.component_id:
        return redirect(url_for("papers.paper", draft_code=code, component_id=one.component_id))
    return redirect(url_for("drafts.tasks", draft_code=code))


@blueprint.post("/ho-so/tai-len")
@citizen
def piece() -> tuple[Response, int]:
    """Keep a piece of a file that a signed-in citizen sends."""
    return piece_response(owner_of(current_user))


def _issue(dossier: Dossier, component_id: str) -> None:
    with transaction(session()):
        issue(session(), dossier, component_id, by=owner_of(current_user), at=now())


def _own(name: str) -> CameraPass:
    one = get_pass(session(), name)
    if one.issued_by != owner_of(current_user):
        raise NotFound
    return one


def _back() -> str:
    return "kiem-tra" if request.form.get("ve") == "kiem-tra" else ""


# ---- at the telephone


@blueprint.get("/chup/<token>")
@public
def show(token: str) -> str:
    """Show which papers are wanted."""
    return _page(_usable(token), [])


@blueprint.post("/chup/<token>/giay/<component_id>")
@large_body(MOST_AT_ONCE)
@public
def add(token: str, component_id: str) -> ResponseReturnValue:
    """Add pictures to one paper; each good one is kept even when another is refused."""
    one = _usable(token)
    component = next((paper for paper, _n in papers_of(one) if paper.id == component_id), None)
    if component is None:
        raise NotFound
    errors = _take(one, component)
    if errors:
        return _page(one, errors), 422
    return redirect(url_for("camera.show", token=token, _anchor=f"giay-{component_id}"))


@blueprint.post("/chup/<token>/tai-len")
@public
def add_piece(token: str) -> tuple[Response, int]:
    """Keep a piece of a file that the telephone sends."""
    return piece_response(_owner(_usable(token)))


@blueprint.post("/chup/<token>/xong")
@public
def finish(token: str) -> str:
    """End the pass: all pictures are taken."""
    one = _usable(token)
    with transaction(session()):
        close_pass(one, at=now())
    return render_template("citizen/camera_done.html", added=one.added)


def _usable(token: str) -> CameraPass:
    """Return the pass of a link; raise what its page says when it cannot be used (any more, or on this telephone)."""
    one = get_pass(session(), name_in(token))
    check_pass(one, _phone(), now())
    return one


def _phone() -> str:
    """Return by which mark this browser is known again."""
    if "camera" not in cookie:
        cookie["camera"] = new_token()
    return str(cookie["camera"])


def _owner(one: CameraPass) -> str:
    return f"pass:{one.id}"


def _take(one: CameraPass, component: Component) -> list[tuple[str, str]]:
    field, key = f"files-{component.id}", request.form.get("key") or new_token()
    try:
        files = sent_files(_owner(one))
        good, refused = inspect_all(files)
        errors = [(field, words) for words in refused]
        if not files:
            errors = [(field, _("Choose a picture or PDF of: %(paper)s", paper=component.name))]
        with transaction(session()):
            for sent in good:
                add_photo(session(), service(Store), one, component.id, sent.file, filename=sent.name, phone=_phone(),
                          upload_key=f"c{one.id}:{component.id}:{key}:{sent.fingerprint}", at=now())  # fmt: skip
    except Invalid as error:
        errors = [(field, sentence(error))]
    drop_pieces(_owner(one))
    return errors


def _page(one: CameraPass, errors: list[tuple[str, str]]) -> str:
    papers = papers_of(one)
    old = {paper.component_id for paper in one.dossier.papers if paper.files} if one.supplement_id else set()
    return render_template(
        "citizen/camera.html", one=one, token=camera_link(one).rpartition("/")[2], papers=papers, errors=errors,
        wrong=dict(errors), key=new_token(), most_bytes=config().upload_bytes, title=one.dossier.record.title,
        replaced=old,
    )  # fmt: skip
