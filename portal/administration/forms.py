"""Small fixed forms of the keepers: which rows of an import, which flag of quality."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import AnyOf, Optional

from portal.catalogue.import_queries import OUTCOMES
from portal.catalogue.quality import FLAGS
from portal.web.paging import PageForm


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
