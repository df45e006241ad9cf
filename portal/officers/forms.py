"""The officers' fixed forms."""

from __future__ import annotations

from wtforms import IntegerField, PasswordField, StringField
from wtforms.validators import DataRequired, NumberRange, Optional

from portal.kernel.errors import N_
from portal.web.forms import PortalForm


class SignInForm(PortalForm):
    """Name and password."""

    username = StringField(validators=[DataRequired(N_("Enter your user name"))])
    password = PasswordField(validators=[DataRequired(N_("Enter your password"))])


class QueueForm(PortalForm):
    """What is looked for in a queue, on which page."""

    q = StringField(default="")
    trang = IntegerField(validators=[Optional(), NumberRange(1, 4000)])

    @property
    def text(self) -> str:
        """Return what is looked for."""
        return self.q.data or ""

    @property
    def page(self) -> int:
        """Return the page, from 1."""
        return 1 if self.trang.errors else self.trang.data or 1

    def as_args(self) -> dict[str, object]:
        """Return what the address of another page repeats."""
        return {"q": self.text} if self.text else {}
