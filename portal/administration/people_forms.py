"""What an administrator types about a person: account, role, substitute, and which people are listed."""

from __future__ import annotations

from datetime import date

from wtforms import SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, Regexp
from wtforms.validators import Optional as MayBeEmpty

from portal.identity.people_queries import STATES, Wanted
from portal.identity.people_rules import USERNAME
from portal.kernel.errors import N_
from portal.web.forms import PortalForm
from portal.web.kind_field import KindField
from portal.web.paging import PageForm
from portal.web.people_labels import ROLES

_LINE = Length(max=200, message=N_("Write at most 200 characters"))
_EMAIL = Regexp(
    r"[^\s@,;<>]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    message=N_("An e-mail address looks like ten@vinhlong.gov.vn"),
)


class PeopleForm(PageForm):
    """Which people are listed; nonsense in the address narrows nothing."""

    q = StringField(default="")
    vai_tro = StringField(validators=[MayBeEmpty(), AnyOf(list(ROLES))])
    trang_thai = StringField(validators=[MayBeEmpty(), AnyOf(STATES)])
    co_quan = StringField(default="")

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for."""
        role, state = (
            "" if field.errors else field.data or "" for field in (self.vai_tro, self.trang_thai)
        )  # fmt: skip
        return Wanted(self.q.data or "", role, state, self.co_quan.data or "")

    def as_args(self) -> dict[str, str]:
        """Return what the address of another page repeats."""
        wanted = self.wanted
        pairs = {"q": wanted.text, "vai_tro": wanted.role, "trang_thai": wanted.state, "co_quan": wanted.agency}
        return {name: value for name, value in pairs.items() if value}


class PersonForm(PortalForm):
    """Who somebody is."""

    full_name = StringField(validators=[DataRequired(N_("Write the full name")), _LINE])
    title = StringField(validators=[_LINE])
    email = StringField(validators=[MayBeEmpty(), _LINE, _EMAIL])
    agency = SelectField(validators=[DataRequired(N_("Choose the agency"))])


class NewPersonForm(PersonForm):
    """Who somebody is, with the name they sign in with."""

    username = StringField(
        filters=[lambda typed: (typed or "").lower()],
        validators=[
            DataRequired(N_("Write the user name")),
            Regexp(
                USERNAME.pattern + "$",
                message=N_("A user name has 3 to 40 letters without accents, digits, dots or dashes"),
            ),
        ],
    )


class RoleForm(PortalForm):
    """One role: where, for which field, from when until when."""

    role = SelectField(validators=[DataRequired(N_("Choose the role"))])
    agency = SelectField(validators=[DataRequired(N_("Choose the agency"))])
    field = SelectField()
    valid_from = KindField("date")
    valid_to = KindField("date")

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day, None for no limit."""
        first, last = (
            date.fromisoformat(str(f.data)) if f.data else None for f in (self.valid_from, self.valid_to)
        )  # fmt: skip
        return first, last
