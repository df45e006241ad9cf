"""How many services are there, by level, agency and field? The province's plan counts them so; everybody may look."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from urllib.parse import quote

from flask import Blueprint, Response, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.catalogue.browse_views import shelf, shelf_stamp
from portal.catalogue.cells import neutralised
from portal.catalogue.facet_words import VIETNAMESE, address_of, facet_label, value_label
from portal.catalogue.facets import ORDERED
from portal.catalogue.shelf import Shelf
from portal.web.access import public
from portal.web.formats import number_vi
from portal.web.shared_pages import shared

blueprint = Blueprint("counts", __name__)
LEVELS = ("1", "2", "3")
#: One table each, in this order.
TABLES = ("cap", "co_quan", "linh_vuc")


@dataclass(frozen=True)
class Line:
    """One row of a table: a value of a facet, its services by level, and all of them."""

    value: str
    label: str
    by_level: tuple[int, ...]
    total: int


@blueprint.get("/thong-ke/dich-vu")
@public
@shared(also=shelf_stamp)
def services() -> str:
    """Show the counts; every number leads to its list."""
    here = shelf()
    tables = [(facet_label(facet), _cells(here, facet)) for facet in TABLES]
    levels = [(value_label(here, "muc", level), here.count(muc=level), address_of("muc", level)) for level in LEVELS]
    return render_template(
        "catalogue/counts.html", tables=tables, levels=levels, total=len(here.rows), canonical=url_for("counts.services"),
        head=[{"label": _("Level %(n)s", n=level), "number": True} for level in LEVELS],
    )  # fmt: skip


@blueprint.get("/thong-ke/dich-vu.csv")
@public
def services_csv() -> Response:
    """Give the same as one table, in Vietnamese; with a byte order mark, which spreadsheets need."""
    here, file = shelf(), StringIO()
    table = csv.writer(file)
    with force_locale("vi"):
        table.writerow((_("Counted by"), _("Name"), *(_("Level %(n)s", n=level) for level in LEVELS), _("All")))
        table.writerow((_("All"), "", *(here.count(muc=level) for level in LEVELS), len(here.rows)))
        for facet in TABLES:
            for line in lines(here, facet):
                table.writerow((facet_label(facet), neutralised(line.label), *line.by_level, line.total))
    response = Response(file.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="dich-vu.csv"'
    return response


def lines(here: Shelf, facet: str) -> Iterator[Line]:
    """Yield the lines of one table in the order people look for them."""
    order = {"linh_vuc": here.fields, "co_quan": here.agencies}.get(facet) or ORDERED[facet]
    by_level = [here.masks["muc"].get(level, 0) for level in LEVELS]
    for value in order:
        mask = here.masks[facet].get(value, 0)
        if mask:
            counts = tuple((mask & bits).bit_count() for bits in by_level)
            yield Line(value, value_label(here, facet, value), counts, mask.bit_count())


def _cells(here: Shelf, facet: str) -> list[list[object]]:
    """Return the rows of a table for the page: numbers that are not 0 lead to their lists."""
    results = url_for("search.results")  # once: a big catalogue has a thousand numbers here
    return [
        [{"text": line.label, "href": address_of(facet, line.value), "lang": "vi" if facet in VIETNAMESE else ""}]
        + [
            _number(count, results, facet, line.value, level)
            for count, level in zip(line.by_level, LEVELS, strict=True)
        ]
        + [number_vi(line.total)]
        for line in lines(here, facet)
    ]


def _number(count: int, here: str, facet: str, value: str, level: str) -> object:
    if not count:
        return "0"
    return {"text": number_vi(count), "href": f"{here}?{facet}={quote(value)}&muc={level}"}
