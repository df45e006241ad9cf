"""The administrator's first pages: the state of the portal, calendar."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import health
from portal.administration.forms import CalendarDayForm, YearForm
from portal.administration.queries import count_dossiers, unconfirmed_days
from portal.catalogue.models import CalendarRow
from portal.catalogue.operations import set_calendar_day
from portal.catalogue.queries import count_published, list_calendar
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.notices.channels import Channels
from portal.notices.queries import count_deliveries
from portal.search.queries import Finder
from portal.storage.scanning import Scanner
from portal.web.access import officer
from portal.web.app_state import config, now, service, session
from portal.web.formats import long_date_vi

blueprint = Blueprint("admin", __name__, url_prefix="/quan-tri")


@blueprint.get("/")
@officer("admin.read")
def overview() -> str:
    """Show whether the portal is in order, and how much there is."""
    unconfirmed, first_guess = unconfirmed_days(session())
    return render_template(
        "administration/overview.html", findings=health.inspect(config(), session(), service(Finder), service(Scanner), service(Channels)),
        procedures=count_published(session()), dossiers=count_dossiers(session()), notices=count_deliveries(session()),
        unconfirmed=unconfirmed, first_guess=first_guess,
    )  # fmt: skip


@blueprint.route("/lich", methods=["GET", "POST"])
@officer("calendar.edit")
def calendar() -> ResponseReturnValue:
    """Show the days of a year that differ from the week; add or change one, in force at once."""
    asked = YearForm(request.args)
    year = asked.nam.data if asked.validate() and asked.nam.data else local_date(now()).year
    days = list_calendar(session(), year)
    sent = request.method == "POST"
    form = (
        CalendarDayForm(request.form)
        if sent
        else _form_of(next((d for d in days if f"{d.day_on}" == asked.ngay.data), None))
    )
    if sent and form.validate():
        with transaction(session()):
            set_calendar_day(
                session(), on=form.day, working=form.working.data == "yes", reason=form.reason.data,
                confirmed=form.confirmed.data,
            )  # fmt: skip
        flash(_("%(day)s is saved. It counts from now on.", day=long_date_vi(form.day)), "success")
        return redirect(url_for("admin.calendar", nam=form.day.year))
    errors = form.problems() if sent else []
    return render_template(
        "administration/calendar.html", year=year, days=days, form=form, errors=errors, wrong=dict(errors),
        this_year=local_date(now()).year,
    ), 422 if errors else 200  # fmt: skip


def _form_of(day: CalendarRow | None) -> CalendarDayForm:
    """Return the form with a listed day in it, or empty."""
    if day is None:
        return CalendarDayForm()
    return CalendarDayForm(data={
        "on": day.day_on.isoformat(), "working": "yes" if day.is_working else "no", "reason": day.reason,
        "confirmed": day.is_confirmed,
    })  # fmt: skip
