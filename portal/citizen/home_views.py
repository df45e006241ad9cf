"""The first page: what does the citizen need to do?"""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.catalogue.queries import count_published, counts_by_field, get_agency, list_life_events, list_online
from portal.web.access import public
from portal.web.app_state import service, session
from portal.web.shared_pages import shared
from portal.web.site import Site

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
@shared()
def home() -> str:
    """Show the search box, what can be filed online, and the ways to browse."""
    database = session()
    return render_template(
        "citizen/home.html", online=list_online(database), life_events=list_life_events(database),
        fields=counts_by_field(database), total=count_published(database),
        office=get_agency(database, service(Site).onestop),
    )  # fmt: skip
