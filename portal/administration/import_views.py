"""Procedures come in as a file: it is checked first, row by row, and loaded only when somebody has looked at that."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.administration.forms import ImportRowsForm
from portal.administration.procedure_desk import scope
from portal.catalogue.exporting import export_procedures
from portal.catalogue.import_jobs import forget_file, queue_check, queue_load
from portal.catalogue.import_models import ImportRow
from portal.catalogue.import_queries import count_outcomes, get_job, list_jobs, page_rows
from portal.catalogue.sniffing import ending_of
from portal.catalogue.workbook import write_template
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.storage.views import bytes_response
from portal.web.access import large_body, officer
from portal.web.app_state import now, service, session
from portal.web.catalogue_labels import outcome_label
from portal.web.error_pages import sentence
from portal.web.paging import paged

blueprint = Blueprint("imports", __name__, url_prefix="/quan-tri/thu-tuc")
MOST_BYTES = 50 * 1024 * 1024
PER_PAGE = 25
#: How often the page of a running job asks again (seconds).
_ASK_AGAIN = 3
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.route("/nhap", methods=["GET", "POST"])
@large_body(MOST_BYTES + 1024 * 1024)
@officer("catalogue.import")
def start() -> ResponseReturnValue:
    """Take a file, and show what was brought in lately."""
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return redirect(url_for("imports.show", job_id=_take_file()))
        except Invalid as error:
            errors = [("tep", sentence(error))]
    page = render_template(
        "administration/imports.html", jobs=list_jobs(session()), errors=errors, most_mb=MOST_BYTES >> 20
    )
    return page, 422 if errors else 200


def _take_file() -> int:
    """Keep the file that was sent and queue its check; Invalid says what is wrong with it."""
    sent = request.files.get("tep")
    if sent is None or not sent.filename:
        raise Invalid(_("Choose a file."))
    content = sent.read()
    ending = ending_of(content, sent.filename, most_bytes=MOST_BYTES)
    with transaction(session()):
        job = queue_check(
            session(),
            service(Store),
            content,
            filename=sent.filename,
            ending=ending,
            officer_id=current_user.id,
            at=now(),
        )
        return job.id


@blueprint.get("/nhap/<int:job_id>")
@officer("catalogue.import")
def show(job_id: int) -> Response:
    """Show how far a file is; once it is done, what would become or became of each record."""
    job = get_job(session(), job_id)
    if job.is_going_on:
        page = Response(render_template("administration/import_progress.html", job=job))
        page.headers["Refresh"] = str(_ASK_AGAIN)  # works without a script
        return page
    form = ImportRowsForm(request.args)
    form.validate()
    counts = count_outcomes(session(), job_id)
    total = counts[form.outcome] if form.outcome else sum(counts.values())

    def ask(offset: int, limit: int) -> tuple[int, Sequence[ImportRow]]:
        return total, page_rows(session(), job_id, form.outcome, offset=offset, limit=limit)

    paging, rows = paged(ask, form.page, PER_PAGE, "imports.show", {"job_id": job_id, **form.as_args()})
    may_open = scope("catalogue.read").is_whole
    return Response(
        render_template(
            "administration/import_result.html", job=job, counts=counts, rows=rows, form=form, paging=paging,
            outcomes=_labelled, may_open=may_open, is_sender=job.officer_id == current_user.id,
        )
    )  # fmt: skip


def _labelled(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return (outcome, its word, how many) of those that happened."""
    return [(outcome, outcome_label(outcome), number) for outcome, number in counts.items() if number]


@blueprint.post("/nhap/<int:job_id>/that")
@officer("catalogue.import")
def load(job_id: int) -> ResponseReturnValue:
    """Load for good what was checked."""
    try:
        with transaction(session()):
            queue_load(session(), job_id, by=current_user.id, within=scope("catalogue.import"), on=local_date(now()))
    except Invalid as error:
        flash(sentence(error), "error")
    return redirect(url_for("imports.show", job_id=job_id))


@blueprint.post("/nhap/<int:job_id>/bo")
@officer("catalogue.import")
def forget(job_id: int) -> ResponseReturnValue:
    """Delete the file; nothing of it is loaded."""
    with transaction(session()):
        forget_file(session(), service(Store), job_id)
    flash(_("The file is deleted. Nothing of it was loaded."), "success")
    return redirect(url_for("imports.start"))


@blueprint.get("/mau-nhap.xlsx")
@officer("catalogue.import")
def template() -> Response:
    """Give the empty workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mau.xlsx"
        write_template(path)
        return bytes_response(path.read_bytes(), _TYPES["xlsx"], "mau-nhap-thu-tuc.xlsx", download=True)


@blueprint.get("/xuat.<any(xlsx,jsonl,csv):ending>")
@officer("catalogue.import")
def export(ending: str) -> Response:
    """Give every procedure as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"thu-tuc.{ending}"
        export_procedures(session(), path)
        name = f"thu-tuc-{local_date(now()).isoformat()}.{ending}"
        return bytes_response(path.read_bytes(), _TYPES[ending], name, download=True)
