"""The administrator's first page: the state of the portal."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import health
from portal.administration.queries import count_dossiers, unconfirmed_days
from portal.catalogue.queries import count_published
from portal.notices.queries import count_deliveries
from portal.web.access import officer
from portal.web.app_state import config, now, service, session

blueprint = Blueprint("admin", __name__, url_prefix="/quan-tri")


@blueprint.get("/")
@officer("admin.read")
def overview() -> str:
    """Show whether the portal is in order, and how much there is."""
    unconfirmed, first_guess = unconfirmed_days(session())
    return render_template(
        "administration/overview.html", findings=health.inspect(config(), session(), service, now()),
        procedures=count_published(session()), dossiers=count_dossiers(session()), notices=count_deliveries(session()),
        unconfirmed=unconfirmed, first_guess=first_guess,
    )  # fmt: skip
