"""The pages for those who do not type: every procedure within three clicks of the first page, each list at one address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.catalogue.facet_words import VIETNAMESE, address_of, facet_label, field_label, value_label
from portal.catalogue.facets import ORDERED
from portal.catalogue.shelf import Row, Shelf
from portal.catalogue.shelving import Shelves
from portal.kernel.errors import NotFound
from portal.web.access import public
from portal.web.app_state import service, session
from portal.web.shared_pages import Mark, shared

blueprint = Blueprint("browse", __name__)

#: A list longer than this is a list of fields, each of which leads on.
MOST_ROWS = 400


@dataclass(frozen=True)
class Group:
    """A heading and the rows under it, or, when there are too many, only how many and where they are."""

    heading: str
    rows: Sequence[Row]
    lang: str = ""
    href: str = ""
    count: int = 0


@dataclass(frozen=True)
class Link:
    """One value of a facet, with how many procedures it leads to."""

    label: str
    href: str
    count: int
    lang: str = ""


#: Where a request keeps the shelf it looks at.
_LOOKED_AT = "portal.shelf"


def shelf(stamp: str = "") -> Shelf:
    """Return the published catalogue as lists know it; looked up once a request. `stamp`: the counter, if known."""
    if _LOOKED_AT not in request.environ:
        request.environ[_LOOKED_AT] = service(Shelves).current(session(), stamp)
    found: Shelf = request.environ[_LOOKED_AT]
    return found


def shelf_stamp(edition: Mark) -> str:
    """Return what kept pages depend on beside the edition: the shelf, which is the one before while another thread builds."""
    return shelf(edition.catalogue).stamp


@blueprint.get("/linh-vuc")
@public
@shared(also=shelf_stamp)
def fields() -> str:
    """Show every field with how much is in it."""
    return render_template(
        "catalogue/fields.html", fields=links(shelf(), "linh_vuc"), canonical=url_for("browse.fields")
    )


@blueprint.get("/linh-vuc/<code>")
@public
@shared(also=shelf_stamp)
def field(code: str) -> str:
    """Show a whole field, by who handles it."""
    here = shelf()
    rows = _rows(here, "linh_vuc", code)
    groups = [
        Group(value_label(here, "cap", level), [row for row in rows if row.admin_level == level])
        for level in ORDERED["cap"]
        if any(row.admin_level == level for row in rows)
    ]
    return _page(here, "linh_vuc", code, groups, len(rows), url_for("browse.fields"))


@blueprint.get("/viec")
@public
@shared(also=shelf_stamp)
def life_events() -> str:
    """Show what happens in a life."""
    events = shelf().events.values()
    return render_template("catalogue/life_events.html", events=events, canonical=url_for("browse.life_events"))


@blueprint.get("/viec/<code>")
@public
@shared(also=shelf_stamp)
def life_event(code: str) -> str:
    """Show the procedures of one situation in life, the most needed first."""
    here = shelf()
    event = here.events.get(code)
    if event is None:
        raise NotFound
    return render_template(
        "catalogue/life_event.html", event=event, procedures=[here.rows[number] for number in event.numbers],
        canonical=url_for("browse.life_event", code=code),
    )  # fmt: skip


@blueprint.get("/muc-do/<int:level>")
@public
@shared(also=shelf_stamp)
def level(level: int) -> str:
    """Show what can be done in one way: filed online, with forms, with guidance."""
    return _by_field("muc", str(level))


@blueprint.get("/cap/<code>")
@public
@shared(also=shelf_stamp)
def admin_level(code: str) -> str:
    """Show what one level of government handles."""
    return _by_field("cap", code)


@blueprint.get("/doi-tuong/<code>")
@public
@shared(also=shelf_stamp)
def audience(code: str) -> str:
    """Show what is for citizens, for businesses …"""
    return _by_field("doi_tuong", code)


def links(here: Shelf, facet: str, values: Iterable[str] | None = None) -> list[Link]:
    """Return the values of a facet that lead somewhere (all of them, or those given), in the order people read them."""
    masks = here.masks[facet]
    order = values if values is not None else _orders(here).get(facet, ORDERED.get(facet, ()))
    lang = "vi" if facet in VIETNAMESE else ""
    return [
        Link(value_label(here, facet, value), address_of(facet, value), masks[value].bit_count(), lang)
        for value in order
        if value in masks
    ]


def _orders(here: Shelf) -> dict[str, Iterable[str]]:
    return {"linh_vuc": here.fields, "co_quan": here.agencies, "viec": here.events}


def _rows(here: Shelf, facet: str, value: str) -> list[Row]:
    if value not in here.masks[facet]:
        raise NotFound
    return here.having(facet, value)


def _by_field(facet: str, value: str) -> str:
    """Show the rows with one value under their fields."""
    here = shelf()
    rows = _rows(here, facet, value)
    inside: dict[str, list[Row]] = {}
    for row in rows:
        inside.setdefault(row.field_code, []).append(row)
    long, same = len(rows) > MOST_ROWS, _only(facet, value)
    groups = [
        Group(field_label(here, code), () if long else inside[code], "vi",
              url_for("search.results", linh_vuc=code, **same), len(inside[code]))
        for code in here.fields
        if code in inside
    ]  # fmt: skip
    return _page(here, facet, value, groups, len(rows))


def _only(facet: str, value: str) -> dict[str, Any]:
    """Return what the address of the list of results says for one value."""
    return {facet: value}


def _page(here: Shelf, facet: str, value: str, groups: Sequence[Group], total: int, above: str = "") -> str:
    crumbs = [(_("Home"), url_for("public.home")), *([(facet_label(facet), above)] if above else [])]
    return render_template(
        "catalogue/browse.html", heading=value_label(here, facet, value), caption=facet_label(facet), groups=groups,
        lang="vi" if facet in VIETNAMESE else "", crumbs=crumbs, canonical=address_of(facet, value),
        lead=ngettext("%(num)s procedure", "%(num)s procedures", total), narrow_href=url_for("search.results", **_only(facet, value)),
    )  # fmt: skip
