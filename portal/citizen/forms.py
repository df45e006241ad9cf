"""The citizen's fixed forms; questions of a service are not here, they are data (`portal.eforms`)."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from portal.kernel.errors import N_
from portal.web.forms import PortalForm


class PhoneForm(PortalForm):
    """The telephone number that a code goes to."""

    phone = StringField(validators=[DataRequired(N_("Enter your phone number"))])


class EmailForm(PortalForm):
    """The e-mail address that a code goes to."""

    email = StringField(validators=[DataRequired(N_("Enter your e-mail address"))])


class CodeForm(PortalForm):
    """The six digits."""

    code = StringField(validators=[DataRequired(N_("Enter the 6 digits of the code"))])


class DraftCodeForm(PortalForm):
    """The code of a draft."""

    code = StringField(validators=[DataRequired(N_("Enter the code of the draft"))])


class LeaveKioskForm(PortalForm):
    """The officer who ends the mode of a kiosk."""

    username = StringField(validators=[DataRequired(N_("Enter your user name"))])
    password = PasswordField(validators=[DataRequired(N_("Enter your password"))])


class TrackForm(PortalForm):
    """Code and secret of a dossier."""

    code = StringField(validators=[DataRequired(N_("Enter the dossier code"))])
    secret = StringField(validators=[DataRequired(N_("Enter the 4 characters on your slip"))])
