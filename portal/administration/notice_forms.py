"""What an administrator asks of the outbox, and writes into the texts of messages."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import AnyOf, DataRequired, Optional

from portal.kernel.errors import N_
from portal.notices.queries import STATES
from portal.notices.texts import Wording
from portal.web.forms import LongTextField, PortalForm
from portal.web.paging import PageForm


class OutboxForm(PageForm):
    """Which messages are listed."""

    trang_thai = StringField(validators=[Optional(), AnyOf(tuple(STATES))])

    @property
    def state(self) -> str:
        """Return the state to list, "" for all."""
        return "" if self.trang_thai.errors else self.trang_thai.data or ""

    def as_args(self) -> dict[str, str]:
        """Return what the address of another page repeats."""
        return {"trang_thai": self.state} if self.state else {}


class TextsForm(PortalForm):
    """The texts of one kind of message."""

    sms = LongTextField(validators=[DataRequired(N_("Write this text"))])
    subject = StringField(validators=[DataRequired(N_("Write this text"))])
    text = LongTextField(validators=[DataRequired(N_("Write this text"))])
    #: Which version of the texts the person looked at.
    number = IntegerField(validators=[Optional()])
    act = HiddenField(default="")

    def wording(self, kind: str) -> Wording:
        """Return the texts as they would be kept: the telephone's on one line."""
        sms, subject = (" ".join((field.data or "").split()) for field in (self.sms, self.subject))
        return Wording(kind, sms, subject, (self.text.data or "").strip() + "\n")
