"""What is asked for in the lists? Validated GET forms; nonsense in the address falls back to the default."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange, Optional

from portal.web.paging import PageForm


class NameForm(PageForm):
    """The name of an agency or a commune, as people type it, and the page of a long list."""

    q = StringField(default="")

    @property
    def text(self) -> str:
        """Return what was typed; nobody types more than this of a name."""
        return (self.q.data or "")[:100]


class AnnouncementsForm(PageForm):
    """Notices of one agency, or of all."""

    co_quan = StringField(default="")


class DocumentsForm(PageForm):
    """What is looked for among the documents."""

    q = StringField(default="")
    co_quan = StringField(default="")
    loai = StringField(default="")
    nam = IntegerField(validators=[Optional(), NumberRange(1900, 2100)])

    @property
    def text(self) -> str:
        """Return the words to look for."""
        return (self.q.data or "")[:100]

    @property
    def year(self) -> int:
        """Return the chosen year, or 0."""
        return 0 if self.nam.errors else self.nam.data or 0

    def as_args(self) -> dict[str, Any]:
        """Return what the address of another page repeats."""
        args = {"q": self.text, "co_quan": self.co_quan.data, "loai": self.loai.data, "nam": self.year}
        return {name: value for name, value in args.items() if value}
