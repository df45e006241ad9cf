"""What is counted beside the queues of an officer? One statement for all of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.alert_queries import count_alerts
from portal.dossiers.precheck_queries import count_asked
from portal.identity.models import Officer


def count_beside(session: Session, officer: Officer, at: datetime) -> tuple[int, int]:
    """Return how many deadlines are near or over, and how many drafts wait for a look before they are sent."""
    counts = select(count_alerts(officer, at).scalar_subquery(), count_asked(officer).scalar_subquery())
    alerts, drafts = session.execute(counts).one()
    return alerts, drafts
