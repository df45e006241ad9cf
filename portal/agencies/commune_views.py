"""The pages of communes: today's, and the way there from every former name."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.agencies.forms import NameForm
from portal.agencies.listing import by_field, level_counts
from portal.agencies.places import COMMUNE_KINDS, Gazetteer, Place
from portal.agencies.queries import agencies_serving, read_gazetteer
from portal.agencies.views import as_of, contact_of
from portal.catalogue.browse_views import shelf
from portal.kernel.clock import local_date
from portal.kernel.text import sort_key_vi
from portal.web.access import public
from portal.web.app_state import now, session
from portal.web.shared_pages import shared

blueprint = Blueprint("communes", __name__)


@blueprint.get("/xa-phuong")
@public
@shared()
def index() -> str:
    """Show the communes of today where people look for them, or what a name means today."""
    form = NameForm(request.args)
    places = read_gazetteer(session())
    if form.text:
        answers = [(found, [where_line(places, one) for one in found.named]) for found in places.search(form.text)]
        return render_template("agencies/commune_found.html", form=form, answers=answers)
    return render_template("agencies/communes.html", groups=places.groups(), total=len(places.communes()))


@blueprint.get("/xa-phuong/<unit_id>")
@public
@shared(also=as_of)
def show(unit_id: str) -> ResponseReturnValue:
    """Show a commune of today; a former one leads there, or to all it may be."""
    places = read_gazetteer(session())
    place = places.get(unit_id)
    if place is None:
        return render_template("agencies/unknown.html", is_place=True), 404
    today = places.today_of(place)
    if place.kind not in COMMUNE_KINDS and any(one.kind not in COMMUNE_KINDS for one in today):
        return redirect(url_for("communes.index"), 301)
    if not place.is_today:
        if len(today) == 1:
            return redirect(url_for("communes.show", unit_id=today[0].id, tu=place.id), 301)
        return render_template(
            "agencies/commune_former.html",
            place=place,
            today=today,
            where=where_line(places, place),
            since=since(place),
        )
    return _today(places, place)


def _today(places: Gazetteer, place: Place) -> str:
    database = session()
    offices = agencies_serving(database, place.id, local_date(now()))
    own = offices.get("commune")
    procedures = shelf().having("cap", "commune") if own else []
    asked = places.get(request.args.get("tu", ""))
    came_from = asked if asked is not None and place in places.today_of(asked) and asked != place else None
    return render_template(
        "agencies/commune.html", place=place, formers=former_lines(places, place), came_from=came_from, since=since(came_from),
        where=where_line(places, came_from) if came_from else "", own=own, branch=offices.get("land_branch"),
        contact=contact_of(own) if own else {}, fields=by_field(procedures), levels=level_counts(procedures), total=len(procedures), filters={"cap": "commune", "noi": own.code if own else None},
    )  # fmt: skip


def since(place: Place | None) -> object:
    """Return the first day on which a former place was no longer itself."""
    return place.valid_to + timedelta(days=1) if place and place.valid_to else None


def former_lines(places: Gazetteer, place: Place) -> list[str]:
    """Return the former communes of a commune of today, each with its district, a name of two times once."""
    lines = {
        where_line(places, former): sort_key_vi(former.bare)
        for former in places.formers_of(place)
        if former.kind in COMMUNE_KINDS
    }
    return sorted(lines, key=lambda line: lines[line])


def where_line(places: Gazetteer, place: Place) -> str:
    """Return a name with what it lay in: "Xã Mỹ An, huyện Mang Thít, tỉnh Vĩnh Long"."""
    above = [f"{one.name[0].lower()}{one.name[1:]}" for one in places.above(place)]
    return ", ".join([place.name, *above])
