"""What became of each paper on the page of a dossier at the counter? Scanned, handed in as paper, or not needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.catalogue.record import Component
from portal.dossiers import custody
from portal.dossiers.custody_models import COPY, ORIGINAL
from portal.dossiers.desk import Actor
from portal.dossiers.guards import paper_states
from portal.dossiers.models import Dossier, Paper
from portal.dossiers.operations import say_paper, unsay_paper
from portal.dossiers.rules import DOES_NOT_EXIST, NOT_NEEDED, PaperState, papers_for

#: Handed in as paper, nobody said in which form; or as one of the two.
PAPER = "paper"
HANDED = {PAPER: "", ORIGINAL: ORIGINAL, COPY: COPY}
#: What may be said of a paper instead of giving it.
SAID = {"none": DOES_NOT_EXIST, "not_needed": NOT_NEEDED}


@dataclass(frozen=True)
class Shown:
    """One paper as the page draws it; `said`: what is chosen, "" for nothing."""

    component: Component
    kept: Paper | None
    said: str
    is_settled: bool

    @property
    def is_open(self) -> bool:
        """Say whether something is still to be done about it: it is then unfolded."""
        return self.component.need == "required" and not self.is_settled


def papers_shown(draft: Dossier) -> list[Shown]:
    """Return every paper of the draft as it stands."""
    handed, states = custody.kept_papers(draft), paper_states(draft)
    forms = {row.component_id: row.form or PAPER for row in handed}
    return [
        Shown(one, draft.paper(one.id), forms.get(one.id) or _said(states.get(one.id)), states[one.id].is_settled if one.id in states else False)
        for one in papers_for(draft.record, draft.answers)
    ]  # fmt: skip


def _said(state: PaperState | None) -> str:
    return next((word for word, status in SAID.items() if state is not None and state.status == status), "")


def take(
    session: Session, draft: Dossier, component: Component, form: Mapping[str, str], *, by: Actor, at: datetime
) -> None:
    """Keep what the page says of one paper, its files apart."""
    said = form.get(f"paper-{component.id}", "") or _with_all(draft, component, form)
    if said in HANDED:
        custody.hand_in(session, draft, component.id, by=by, at=at, form=HANDED[said])
        return
    if f"was-{component.id}" in form:
        custody.take_back(session, draft, component.id)
        unsay_paper(session, draft, component.id)
    if said in SAID:
        say_paper(session, draft, component.id, SAID[said], at=at)


def _with_all(draft: Dossier, component: Component, form: Mapping[str, str]) -> str:
    """Return how a paper lies here of which one tick says that all do; "" for one that need not, or that is settled."""
    state = paper_states(draft).get(component.id, PaperState())
    if form.get("all_papers") != "yes" or component.need != "required" or state.is_settled:
        return ""
    return ORIGINAL if component.originals else COPY if component.copies else PAPER
