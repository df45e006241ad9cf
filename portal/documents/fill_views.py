"""Fill in on screen, then print: a form of the law as a page, and the same form as PDF with what was typed.

What is typed goes into the answer and nowhere else: no row, no file, no log.
"""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.catalogue.queries import find_by_codes
from portal.documents.fill_forms import ADDRESSEE, Nothing, draw, read
from portal.documents.filling import printed_form
from portal.documents.shelf import FormShelf
from portal.documents.views import form_response
from portal.web.access import large_body, public
from portal.web.app_state import service, session

blueprint = Blueprint("fill", __name__)
#: Words of one form; more would only keep the typesetter busy.
MOST_BYTES = 200 * 1024


@blueprint.route("/mau-don/<form_id>/dien", methods=["GET", "POST"])
@large_body(MOST_BYTES)
@public
def fill(form_id: str) -> ResponseReturnValue:
    """Show the form to type on; answer with the printed one, or with one more row of a table."""
    form = service(FormShelf).form(form_id)
    typed = request.form if request.method == "POST" else Nothing()
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        written, problems = read(form, typed)
        if not problems and "them" not in request.form:
            return form_response(printed_form(form, written), f"{form.id}-da-dien.pdf", download=True)
    problems = [] if "them" in request.form else problems
    code = request.values.get("thu-tuc", "")
    page = render_template(
        "documents/fill.html", form=form, parts=draw(form, typed, problems), errors=problems, thu_tuc=code,
        procedure=find_by_codes(session(), [code]).get(code) if code else None,
        addressee_name=ADDRESSEE, addressee="".join(typed.getlist(ADDRESSEE)[:1]),
    )  # fmt: skip
    answer = make_response(page, 422 if problems else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
