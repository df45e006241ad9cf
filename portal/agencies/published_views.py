"""The pages of notices and directive documents, for everybody; and a feed of the notices."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from portal.agencies.forms import AnnouncementsForm, DocumentsForm
from portal.agencies.published import (
    DocumentFilter,
    document_choices,
    get_announcement,
    get_document,
    page_announcements,
    page_documents,
)  # fmt: skip
from portal.agencies.queries import agencies_by_code
from portal.kernel.clock import local_date
from portal.kernel.errors import NotFound
from portal.storage.views import file_response
from portal.web.access import public
from portal.web.app_state import now, session
from portal.web.labels import document_kind
from portal.web.paging import paged
from portal.web.shared_pages import shared

blueprint = Blueprint("published", __name__)
PER_PAGE = 20
#: How many notices a reader of the feed gets.
IN_FEED = 30


@blueprint.get("/van-ban")
@public
@shared()
def documents() -> str:
    """Show the directive documents, newest first, narrowed by words, agency, kind and year."""
    form = DocumentsForm(request.args)
    form.validate()
    database, today = session(), local_date(now())
    wanted = DocumentFilter(form.text, form.co_quan.data or "", form.loai.data or "", form.year)
    ask = partial(page_documents, database, today, wanted)
    paging, found = paged(ask, form.page, PER_PAGE, "published.documents", form.as_args())
    agencies, kinds, years = document_choices(database, today)
    return render_template(
        "agencies/documents.html", form=form, paging=paging, documents=found, agencies=agencies, years=[(year, str(year)) for year in years],
        kinds=[(kind, document_kind(kind)) for kind in kinds],
    )  # fmt: skip


@blueprint.get("/van-ban/<int:document_id>")
@public
@shared()
def document(document_id: int) -> str:
    """Show what is known of one document."""
    return render_template("agencies/document.html", document=get_document(session(), document_id, local_date(now())))


@blueprint.get("/van-ban/<int:document_id>/tep")
@public
def document_file(document_id: int) -> Response:
    """Give the file of a document."""
    found = get_document(session(), document_id, local_date(now()))
    if found.file is None:
        raise NotFound
    return file_response(found.file)


@blueprint.get("/thong-bao")
@public
@shared()
def announcements() -> str:
    """Show the notices, newest first, of all agencies or of one."""
    form = AnnouncementsForm(request.args)
    form.validate()
    code = form.co_quan.data or ""
    ask = partial(page_announcements, session(), local_date(now()), agency=code)
    paging, found = paged(ask, form.page, PER_PAGE, "published.announcements", {"co_quan": code} if code else {})
    return render_template(
        "agencies/announcements.html", announcements=found, paging=paging, of=next(iter(agencies_by_code(session(), [code])), None),
    )  # fmt: skip


@blueprint.get("/thong-bao/<int:announcement_id>")
@public
@shared()
def announcement(announcement_id: int) -> str:
    """Show one notice."""
    return render_template(
        "agencies/announcement.html", announcement=get_announcement(session(), announcement_id, local_date(now()))
    )


@blueprint.get("/thong-bao.atom")
@public
def feed() -> Response:
    """Give the newest notices to feed readers (RFC 4287)."""
    _total, found = page_announcements(session(), local_date(now()), limit=IN_FEED)
    newest = max((notice.changed_at for notice in found), default=now())
    text = render_template("agencies/feed.xml", announcements=found, newest=newest, title=_("Notices"))
    return Response(text, mimetype="application/atom+xml")
