"""The yearly register of a one-stop office: look through it month by month, print it as the law has it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import partial

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from portal.catalogue.queries import agency_names
from portal.documents.desk import current_desk
from portal.documents.office_composing import register
from portal.documents.render import render
from portal.dossiers.register_queries import page_register
from portal.identity.rules import agencies_where
from portal.kernel.clock import local_date
from portal.storage.office import MEDIA_TYPES
from portal.storage.views import bytes_response
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.paging import PageForm, paged

blueprint = Blueprint("register", __name__, url_prefix="/can-bo/so-theo-doi")
PER_PAGE = 50
#: The longest print: a busy month of a busy office; what is more is printed month by month.
MOST_PRINTED = 2000
FIRST_YEAR, LAST_YEAR = 2000, 2100


class RegisterForm(PageForm):
    """Whose register, of which year and month (0: the whole year)."""

    co_quan = SelectField(choices=[], validate_choice=False)
    nam = IntegerField(validators=[Optional(), NumberRange(FIRST_YEAR, LAST_YEAR)])
    thang = IntegerField(validators=[Optional(), NumberRange(0, 12)])

    def chosen(self, offices: Sequence[str], today: date) -> tuple[str, int, int]:
        """Return office, year and month; what was not given or is nonsense is the first office, this year, this month."""
        self.validate()
        office = self.co_quan.data if self.co_quan.data in offices else offices[0]
        year = today.year if self.nam.errors else self.nam.data or today.year
        month = self.thang.data if self.thang.data is not None and not self.thang.errors else today.month
        return office, year, month


@blueprint.get("")
@officer("register.read")
def show() -> str:
    """List the lines of one office in one month."""
    offices = _offices()
    office, year, month = RegisterForm(request.args).chosen(offices, local_date(now()))
    first, last = _days(year, month)
    args = {"co_quan": office, "nam": year, "thang": month}
    form = PageForm(request.args)
    form.validate()
    paging, entries = paged(
        partial(page_register, session(), office, first, last), form.page, PER_PAGE, "register.show", args
    )
    paper = register(
        session(), entries, current_desk(), office_code=office, year=year, period=_period(year, month), at=now()
    )
    return render_template(
        "officers/register.html", rows=paper.rows, entries=entries, paging=paging, args=args, names=agency_names(session(), offices),
        offices=offices, years=range(local_date(now()).year, local_date(now()).year - 10, -1), period=_period(year, month),
    )  # fmt: skip


@blueprint.get("/so.pdf")
@officer("register.read")
def pdf() -> Response:
    """Print the lines of one office in one month, or one year."""
    offices = _offices()
    office, year, month = RegisterForm(request.args).chosen(offices, local_date(now()))
    entries = page_register(session(), office, *_days(year, month), limit=MOST_PRINTED)[1]
    paper = register(
        session(), entries, current_desk(), office_code=office, year=year, period=_period(year, month), at=now()
    )
    response = bytes_response(render(paper), MEDIA_TYPES["pdf"], f"so-theo-doi-{year}-{month:02}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response


def _offices() -> tuple[str, ...]:
    return agencies_where(current_user.grants, "register.read", current_user.on)


def _days(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day."""
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _period(year: int, month: int) -> str:
    return _("Month %(month)s, %(year)s", month=month, year=year) if month else _("The whole year %(year)s", year=year)
