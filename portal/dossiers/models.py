"""Which rows are a dossier? Answers, papers, and a history that is only ever added to.

The constraints repeat what `portal.workflow.states` says, so that no script can write a dossier that cannot be.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.catalogue.models import ProcedureRevision
from portal.catalogue.record import Record
from portal.identity.models import Citizen, Officer
from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile
from portal.workflow.states import State

if TYPE_CHECKING:
    from portal.dossiers.consent_models import Consent
    from portal.dossiers.consultation_models import Consultation
    from portal.dossiers.custody_models import HandedPaper
    from portal.dossiers.precheck_models import Precheck
    from portal.dossiers.supplement_models import Supplement

_STATES = ", ".join(f"'{state}'" for state in State)
_BEFORE_ACCEPTANCE = (
    "'draft', 'submitted', 'supplement_before_intake', 'not_accepted', 'withdraw_requested', 'withdrawn', 'stopped'"
)

#: Who typed a dossier in: the owner, somebody close, the commune's digital team, an officer together with the owner at
#: the counter, or an officer from paper. Only the first is self-service.
TYPED_BY = ("citizen", "relative", "digital_team", "counter_helped", "counter_typed")

CURRENT, WAITING, REPLACED = "current", "waiting", "replaced"  # how a file of a paper stands


class Dossier(Numbered, Base):
    """One matter of one citizen under one revision of a procedure."""

    __tablename__ = "dossier"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("state = 'draft' OR code IS NOT NULL", name="sent_has_code"),
        CheckConstraint(f"state IN ({_BEFORE_ACCEPTANCE}) OR accepted_at IS NOT NULL", name="accepted_has_date"),
        CheckConstraint("accepted_at IS NULL OR promised_at IS NOT NULL", name="accepted_has_promise"),
        Index("ix_dossier_queue", "state", "agency_code", "promised_at"),
        Index("ix_dossier_office", "onestop_code", "state", "first_answer_due_at"),
        Index("ix_dossier_promised", "state", "promised_at"),
        Index("ix_dossier_first_answer", "state", "first_answer_due_at"),
        Index("ix_dossier_submitted", "submitted_at"),
        Index("ix_dossier_supplemented", "supplemented_at"),
        Index("ix_dossier_holder", "holder_id", "state"),
    )

    #: Five readable characters that name a draft; secret enough only together with the telephone.
    draft_code: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    #: Four characters printed on the receipt; with the code they open the tracking page.
    secret: Mapped[str] = mapped_column(default="")
    #: What the QR code carries instead of code and secret.
    token: Mapped[str] = mapped_column(unique=True)
    #: The form that started the draft; the same form sent twice starts one draft.
    start_key: Mapped[str] = mapped_column(unique=True)

    state: Mapped[str] = mapped_column(default=State.DRAFT.value)
    #: Raised by every move; a form that carries an older one was looked at too long.
    version: Mapped[int] = mapped_column(default=1)
    revision_id: Mapped[int] = mapped_column(ForeignKey("procedure_revision.id"), index=True)
    procedure_code: Mapped[str]
    field_code: Mapped[str]
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"), index=True)
    #: How it came in (which limit and fee count), and who typed it, of TYPED_BY: said at the start, never changed.
    channel: Mapped[str] = mapped_column(default="online")
    typed_by: Mapped[str] = mapped_column(default="citizen")

    owner_name: Mapped[str] = mapped_column(default="")
    #: Folded name; what a dossier is found by stands in `key_models`.
    owner_key: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)

    onestop_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    #: Where it is now, and the step it is at.
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    step_id: Mapped[str] = mapped_column(default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    claimed_at: Mapped[datetime | None]

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    #: Until when a draft is kept.
    expires_on: Mapped[date]
    submitted_at: Mapped[datetime | None]
    first_answer_due_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    #: Since when everything needed is here: acceptance, or the last supplement after it.
    complete_at: Mapped[datetime | None]
    #: When the citizen sent a supplement that no officer has acted on yet.
    supplemented_at: Mapped[datetime | None]
    #: Since when a message of the citizen waits to be read.
    unread_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]
    #: The sum behind the promised date, as `promises.SumLine` data.
    promised_sum: Mapped[list[Any]] = mapped_column(default=list)
    signed_at: Mapped[datetime | None]
    #: When it was settled: its result issued, refused, or stopped.
    finished_at: Mapped[datetime | None]
    result_number: Mapped[str] = mapped_column(default="")
    result_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    payment_vnd: Mapped[int | None] = mapped_column(BigInteger)
    payment_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: Until when the citizen has to act (supplement, payment).
    answer_by: Mapped[datetime | None]

    revision: Mapped[ProcedureRevision] = relationship()
    #: The owner's agreement, where somebody else files.
    consent: Mapped[Consent | None] = relationship(back_populates="dossier")
    prechecks: Mapped[list[Precheck]] = relationship(back_populates="dossier", order_by="Precheck.id")
    citizen: Mapped[Citizen] = relationship()
    holder: Mapped[Officer | None] = relationship()
    result_file: Mapped[StoredFile | None] = relationship(foreign_keys=[result_file_id])
    payment_file: Mapped[StoredFile | None] = relationship(foreign_keys=[payment_file_id])
    papers: Mapped[list[Paper]] = relationship(back_populates="dossier", order_by="Paper.id")
    events: Mapped[list[DossierEvent]] = relationship(back_populates="dossier", order_by="DossierEvent.sequence")
    legs: Mapped[list[Leg]] = relationship(back_populates="dossier", order_by="Leg.position")
    segments: Mapped[list[ClockSegment]] = relationship(back_populates="dossier", order_by="ClockSegment.id")
    supplements: Mapped[list[Supplement]] = relationship(back_populates="dossier", order_by="Supplement.number")
    consultations: Mapped[list[Consultation]] = relationship(back_populates="dossier", order_by="Consultation.id")
    #: What was handed in as paper.
    handed: Mapped[list[HandedPaper]] = relationship(back_populates="dossier", order_by="HandedPaper.id")

    @validates("channel", "typed_by")
    def _said_once(self, name: str, value: str) -> str:
        if self.id is not None and value != getattr(self, name):
            raise ValueError(f"the {name} of a dossier is never changed")
        if name == "typed_by" and value not in TYPED_BY:
            raise ValueError(f"nobody types as {value!r}")
        return value

    @property
    def record(self) -> Record:
        """Return the procedure as it was when this was filed."""
        return self.revision.record

    @property
    def stands(self) -> State:
        """Return the state as the workflow knows it."""
        return State(self.state)

    @property
    def is_draft(self) -> bool:
        """Say whether it has not been sent."""
        return self.stands is State.DRAFT

    @property
    def open_supplement(self) -> Supplement | None:
        """Return the request the citizen is to answer now."""
        if self.stands not in (State.SUPPLEMENT_BEFORE_INTAKE, State.SUPPLEMENT_REQUESTED):
            return None
        return next((one for one in reversed(self.supplements) if one.state == "open"), None)

    @property
    def open_leg(self) -> Leg | None:
        """Return the leg that is not finished."""
        return next((leg for leg in reversed(self.legs) if leg.finished_at is None), None)

    @property
    def told(self) -> Citizen | None:
        """Return who is told; None when the owner has no telephone and no longer wants the help."""
        withheld = self.consent is not None and not self.consent.is_on and self.consent.helper_id == self.citizen_id
        return None if withheld else self.citizen

    def paper(self, component_id: str) -> Paper | None:
        """Return what is known about one paper."""
        return next((paper for paper in self.papers if paper.component_id == component_id), None)


class Paper(Numbered, Base):
    """One paper of the dossier: added, to be brought, handed in as paper, said not to exist or not to be needed."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("dossier_id", "component_id"),
        CheckConstraint(
            "status IN ('added', 'will_bring', 'does_not_exist', 'handed_in', 'not_needed')", name="status"
        ),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    component_id: Mapped[str]
    status: Mapped[str]

    dossier: Mapped[Dossier] = relationship(back_populates="papers")
    #: Every file that ever was: also those replaced, and those added to a supplement that is not sent yet.
    all_files: Mapped[list[PaperFile]] = relationship(
        back_populates="paper", order_by="PaperFile.id", cascade="all, delete-orphan"
    )

    @property
    def files(self) -> list[PaperFile]:
        """Return the files that count."""
        return self.files_that_are(CURRENT)

    def files_that_are(self, standing: str) -> list[PaperFile]:
        """Return the files that count (CURRENT), wait to be sent (WAITING) or were REPLACED."""
        return [row for row in self.all_files if row.standing == standing]


class PaperFile(Numbered, Base):
    """One picture or PDF of a paper."""

    __tablename__ = "paper_file"
    __table_args__ = (CheckConstraint("standing IN ('current', 'waiting', 'replaced')", name="standing"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    #: The form and place it was sent with; the same form sent twice adds one file.
    upload_key: Mapped[str] = mapped_column(unique=True)
    standing: Mapped[str] = mapped_column(default="current")
    #: The request it was sent for; None: it came with the dossier.
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id"))
    replaced_at: Mapped[datetime | None]

    paper: Mapped[Paper] = relationship(back_populates="all_files")
    file: Mapped[StoredFile] = relationship()


STANDS_IN = "stands_in_for"  # in the data of an event: the colleague on leave for whom the officer acted


class DossierEvent(Numbered, Base):
    """Something that happened. Never changed, never removed."""

    __tablename__ = "dossier_event"
    __table_args__ = (UniqueConstraint("dossier_id", "sequence"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    sequence: Mapped[int]
    #: An action of the table of moves, or what `moves.write_down` was told; `web.labels.EVENTS` names all of them.
    action: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[datetime]
    by_kind: Mapped[str]
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    agency_code: Mapped[str] = mapped_column(default="")
    step_id: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The form it was sent with; the same form sent twice is one event.
    form_key: Mapped[str | None] = mapped_column(unique=True)

    dossier: Mapped[Dossier] = relationship(back_populates="events")

    @property
    def stands_in_for(self) -> str:
        """Return the colleague on leave for whom the officer acted, "" for nobody."""
        return str(self.data.get(STANDS_IN, ""))


class Leg(Numbered, Base):
    """One hop: sent by whom to which agency, received by whom, due when, with what outcome (Mẫu 05)."""

    __tablename__ = "leg"
    __table_args__ = (UniqueConstraint("dossier_id", "position"), Index("ix_leg_agency", "agency_code", "dossier_id"))

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    position: Mapped[int]
    step_id: Mapped[str]
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    role: Mapped[str]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship(back_populates="legs")


class ClockSegment(Numbered, Base):
    """A stretch of time in which one clock ran or stood, who held the dossier, and why."""

    __tablename__ = "clock_segment"
    __table_args__ = (CheckConstraint("kind IN ('first_answer', 'running', 'paused')", name="kind"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    kind: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    agency_code: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship(back_populates="segments")
