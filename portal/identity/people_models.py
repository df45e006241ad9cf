"""What is kept about an officer beside name and roles? What changed, who stands in, the second factor, trusted devices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.identity.models import Officer
from portal.kernel.database import Base, Numbered


class OfficerEvent(Numbered, Base):
    """One change of an account or its rights: who, when, what. Rows are only added."""

    __tablename__ = "officer_event"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    by_name: Mapped[str]
    action: Mapped[str]
    #: Name of the value → [before, after], or → what it was about.
    changes: Mapped[dict[str, Any]]


class Substitution(Numbered, Base):
    """Somebody on leave, and the colleague who holds their roles meanwhile; both days count."""

    __tablename__ = "substitution"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="days"),
        CheckConstraint("away_id <> substitute_id", name="two_people"),
    )

    away_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    named_at: Mapped[datetime]
    named_by: Mapped[str]
    #: When it was ended before its last day.
    ended_at: Mapped[datetime | None]

    away: Mapped[Officer] = relationship(foreign_keys=[away_id])
    substitute: Mapped[Officer] = relationship(foreign_keys=[substitute_id])

    def is_over(self, on: date) -> bool:
        """Say whether it holds neither on that day nor later."""
        return self.ended_at is not None or self.valid_to < on


class SecondFactor(Base):
    """The key that an officer's telephone makes codes from; counts once `confirmed_at` is set."""

    __tablename__ = "second_factor"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    #: Sealed: whoever reads a copy of the database cannot make codes.
    sealed_key: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    #: The newest half minute whose code was used: no code counts twice.
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Numbered, Base):
    """A code printed on paper for the day the telephone is lost; only its hash is kept, and it counts once."""

    __tablename__ = "recovery_code"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class TrustedDevice(Numbered, Base):
    """A computer at a counter that is not asked for a code for some hours."""

    __tablename__ = "trusted_device"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
