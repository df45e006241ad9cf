"""Which papers is the citizen still to bring to the counter? Those they said they would, while nothing of them is here."""

from __future__ import annotations

from portal.catalogue.record import Component
from portal.dossiers import rules
from portal.dossiers.models import Dossier


def papers_to_bring(dossier: Dossier) -> list[Component]:
    """Return the papers of a sent dossier that were to be brought and have not come; none once it is over."""
    promised = {paper.component_id for paper in dossier.papers if paper.status == rules.WILL_BRING and not paper.files}
    if not promised or dossier.is_draft or dossier.stands.is_end:
        return []
    here = {row.component_id for row in dossier.handed}
    return [c for c in rules.papers_for(dossier.record, dossier.answers) if c.id in promised - here]
