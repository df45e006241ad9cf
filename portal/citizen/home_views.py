"""The first page: what does the citizen need to do?"""

from __future__ import annotations

from itertools import zip_longest

from flask import Blueprint, render_template

from portal.catalogue.browse_views import Link, links, shelf, shelf_stamp
from portal.catalogue.facet_words import facet_label
from portal.catalogue.queries import get_agency
from portal.catalogue.shelf import Row, Shelf
from portal.web.access import public
from portal.web.app_state import service, session
from portal.web.shared_pages import shared
from portal.web.site import Site

blueprint = Blueprint("public", __name__)

#: As many of each as a first page can show; the rest is one click away.
MOST_ONLINE, MOST_FIELDS, MOST_AGENCIES = 9, 16, 8


@blueprint.get("/")
@public
@shared(also=shelf_stamp)
def home() -> str:
    """Show the search box, what can be filed online, and the ways to browse."""
    here = shelf()
    fields = list(here.fields)
    online = _online(here)
    return render_template(
        "citizen/home.html", online=online[:MOST_ONLINE], online_total=len(online), life_events=here.events.values(),
        fields=links(here, "linh_vuc", fields[:MOST_FIELDS]), fields_total=len(fields), others=_others(here), total=len(here.rows),
        office=get_agency(session(), service(Site).onestop),
    )  # fmt: skip


def _online(shelf: Shelf) -> list[Row]:
    """Return what can be filed online: the most needed of every situation of life, then the next of each, then the rest."""
    turns = zip_longest(*(event.numbers for event in shelf.events.values()))
    needed = [shelf.rows[number] for turn in turns for number in turn if number is not None]
    return [row for row in dict.fromkeys([*needed, *shelf.having("muc", "3")]) if row.is_online]


def _others(shelf: Shelf) -> list[tuple[str, list[Link]]]:
    """Return the other ways in: the busiest agencies, the levels of government, for whom, how to hand in."""
    masks = shelf.masks["co_quan"]
    busiest = sorted(masks, key=lambda key: -masks[key].bit_count())[:MOST_AGENCIES]
    return [
        (facet_label("co_quan"), links(shelf, "co_quan", busiest)),
        *((facet_label(name), links(shelf, name)) for name in ("cap", "doi_tuong", "muc")),
    ]
