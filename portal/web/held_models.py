"""Where does a long form wait while the person identifies again? In a row that only their signed cookie names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered


class HeldForm(Numbered, Base):
    """What was typed on a page whose session had ended; taken once, or gone after a day."""

    __tablename__ = "held_form"

    fields: Mapped[list[Any]]
    held_at: Mapped[datetime] = mapped_column(index=True)
