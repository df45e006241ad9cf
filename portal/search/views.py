"""The search page, and what it suggests while somebody types."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.queries import counts_by_field
from portal.search.forms import SearchForm
from portal.search.queries import Finder, codes_like
from portal.search.rules import highlight
from portal.web.access import public
from portal.web.app_state import service, session
from portal.web.labels import short_level
from portal.web.paging import Paging

blueprint = Blueprint("search", __name__)
PER_PAGE = 20


@blueprint.get("/tim")
@public
def results() -> ResponseReturnValue:
    """Show what answers the query; a code goes straight to its page."""
    form = SearchForm(request.args)
    form.validate()
    database = session()
    answer = service(Finder).find(
        database, form.text, limit=PER_PAGE, offset=(form.page - 1) * PER_PAGE, field=form.field, level=form.level
    )
    if answer.understood.kind == "dossier_code":
        return redirect(url_for("tracking.lookup", ma=answer.understood.code))
    if answer.understood.kind == "procedure_code":
        codes = codes_like(database, answer.understood.code or "")
        if len(codes) == 1:
            return redirect(url_for("catalogue.procedure", code=codes[0]))
    fields = counts_by_field(database)
    return render_template(
        "search/results.html", form=form, answer=answer, chosen=_chosen(form, fields),
        fields_options=[(code, f"{name} ({number})") for code, name, number in fields],
        paging=Paging(form.page, answer.total, PER_PAGE, "search.results", form.as_args()),
        marked=lambda text: highlight(text, answer.understood),
        intent=next(iter(answer.understood.intents), ""),
    )  # fmt: skip


@blueprint.get("/tim/goi-y")
@public
def suggestions() -> ResponseReturnValue:
    """Answer what stands in the box so far with at most five procedures to go to, for the script of the box."""
    found = service(Finder).suggest(session(), request.args.get("q", ""))
    answer = jsonify([{"title": one.title, "href": url_for("catalogue.procedure", code=one.code)} for one in found])
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _chosen(form: SearchForm, fields: Sequence[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address that takes it off."""
    names = {code: name for code, name, _ in fields}
    args = form.as_args()
    labels = {"linh_vuc": names.get(form.field, form.field), "muc": short_level(form.level) if form.level else ""}
    return [
        (label, url_for("search.results", **{k: v for k, v in args.items() if k != name}))
        for name, label in labels.items()
        if label
    ]
