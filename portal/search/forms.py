"""The search form: a validated GET form; nonsense in the address falls back to the default."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.fields.core import Field

from portal.catalogue.facets import FACETS
from portal.web.forms import tidy
from portal.web.paging import PageForm

#: More values of one facet than this nobody ticks.
MOST_VALUES = 20


class ValuesField(Field):
    """Any number of values under one name; which of them exist is the catalogue's to say."""

    data: list[str]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what is written, tidied, once each."""
        tidied = (str(tidy(value))[:80] for value in valuelist)
        self.data = list(dict.fromkeys(value for value in tidied if value))[:MOST_VALUES]

    def process_data(self, value: object) -> None:
        """Start with nothing ticked."""
        self.data = []


class SearchForm(PageForm):
    """What is looked for, what is ticked of each facet, where it is done, on which page."""

    q = StringField(default="")
    muc = ValuesField()
    viec = ValuesField()
    linh_vuc = ValuesField()
    co_quan = ValuesField()
    cap = ValuesField()
    doi_tuong = ValuesField()
    le_phi = ValuesField()
    noi = StringField(default="")

    @property
    def text(self) -> str:
        """Return the query."""
        return self.q.data or ""

    @property
    def place(self) -> str:
        """Return the code of the office whose procedures come first among equals."""
        return (self.noi.data or "")[:80]

    @property
    def chosen(self) -> dict[str, list[str]]:
        """Return the values ticked, by facet; facets without any are left out."""
        return {name: self[name].data for name in FACETS if self[name].data}

    def as_args(self) -> dict[str, Any]:
        """Return what the address of another page repeats."""
        typed = {"q": self.text, "noi": self.place}
        return {**{name: value for name, value in typed.items() if value}, **self.chosen}

    def anywhere(self) -> dict[str, Any]:
        """Return the same without a place to prefer."""
        return {name: value for name, value in self.as_args().items() if name != "noi"}

    def without(self, facet: str, value: str) -> dict[str, Any]:
        """Return the same with one value taken off."""
        args = self.as_args()
        return {**args, facet: [one for one in args.get(facet, ()) if one != value]}
