"""How are the results and the law of a procedure typed in, and the words by which it is found?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wtforms import FieldList, FormField, SelectField, StringField

from portal.administration.rows import Inputs, numbered
from portal.administration.section_forms import SectionForm
from portal.administration.typed_fields import DayField, LinesField, shown_day
from portal.catalogue.kind_words import BY_NAME
from portal.catalogue.record import LegalBasis, Record
from portal.catalogue.signs import KINDS, kind_of
from portal.web.forms import LongTextField, PortalForm


class ResultRow(PortalForm):
    """One result: its name, the kind of document it is, its code at the national database."""

    name = StringField()
    kind = SelectField(choices=[BY_NAME, *KINDS], default=BY_NAME)
    code = StringField()


def _result_rows(record: Record) -> Inputs:
    kinds, codes = record.result_kinds, record.result_codes
    rows = [
        (name, kinds[n] if n < len(kinds) else kind_of(name), codes[n] if n < len(codes) else "")
        for n, name in enumerate(record.results)
    ]
    return numbered("results", [
        [("name", name), ("kind", BY_NAME if kind == kind_of(name) else kind), ("code", code)] for name, kind, code in rows
    ])  # fmt: skip


def _results(rows: FieldList, *, keep_blank: bool) -> dict[str, Any]:
    """Return results, kinds and codes; kinds that only repeat the names, and codes nobody knows, are not stated."""
    told = [(row["name"].data or "", row["kind"].data, row["code"].data or "") for row in rows]
    told = [row for row in told if keep_blank or row[0]]
    codes = tuple(code for _name, _kind, code in told)
    is_stated = any(kind != BY_NAME for _name, kind, _code in told)
    kinds = tuple(kind_of(name) if kind == BY_NAME else kind for name, kind, _code in told) if is_stated else ()
    return {
        "results": tuple(name for name, _kind, _code in told), "result_kinds": kinds,
        "result_codes": codes if any(codes) else (),
    }  # fmt: skip


class BasisRow(PortalForm):
    """One legal document."""

    number = StringField()
    title = StringField()
    issued_on = DayField()
    issuer = StringField()


class LawForm(SectionForm):
    """What the law says, and by which words it is found."""

    texts = ("conditions", "decision_number")
    conditions = LongTextField()
    results = FieldList(FormField(ResultRow))
    decision_number = StringField()
    decision_date = DayField()
    valid_from = DayField()
    reviewed_on = DayField()
    keywords = LinesField()
    related = LinesField()
    legal_bases = FieldList(FormField(BasisRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        lists = [(name, "\n".join(getattr(record, name))) for name in ("keywords", "related")]
        days = [(name, shown_day(getattr(record, name))) for name in ("decision_date", "valid_from", "reviewed_on")]
        bases = [
            [("number", b.number), ("title", b.title), ("issued_on", shown_day(b.issued_on)), ("issuer", b.issuer)]
            for b in record.legal_bases
        ]
        return [*super().inputs(record), *_result_rows(record), *lists, *days, *numbered("legal_bases", bases)]

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed."""
        rows = (
            LegalBasis(
                row["number"].data or "", row["title"].data or "", row["issued_on"].iso, row["issuer"].data or ""
            )
            for row in self.legal_bases
        )
        return replace(
            super().applied(record, keep_blank=keep_blank, fields=fields),
            **_results(self.results, keep_blank=keep_blank), keywords=self.keywords.lines, related=self.related.lines,
            decision_date=self.decision_date.iso, valid_from=self.valid_from.iso, reviewed_on=self.reviewed_on.iso,
            legal_bases=tuple(row for row in rows if keep_blank or row != LegalBasis()),
        )  # fmt: skip
