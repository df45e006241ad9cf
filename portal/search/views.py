"""The one list of results: what answers a query, narrowed by facets; and what is suggested while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.facet_words import VIETNAMESE, address_of, facet_label, value_label
from portal.catalogue.facets import FACETS, SHOWN, Narrowed, narrow
from portal.catalogue.shelf import Shelf
from portal.catalogue.shelving import Shelves
from portal.search.forms import SearchForm
from portal.search.queries import Answer, Finder, codes_like
from portal.search.rules import highlight
from portal.web.access import public
from portal.web.app_state import service, session
from portal.web.paging import Paging
from portal.web.shared_pages import Mark, shared

blueprint = Blueprint("search", __name__)
PER_PAGE = 20


@dataclass(frozen=True)
class Option:
    """One box to tick."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One group of boxes: those always seen, and those behind "more"."""

    name: str
    label: str
    first: Sequence[Option]
    more: Sequence[Option]
    lang: str


def in_step(edition: Mark) -> str | None:
    """Return what a list of results depends on: the index and the shelf; None while the index cannot be read."""
    index = service(Finder).in_step(session())
    return None if index is None else f"{index} {service(Shelves).current(session(), edition.catalogue).stamp}"


@blueprint.get("/tim")
@public
@shared(also=in_step)
def results() -> ResponseReturnValue:
    """Show what answers the query; a code goes straight to its page."""
    form = SearchForm(request.args)
    form.validate()
    answer = service(Finder).find(session(), form.text) if form.text else None
    straight = _straight(answer)
    if straight:
        return redirect(straight)
    shelf = service(Shelves).current(session())
    found = narrow(shelf, form.chosen, answer.codes if answer else None)
    paging = Paging(form.page, len(found.numbers), PER_PAGE, "search.results", form.as_args())
    return render_template(
        "search/results.html", form=form, paging=paging, total=len(found.numbers), unknown=found.unknown,
        rows=[shelf.rows[number] for number in found.numbers[paging.offset : paging.offset + PER_PAGE]],
        facets=_facets(shelf, found), chosen=_chosen(form, shelf, found), canonical=_canonical(form, found),
        suggestion=answer.suggestion if answer else None,
        marked=(lambda text: highlight(text, answer.understood)) if answer else None,
        intent=next(iter(answer.understood.intents), "") if answer else "",
    )  # fmt: skip


@blueprint.get("/tim/goi-y")
@public
def suggestions() -> ResponseReturnValue:
    """Answer what stands in the box so far with at most five procedures to go to, for the script of the box."""
    found = service(Finder).suggest(session(), request.args.get("q", ""))
    answer = jsonify([{"title": one.title, "href": url_for("catalogue.procedure", code=one.code)} for one in found])
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _straight(answer: Answer | None) -> str:
    """Return the address of the one thing a code means, or ""."""
    if answer is None:
        return ""
    if answer.understood.kind == "dossier_code":
        return url_for("tracking.lookup", ma=answer.understood.code)
    if answer.understood.kind == "procedure_code":
        codes = codes_like(session(), answer.understood.code or "")
        return url_for("catalogue.procedure", code=codes[0]) if len(codes) == 1 else ""
    return ""


def _facets(shelf: Shelf, found: Narrowed) -> list[Facet]:
    """Return the facets that offer a choice; one with a single value left that is not ticked offers none."""
    facets = []
    for name in FACETS:
        offers = found.offers[name]
        if len(offers) < 2 and not any(offer.is_chosen for offer in offers):
            continue
        options = [Option(o.value, value_label(shelf, name, o.value), o.count, o.is_chosen) for o in offers]
        lang = "vi" if name in VIETNAMESE else ""
        facets.append(Facet(name, facet_label(name), options[:SHOWN], options[SHOWN:], lang))
    return facets


def _chosen(form: SearchForm, shelf: Shelf, found: Narrowed) -> list[tuple[str, str, str]]:
    """Return the filters in force: the label, the address that takes it off, the label's own language."""
    return [
        (_chip_label(shelf, facet, value), url_for("search.results", **form.without(facet, value)),
         "vi" if facet in VIETNAMESE else "")
        for facet, values in form.chosen.items()
        for value in values
        if value not in found.unknown
    ]  # fmt: skip


def _chip_label(shelf: Shelf, facet: str, value: str) -> str:
    """Return the name of a chosen value; an agency that counts as its kind keeps its own name."""
    own = shelf.offices.get(value) if facet == "co_quan" else None
    return own or value_label(shelf, facet, value)


def _canonical(form: SearchForm, found: Narrowed) -> str:
    """Return the address that search engines should keep: a page of its own for one value, else the plain list."""
    chosen = [(facet, value) for facet, values in form.chosen.items() for value in values if value not in found.unknown]
    if form.text:
        return url_for("search.results", q=form.text)
    args: dict[str, Any] = {"trang": form.page} if form.page > 1 and not chosen else {}
    return address_of(*chosen[0]) if len(chosen) == 1 else url_for("search.results", **args)
