"""Papers that anybody may print: the blank forms and the checklist of a procedure."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from portal.catalogue.models import Procedure
from portal.catalogue.queries import get_agency, get_procedure
from portal.catalogue.record import Component
from portal.catalogue.rules import papers_by_case
from portal.catalogue.shelf import shorten
from portal.documents.operations import office_of
from portal.documents.render import render
from portal.documents.rules import Checklist, Item, Office, PapersOfCase, PrintedForm
from portal.documents.shelf import FormShelf
from portal.storage.office import MEDIA_TYPES
from portal.storage.views import bytes_response
from portal.web.access import public
from portal.web.app_state import service, session
from portal.web.formats import vnd
from portal.web.site import Site, public_url
from portal.web.sums import limit_words_vi

blueprint = Blueprint("documents", __name__)

#: What helps with a paper, as far as a sheet has room for it.
MOST_IN_NOTE = 160


@blueprint.get("/mau-don/<form_id>.pdf")
@public
def form_pdf(form_id: str) -> Response:
    """Give the blank form to print."""
    return _for_everybody(service(FormShelf).sheet(form_id, "pdf"), MEDIA_TYPES["pdf"], f"{form_id}.pdf")


@blueprint.get("/mau-don/<form_id>.docx")
@public
def form_docx(form_id: str) -> Response:
    """Give the blank form to type in."""
    return _for_everybody(service(FormShelf).sheet(form_id, "docx"), MEDIA_TYPES["docx"], f"{form_id}.docx")


@blueprint.get("/thu-tuc/<code>/giay-to.pdf")
@public
def checklist(code: str) -> Response:
    """Print what to bring, on one sheet; with a case chosen only what it needs."""
    procedure = get_procedure(session(), code)
    record, site = procedure.revision.record, service(Site)
    channel = record.main_channel()
    limit = channel.limit if channel else None
    cases = papers_by_case(record)
    wanted = request.args.get("truong_hop", type=int)
    shown = [case for number, case in cases.items() if wanted not in cases or number in (0, wanted)]
    paper = Checklist(
        office=_taken_in_at(procedure, site),
        procedure_name=record.title, plain=record.plain,
        cases=tuple(
            PapersOfCase(case=case, papers=tuple(Item(name=p.name, note=note_vi(p)) for p in group))
            for case, group in shown
        ),
        fees=tuple(_fee_line(fee.name, fee.amount_vnd, fee.note) for fee in (channel.fees if channel else ())),
        limit=limit_words_vi(limit.value, limit.unit.value) if limit else "",
        page_url=public_url() + url_for("catalogue.procedure", code=procedure.code),
    )  # fmt: skip
    return _for_everybody(render(paper), MEDIA_TYPES["pdf"], f"giay-to-{procedure.code}.pdf")


def _taken_in_at(procedure: Procedure, site: Site) -> Office:
    """Return where the papers are taken in: what a commune decides is not brought to the office of the province."""
    if procedure.admin_level == "commune" and procedure.agency_name:
        return Office(name=procedure.agency_name, superior="", place="")
    return office_of(session(), get_agency(session(), site.onestop), site.province)


def note_vi(paper: Component) -> str:
    """Write how many of a paper, whether only those who have it bring it, and when it is not needed."""
    counts = ", ".join(
        filter(None, (copies_vi(paper.originals, paper.copies), "nếu có" if paper.need == "if_any" else ""))
    )
    return ". ".join(filter(None, (counts, shorten(paper.note, MOST_IN_NOTE))))


def copies_vi(originals: int, copies: int) -> str:
    """Write how many originals and copies, in Vietnamese for paper."""
    parts = [f"{originals} bản chính"] * bool(originals) + [f"{copies} bản sao"] * bool(copies)
    return ", ".join(parts)


def _fee_line(name: str, amount_vnd: int | None, note: str) -> str:
    return f"{name}: {vnd(amount_vnd) if amount_vnd is not None else note}"


def _for_everybody(content: bytes, media_type: str, filename: str) -> Response:
    response = bytes_response(content, media_type, filename)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def form_response(form: PrintedForm, filename: str, *, download: bool = False) -> Response:
    """Answer with a form that says something about a person: no copy of it stays on the way."""
    response = bytes_response(render(form), MEDIA_TYPES["pdf"], filename, download=download)
    response.headers["Cache-Control"] = "no-store"
    return response
