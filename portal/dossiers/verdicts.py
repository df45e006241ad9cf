"""What has an officer found so far? One verdict a paper or answer, kept until a supplement brings something new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, select, true
from sqlalchemy.orm import Session

from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.work_models import Verdict

GOOD, NEEDLESS = "dat", "khong-can"


def list_verdicts(session: Session, dossier: Dossier) -> Sequence[Verdict]:
    """Return what was found, of whatever was looked at."""
    return session.scalars(select(Verdict).where(Verdict.dossier_id == dossier.id)).all()


def keep_verdicts(
    session: Session, dossier: Dossier, found: Sequence[tuple[str, str, str, str]], *, by: Actor, at: datetime
) -> None:
    """Keep (kind, ref, verdict, words); an empty verdict is taken back. What did not change keeps its author.

    The caller holds the dossier's lock.
    """
    before = {(row.kind, row.ref): row for row in list_verdicts(session, dossier)}
    for kind, ref, verdict, words in found:
        row = before.get((kind, ref))
        if row is not None and (row.verdict, row.words) == (verdict, words):
            continue
        if not verdict:
            if row is not None:
                session.delete(row)
            continue
        session.merge(Verdict(dossier_id=dossier.id, kind=kind, ref=ref, verdict=verdict, words=words,
                              by_name=by.name, at=at))  # fmt: skip


def judge_anew(session: Session, dossier: Dossier, papers: Collection[str] | None = None) -> None:
    """Forget what was not good, of all or of these papers: the citizen has given something new in its place."""
    bad = Verdict.verdict.not_in((GOOD, NEEDLESS))
    which = true() if papers is None else and_(Verdict.kind == "paper", Verdict.ref.in_(papers))
    session.execute(delete(Verdict).where(Verdict.dossier_id == dossier.id, bad, which))
