"""The map of the site, for people as a tree and for search engines as XML; and what they are asked to leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, render_template, url_for

from portal.catalogue.browse_views import links, shelf, shelf_stamp
from portal.catalogue.facet_words import address_of, facet_label
from portal.catalogue.shelf import Shelf
from portal.kernel.errors import NotFound
from portal.web.access import public
from portal.web.shared_pages import shared
from portal.web.site import public_url

blueprint = Blueprint("site_map", __name__)

#: As many addresses as one file of a site map may hold (sitemaps.org).
MOST_ADDRESSES = 50_000
#: Where only one person or officers have business, and lists without end.
PRIVATE = (
    "/can-bo",
    "/quan-tri",
    "/ho-so",
    "/tra-cuu/",
    "/api/",
    "/dev/",
    "/ngon-ngu/",
    "/healthz",
    "/readyz",
    "/tim?",
)
_FACETS = ("viec", "linh_vuc", "muc", "cap", "doi_tuong")


@blueprint.get("/so-do-trang")
@public
@shared(also=shelf_stamp)
def tree() -> str:
    """Show every page that leads to procedures, as a tree."""
    here = shelf()
    branches = [(facet_label(facet), links(here, facet)) for facet in _FACETS]
    return render_template(
        "catalogue/site_map.html", branches=branches, total=len(here.rows), canonical=url_for("site_map.tree")
    )


@blueprint.get("/sitemap.xml")
@public
def whole() -> Response:
    """Tell search engines every public address, or, when they are too many, the files that do."""
    parts = _parts(shelf())
    if len(parts) == 1:
        return _xml("catalogue/sitemap.xml", addresses=parts[0])
    files = [url_for("site_map.part", number=number) for number in range(1, len(parts) + 1)]
    return _xml("catalogue/sitemap_index.xml", files=files)


@blueprint.get("/sitemap-<int:number>.xml")
@public
def part(number: int) -> Response:
    """Tell one file's share of the addresses."""
    parts = _parts(shelf())
    if not 1 <= number <= len(parts):
        raise NotFound
    return _xml("catalogue/sitemap.xml", addresses=parts[number - 1])


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Ask search engines to leave private addresses alone, and name the map."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {public_url()}{url_for('site_map.whole')}")
    return _kept(Response("\n".join(lines) + "\n", mimetype="text/plain"))


def _parts(here: Shelf) -> list[list[tuple[str, date | None]]]:
    addresses = list(_addresses(here))
    return [addresses[start : start + MOST_ADDRESSES] for start in range(0, len(addresses), MOST_ADDRESSES)]


def _addresses(here: Shelf) -> Iterator[tuple[str, date | None]]:
    """Yield (path, day of the last change) of every page that search engines should know."""
    newest = max((row.changed_on for row in here.rows), default=None)
    for endpoint in (
        "public.home",
        "browse.fields",
        "browse.life_events",
        "counts.services",
        "site_map.tree",
        "tracking.lookup",
    ):
        yield url_for(endpoint), newest if endpoint == "public.home" else None
    for facet in _FACETS:
        for value in here.masks[facet]:
            yield address_of(facet, value), max(row.changed_on for row in here.having(facet, value))
    pattern = url_for("catalogue.procedure", code="-")
    for row in here.rows:
        yield pattern[:-1] + row.code, row.changed_on


def _xml(template: str, **facts: object) -> Response:
    return _kept(Response(render_template(template, **facts), mimetype="application/xml"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
