"""What is known of one procedure? The national record (NĐ 63/2010 Art. 8; domain 2) with our plain words beside it.

One shape for everything: files of `catalog/`, imported records, revisions in the database, pages and papers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.catalogue.paper_looks import looks_like
from portal.catalogue.signs import kinds_of
from portal.eforms.definition import EForm
from portal.eforms.definition import read as read_eform
from portal.eforms.legal_form import LegalForm
from portal.eforms.legal_form import read as read_form
from portal.workflow.deadlines import Limit, Unit
from portal.workflow.steps import Step, StepKind

CHANNELS = ("online", "counter", "post")
UNITS = ("hour", "day", "working_day", "month")
ADMIN_LEVELS = ("ministry", "province", "district", "commune", "other")
#: What is offered online: information only, a part of the way, the whole way (NĐ 42/2022; never the levels 1-3).
DELIVERIES = ("thong_tin", "mot_phan", "toan_trinh")
#: Where the national database says a procedure stands: in force, in force as amended, no longer.
PUBLICATIONS = ("public", "amended", "repealed")


@dataclass(frozen=True)
class Fee:
    """One sum to pay. Without an amount the note says who sets it; it is never shown as free."""

    name: str = ""
    kind: str = "fee"
    amount_vnd: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Channel:
    """One way to hand in, with its own limit and fees."""

    channel: str
    limit: Limit | None = None
    limit_note: str = ""
    fees: tuple[Fee, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Component:
    """One paper of the dossier. `note` of a paper with neither originals nor copies is an instruction, not a paper.

    `form` is a form of `catalog/forms`; `form_files` are the names that files of forms have at the source.
    """

    id: str
    name: str
    case: str = ""
    originals: int = 0
    copies: int = 0
    note: str = ""
    form: str = ""
    need: str = "required"
    show_if: str = ""
    generated: bool = False
    look_at: str = ""
    is_note: bool = False
    #: Uploaded form files: keys of `FormFile`, each one exact version for ever.
    files: tuple[str, ...] = ()
    doc_code: str = ""
    #: Names and address of form files where the record came from.
    form_files: tuple[str, ...] = ()
    form_url: str = ""

    @property
    def has_form(self) -> bool:
        """Say whether this paper is a form that somebody fills in."""
        return bool(self.form or self.files or self.form_files or self.form_url)

    @property
    def looks_like(self) -> str:
        """Return which sample pictures show how to photograph it."""
        return looks_like(self.name)


@dataclass(frozen=True)
class Told:
    """A step as the citizen reads it; with a case it is for that case only."""

    title: str = ""
    text: str = ""
    case: str = ""


@dataclass(frozen=True)
class LegalBasis:
    """One legal document."""

    number: str = ""
    title: str = ""
    issued_on: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class Asked:
    """A question that people ask, and the answer."""

    q: str
    a: str


@dataclass(frozen=True)
class Record:
    """One procedure, complete."""

    code: str
    name: str
    level: int
    #: The code of the province's own list, beside the national one.
    local_code: str = ""
    short_name: str = ""
    plain: str = ""
    field: str = ""
    field_name: str = ""
    #: Loại thủ tục, in the words of the national database: who may set its details.
    kind: str = ""
    description: str = ""
    admin_level: str = "other"
    executing_agencies: tuple[str, ...] = ()
    executing_note: str = ""
    coordinating_agencies: tuple[str, ...] = ()
    competent_agency: str = ""
    delegated_agency: str = ""
    intake_address: str = ""
    audiences: tuple[str, ...] = ()
    audience_note: str = ""
    who: str = ""
    results: tuple[str, ...] = ()
    #: Codes of the results in the same order; none at all, or one for each ("" where the source has none).
    result_codes: tuple[str, ...] = ()
    #: Sign of the kind of document of each result, "" for a letter; none at all: read off the names (`signs.kinds_of`).
    result_kinds: tuple[str, ...] = ()
    dossier_sets: int = 1
    keywords: tuple[str, ...] = ()
    conditions: str = ""
    related: tuple[str, ...] = ()
    decision_number: str = ""
    decision_date: str = ""
    decision_issuer: str = ""
    publication_status: str = ""
    valid_from: str = ""
    valid_to: str = ""
    reviewed_on: str = ""
    delivery: str = ""
    channels: tuple[Channel, ...] = ()
    components: tuple[Component, ...] = ()
    steps: tuple[Told, ...] = ()
    process: tuple[Step, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    questions: tuple[Asked, ...] = ()
    eform: EForm | None = None
    #: The forms of its generated components, as they were when this was published: a dossier prints on these.
    printed_forms: tuple[LegalForm, ...] = ()
    #: Where it came from: "catalog" (written for this province) or "import".
    origin: str = "catalog"

    @property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """Return the kinds of document it can end with, each with the names of its results."""
        return kinds_of(self.results, self.result_kinds)

    @property
    def title(self) -> str:
        """Return the plain title when there is one, else the official name."""
        return self.short_name or self.name

    @property
    def papers(self) -> tuple[Component, ...]:
        """Return the components that are papers, notes left out."""
        return tuple(component for component in self.components if not component.is_note)

    @property
    def notes(self) -> tuple[Component, ...]:
        """Return the instructions that stood among the papers."""
        return tuple(component for component in self.components if component.is_note)

    @property
    def has_form(self) -> bool:
        """Say whether there is something to fill in: a blank form of a paper, or questions on screen."""
        return self.eform is not None or any(component.has_form for component in self.components)

    @property
    def steps_by_case(self) -> tuple[tuple[str, tuple[Told, ...]], ...]:
        """Return (case, its steps) in the order of the record; "" are the steps for everybody."""
        cases = dict.fromkeys(step.case for step in self.steps)
        return tuple((case, tuple(step for step in self.steps if step.case == case)) for case in cases)

    @property
    def is_online(self) -> bool:
        """Say whether it can be filed here."""
        return self.level == 3 and self.eform is not None

    def printed_form(self, component: Component) -> LegalForm | None:
        """Return the form that the portal fills in from the answers; None for papers it does not make."""
        return next((form for form in self.printed_forms if component.generated and form.id == component.form), None)

    def channel(self, name: str) -> Channel | None:
        """Return one way to hand in."""
        return next((channel for channel in self.channels if channel.channel == name), None)

    def main_channel(self) -> Channel | None:
        """Return the way whose limit and fees are shown first: online only where it can be filed here."""
        first = self.channel("online") if self.is_online else None
        return first or self.channel("counter") or next(iter(self.channels), None)

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON data from which `from_dict` builds the same record."""
        data = asdict(self)
        data["eform"] = self.eform.as_dict() if self.eform else None
        return json.loads(json.dumps(data))

    def fingerprint(self) -> str:
        """Return a hash of what the record says: equal records have equal fingerprints.

        What says nothing does not count: a part that a later release adds makes no old record look changed.
        """
        told = json.dumps(_told(self.as_dict()), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def _told(value: Any) -> Any:
    """Return plain data without what is empty, none or false; a zero says something."""
    if isinstance(value, list):
        return [_told(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _told(item)
            for key, item in value.items()
            if item is not None and item is not False and item not in ("", [], {})
        }
    return value


def _known(kind: type, row: Mapping[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(kind)}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in names}


def _channel(row: Mapping[str, Any]) -> Channel:
    limit = row.get("limit")
    fees = tuple(Fee(**_known(Fee, fee)) for fee in row.get("fees") or ())
    return Channel(**{**_known(Channel, row), "limit": Limit(limit["value"], Unit(limit["unit"])) if limit else None,
                      "fees": fees})  # fmt: skip


def from_dict(data: Mapping[str, Any], *, source: str = "") -> Record:
    """Build a record from plain data; KeyError, TypeError or DefinitionError when it does not fit."""
    eform = read_eform(data["eform"], source=source) if data.get("eform") else None
    nested = {
        "channels": tuple(map(_channel, data.get("channels") or ())),
        "components": tuple(Component(**_known(Component, row)) for row in data.get("components") or ()),
        "steps": tuple(Told(**_known(Told, row)) for row in data.get("steps") or ()),
        "process": tuple(
            Step(**{**_known(Step, row), "kind": StepKind(row["kind"])}) for row in data.get("process") or ()
        ),
        "legal_bases": tuple(LegalBasis(**_known(LegalBasis, row)) for row in data.get("legal_bases") or ()),
        "questions": tuple(Asked(row["q"], row["a"]) for row in data.get("questions") or ()),
        "eform": eform,
        "printed_forms": tuple(read_form(row, source=source) for row in data.get("printed_forms") or ()),
    }
    return Record(**{**_known(Record, data), **nested})
