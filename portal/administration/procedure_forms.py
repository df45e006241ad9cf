"""What do the keepers of the catalogue look for, begin and decide? The fixed forms around a change of a procedure."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, FileField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal.catalogue.draft_queries import Wanted
from portal.catalogue.rules import CODE
from portal.kernel.clock import local_date
from portal.kernel.errors import N_
from portal.web.app_state import now
from portal.web.forms import LongTextField, PortalForm
from portal.web.kind_field import KindField
from portal.web.paging import PageForm

_MOST_WORDS = Length(max=2_000, message=N_("Write at most 2000 characters"))


class ListForm(PageForm):
    """What the list of procedures is narrowed to. What cannot be read is as if nothing was asked."""

    q = StringField(default="")
    linh_vuc = StringField(default="")
    muc = IntegerField(validators=[Optional(), NumberRange(1, 3)])
    co_quan = StringField(default="")
    trang_thai = StringField(default="")
    dang_sua = BooleanField()

    @property
    def wanted(self) -> Wanted:
        """Return what the query takes."""
        return Wanted(
            self.q.data or "", self.linh_vuc.data or "", 0 if self.muc.errors else self.muc.data or 0,
            self.co_quan.data or "", self.trang_thai.data or "", self.dang_sua.data,
        )  # fmt: skip

    @property
    def shows_new(self) -> bool:
        """Say whether what was never published stands on top: on the first page, unless something else is looked for."""
        wanted = self.wanted
        return self.page == 1 and not (wanted.text or wanted.field or wanted.level or wanted.agency or wanted.status)

    def as_args(self) -> dict[str, object]:
        """Return what the address of another page repeats."""
        wanted = self.wanted
        args = {"q": wanted.text, "linh_vuc": wanted.field, "muc": wanted.level, "co_quan": wanted.agency,
                "trang_thai": wanted.status, "dang_sua": "1" if wanted.drafted else ""}  # fmt: skip
        return {name: value for name, value in args.items() if value}


class NewForm(PortalForm):
    """A procedure from nothing."""

    code = StringField(validators=[DataRequired(N_("Enter the code"))])
    name = StringField(validators=[DataRequired(N_("Enter the official name")), _MOST_WORDS])
    field = StringField(validators=[DataRequired(N_("Choose the field"))])
    agency = StringField()

    def validate_code(self, field: StringField) -> None:
        """Refuse what is no national code."""
        if field.data and not CODE.fullmatch(field.data):
            raise ValidationError(N_("A code looks like 1.013831"))


class VersionForm(PortalForm):
    """A button that changes an open change, with the version it was looked at."""

    version = IntegerField(default=0)

    @property
    def seen(self) -> int:
        """Return the version the page showed; 0 never fits."""
        return self.version.data or 0


class ReasonForm(VersionForm):
    """Why."""

    reason = LongTextField(validators=[DataRequired(N_("Write the reason")), _MOST_WORDS])


class FileForm(VersionForm):
    """A form file for a paper: a new one, or a newer version of the one it replaces."""

    file = FileField()
    replaces = StringField(default="")


class ApproveForm(VersionForm):
    """From which day on."""

    when = RadioField(choices=["today", "later"], default="today")
    on = KindField("date")

    @property
    def day(self) -> date:
        """Return the day of publication."""
        return local_date(now()) if self.when.data == "today" else date.fromisoformat(str(self.on.data))

    def validate_on(self, field: KindField) -> None:
        """Refuse a day that is over, and none where one is needed."""
        if self.when.data == "today" or field.process_errors:
            return
        if field.data is None or date.fromisoformat(field.data) < local_date(now()):
            raise ValidationError(N_("Choose a day from today on"))


class RetireForm(PortalForm):
    """Why a procedure ends, and what takes its place."""

    reason = LongTextField(validators=[DataRequired(N_("Write the reason")), _MOST_WORDS])
    successor = StringField(default="")


class CompareForm(PortalForm):
    """Which two of a procedure's texts are laid side by side: numbers of revisions; nothing is the draft."""

    cu = IntegerField(validators=[Optional(), NumberRange(1, 100_000)])
    moi = IntegerField(validators=[Optional(), NumberRange(1, 100_000)])
