"""The one list of results: what answers a query, narrowed by facets; and what is suggested while somebody types.

A page without results, or with none that fits well, is not kept for everybody: it is made each time and counted after it
has been sent (`miss_log.py`), once for the first page without filters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.browse_views import shelf as published_shelf
from portal.catalogue.browse_views import shelf_stamp
from portal.catalogue.facet_words import VIETNAMESE, address_of, facet_label, value_label
from portal.catalogue.facets import FACETS, SHOWN, Narrowed, narrow
from portal.catalogue.queries import get_agency
from portal.catalogue.shelf import Row, Shelf
from portal.kernel.clock import local_date
from portal.search.forms import SearchForm
from portal.search.marking import Marker
from portal.search.miss_log import MissLog
from portal.search.popular import Popular
from portal.search.preferring import Preferred, preferred_at
from portal.search.queries import Answer, Finder, codes_like
from portal.web.access import public
from portal.web.afterwards import afterwards
from portal.web.app_state import now, service, session
from portal.web.paging import Paging
from portal.web.shared_pages import Mark, shared
from portal.web.site import Site

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
    index, popular = service(Finder).in_step(session()), " ".join(service(Popular).codes)
    return None if index is None else f"{index} {shelf_stamp(edition)} {'' if request.args else popular}"


@blueprint.get("/tim")
@public
@shared(also=in_step)
def results() -> ResponseReturnValue:
    """Show what answers the query; a code goes straight to its page."""
    form = SearchForm(request.args)
    form.validate()
    shelf = published_shelf()
    place = preferred_at(shelf, form.place)
    is_there = place.has if place else None
    answer = service(Finder).find(session(), form.text, is_there=is_there) if form.text else None
    straight = _straight(answer)
    if straight:
        return redirect(straight)
    found = narrow(shelf, form.chosen, answer.codes if answer else None)
    numbers = place.first(found.numbers) if place and _asks_nothing(answer) else found.numbers
    total, is_sure = len(numbers), answer is None or answer.is_sure
    paging = Paging(form.page, total, PER_PAGE, "search.results", form.as_args())
    page = make_response(render_template(
        "search/results.html", form=form, paging=paging, total=total, unknown=_unknown(form, found, place), is_sure=is_sure,
        rows=[shelf.rows[number] for number in numbers[paging.offset : paging.offset + PER_PAGE]],
        place=place, is_any_there=bool(place and any(map(place.holds, numbers))),
        facets=_facets(shelf, found), chosen=_chosen(form, shelf, found), canonical=_canonical(form, found),
        suggestion=answer.suggestion if answer else None,
        marked=Marker(answer.understood).html if answer else None,
        intent=next(iter(answer.understood.intents), "") if answer else "", popular=_popular(form, shelf),
        life_events=shelf.events.values(), office=None if total else get_agency(session(), service(Site).onestop),
    ))  # fmt: skip
    if not is_sure:
        page.headers["Cache-Control"] = "no-cache"  # and so it is not kept for everybody
        _count_miss(form, total)
    return page


@blueprint.get("/tim/goi-y")
@public
def suggestions() -> ResponseReturnValue:
    """Answer what stands in the box so far with at most five procedures to go to, for the script of the box."""
    found = service(Finder).suggest(session(), request.args.get("q", ""))
    answer = jsonify([{"title": one.title, "href": url_for("catalogue.procedure", code=one.code)} for one in found])
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _asks_nothing(answer: Answer | None) -> bool:
    """Say whether no answer is better than another: nothing was typed, or nothing that has letters."""
    return answer is None or answer.understood.kind == "empty"


def _unknown(form: SearchForm, found: Narrowed, place: Preferred | None) -> list[str]:
    """Return what the address asks for that does not exist, the place to prefer included."""
    return [*found.unknown, *([form.place] if form.place and not place else [])]


def _count_miss(form: SearchForm, shown: int) -> None:
    """Count what was typed, once the page is on its way."""
    if request.method == "GET" and form.page == 1 and not form.chosen:
        text, today = form.text, local_date(now())
        afterwards(lambda: service(MissLog).note(session(), text, shown=shown, on=today))


def _popular(form: SearchForm, shelf: Shelf) -> list[Row]:
    """Return what many people come for, for whom has neither typed nor chosen anything."""
    if form.as_args() or form.page > 1:
        return []
    popular, today = service(Popular), local_date(now())
    if popular.is_due:
        afterwards(lambda: popular.learn(session(), today))
    return shelf.among(popular.codes)


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
