"""Small fixed forms of the keepers: a year and a day of the calendar, which rows of an import, which flag of quality."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from portal.catalogue.import_queries import OUTCOMES
from portal.catalogue.quality import FLAGS
from portal.kernel.errors import N_
from portal.web.forms import PortalForm
from portal.web.kind_field import KindField, given
from portal.web.paging import PageForm


class YearForm(PortalForm):
    """Which year of the calendar, and which of its days is to be changed."""

    nam = IntegerField(validators=[Optional(), NumberRange(2000, 2100)])
    ngay = StringField(default="")


class ImportRowsForm(PageForm):
    """Which records of an import are shown."""

    ket_qua = StringField(validators=[Optional(), AnyOf(OUTCOMES)])

    @property
    def outcome(self) -> str:
        """Return the outcome to show, "" for all."""
        return "" if self.ket_qua.errors else self.ket_qua.data or ""

    def as_args(self) -> dict[str, str]:
        """Return what the address of another page repeats."""
        return {"ket_qua": self.outcome} if self.outcome else {}


class FlagForm(PageForm):
    """Which flag of quality is listed."""

    co = StringField(validators=[Optional(), AnyOf(FLAGS)])

    @property
    def flag(self) -> str:
        """Return the flag, "" for none."""
        return "" if self.co.errors else self.co.data or ""

    def as_args(self) -> dict[str, str]:
        """Return what the address of another page repeats."""
        return {"co": self.flag} if self.flag else {}


class CalendarDayForm(PortalForm):
    """One day that differs from the weekly rule."""

    on = KindField("date", validators=[given(N_("Enter the day"))])
    working = RadioField(
        choices=[("no", ""), ("yes", "")], validators=[DataRequired(N_("Choose whether offices work that day"))]
    )
    reason = StringField(
        validators=[
            DataRequired(N_("Write the reason; it stands on the slips")),
            Length(max=200, message=N_("Write at most 200 characters")),
        ]
    )
    confirmed = BooleanField()

    @property
    def day(self) -> date:
        """Return the day."""
        return date.fromisoformat(str(self.on.data))
