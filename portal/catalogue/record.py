"""What is known of one procedure? The national record (NĐ 63/2010 Art. 8; domain 2) with our plain words beside it.

One shape for everything: files of `catalog/`, imported records, revisions in the database, pages and papers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.eforms.definition import EForm
from portal.eforms.definition import read as read_eform
from portal.workflow.deadlines import Limit, Unit
from portal.workflow.steps import Step, StepKind

CHANNELS = ("online", "counter", "post")
UNITS = ("hour", "day", "working_day", "month")
ADMIN_LEVELS = ("ministry", "province", "district", "commune", "other")


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
    """One paper of the dossier. `note` of a paper with neither originals nor copies is an instruction, not a paper."""

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


@dataclass(frozen=True)
class Told:
    """A step as the citizen reads it."""

    title: str = ""
    text: str = ""


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
    short_name: str = ""
    plain: str = ""
    field: str = ""
    field_name: str = ""
    admin_level: str = "other"
    executing_agencies: tuple[str, ...] = ()
    executing_note: str = ""
    coordinating_agencies: tuple[str, ...] = ()
    competent_agency: str = ""
    audiences: tuple[str, ...] = ()
    audience_note: str = ""
    who: str = ""
    results: tuple[str, ...] = ()
    dossier_sets: int = 1
    keywords: tuple[str, ...] = ()
    conditions: str = ""
    related: tuple[str, ...] = ()
    decision_number: str = ""
    decision_date: str = ""
    valid_from: str = ""
    reviewed_on: str = ""
    delivery: str = ""
    channels: tuple[Channel, ...] = ()
    components: tuple[Component, ...] = ()
    steps: tuple[Told, ...] = ()
    process: tuple[Step, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    questions: tuple[Asked, ...] = ()
    eform: EForm | None = None
    #: Where it came from: "catalog" (written for this province) or "import".
    origin: str = "catalog"

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
    def is_online(self) -> bool:
        """Say whether it can be filed here."""
        return self.level == 3 and self.eform is not None

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
        """Return a hash of the content: equal records have equal fingerprints."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


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
        "process": tuple(Step(**{**_known(Step, row), "kind": StepKind(row["kind"])}) for row in data.get("process") or ()),
        "legal_bases": tuple(LegalBasis(**_known(LegalBasis, row)) for row in data.get("legal_bases") or ()),
        "questions": tuple(Asked(row["q"], row["a"]) for row in data.get("questions") or ()),
        "eform": eform,
    }
    return Record(**{**_known(Record, data), **nested})
