"""The words of the search as a spreadsheet: taken away, mended, brought in again; nothing is written before somebody looked."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.catalogue.tables import TYPES, read_table, table_as
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from portal.search.queries import published_codes
from portal.search.word_importing import Plan, import_words, plan_import
from portal.search.word_queries import facts_of, list_words
from portal.search.word_table import HEAD, cells_of, under_head, understood
from portal.storage.views import bytes_response
from portal.web.access import large_body, officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence

blueprint = Blueprint("search_word_files", __name__, url_prefix="/quan-tri/tu-tim-kiem")
MOST_BYTES = 4 * 1024 * 1024
#: What a form may carry from the check to the loading, in characters.
MOST_HELD = 400_000
#: How many changes and mistakes one page shows.
MOST_SHOWN = 200

Cells = list[tuple[int, tuple[str, ...]]]


@blueprint.get("/xuat.<any(xlsx,csv):ending>")
@officer("search.read")
def export(ending: str) -> Response:
    """Give all words as a file, those out of use too."""
    rows = sorted(list_words(session()), key=lambda row: row.id)
    cells = (cells_of(row.id, row.version, facts_of(row), row.is_removed) for row in rows)
    name = f"tu-tim-kiem-{local_date(now()).isoformat()}.{ending}"
    return bytes_response(table_as(ending, HEAD, cells), TYPES[ending], name, download=True)


@blueprint.route("/nhap", methods=["GET", "POST"])
@large_body(MOST_BYTES + 1024 * 1024)
@officer("search.edit")
def check() -> ResponseReturnValue:
    """Take a file and show row by row what it would change, and what is wrong in it."""
    if request.method == "GET":
        return _screen()
    try:
        cells = _sent_cells()
        plan = _plan(cells)
        held = _held(plan)
    except Invalid as error:
        return _screen(errors=[("tep", sentence(error))])
    return _screen(plan=plan, held=held)


@blueprint.post("/nhap/that")
@large_body(MOST_BYTES)
@officer("search.edit")
def load() -> ResponseReturnValue:
    """Write for good what was checked; once more on screen when it can no longer be kept."""
    with transaction(session()):
        plan = _plan(_checked_cells())
        count = 0 if plan.mistakes else import_words(session(), plan, by=current_user.full_name, at=now())
    if plan.mistakes:
        return _screen(plan=plan)
    words = ngettext("%(num)s row is changed.", "%(num)s rows are changed.", count)
    flash(words + " " + _("The search understands them within two seconds."), "success")
    return redirect(url_for("search_words.index"))


def _plan(cells: Cells) -> Plan:
    return plan_import(session(), *understood(cells), is_published=published_codes(session()).__contains__)


def _sent_cells() -> Cells:
    """Return the rows of the file that was sent, under our head; Invalid says what is wrong with it."""
    sent = request.files.get("tep")
    content = sent.read(MOST_BYTES + 1) if sent is not None and sent.filename else b""
    if not content:
        raise Invalid(_("Choose a file."))
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is too large. Choose one of up to %(mb)s MB.", mb=MOST_BYTES >> 20))
    return under_head(read_table(content))


def _held(plan: Plan) -> str:
    """Return the rows that change something, for the button that writes them."""
    held = json.dumps([[change.line.line, *change.line.cells] for change in plan.changes], ensure_ascii=False)
    if len(held) > MOST_HELD:
        raise Invalid(_("This file changes too much at once. Bring it in as two files, one after the other."))
    return held


def _checked_cells() -> Cells:
    """Return the rows the form carries; what nobody has checked here is no list of rows and counts as empty."""
    try:
        rows: Any = json.loads(request.form.get("rows", ""))
        return [(int(line), tuple(str(cell) for cell in cells)) for line, *cells in rows if len(cells) == len(HEAD)]
    except (ValueError, TypeError, RecursionError):
        return []


def _screen(
    *, plan: Plan | None = None, held: str = "", errors: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    mistakes = [(one.line, str(_(one.message, **one.values))) for one in plan.mistakes] if plan else []
    page = render_template(
        "administration/words_file.html", plan=plan, held=held, errors=errors or [], mistakes=mistakes, most=MOST_SHOWN,
        most_mb=MOST_BYTES >> 20,
    )  # fmt: skip
    return page, 422 if errors or mistakes else 200
