"""Which procedure does a screen show, and what may this person do with it? Asked by every view of the catalogue's keepers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import current_user

from portal.catalogue.changes import Change, changes
from portal.catalogue.draft_models import ProcedureDraft
from portal.catalogue.draft_operations import Editor
from portal.catalogue.draft_queries import all_agencies, all_fields, find_any, find_draft
from portal.catalogue.draft_rules import Known, draft_mistakes
from portal.catalogue.form_files import names_of
from portal.catalogue.loading import form_titles
from portal.catalogue.models import Procedure
from portal.catalogue.queries import agency_names
from portal.catalogue.record import Record
from portal.catalogue.rules import Mistake, agencies_of
from portal.catalogue.scopes import Scope, scope_of
from portal.kernel.errors import NotAllowed, NotFound
from portal.web.app_state import config, session


@dataclass(frozen=True)
class Place:
    """A procedure (None while it is only drafted) with its open change, and what this person may do."""

    code: str
    procedure: Procedure | None
    draft: ProcedureDraft | None
    may_edit: bool
    may_publish: bool

    @property
    def published(self) -> Record | None:
        """Return what citizens read now."""
        return self.procedure.revision.record if self.procedure else None

    @property
    def record(self) -> Record:
        """Return what the page is about: the draft, else what is published."""
        if self.draft is not None and self.draft.kind == "content":
            return self.draft.record
        published = self.published
        if published is None:
            raise NotFound
        return published

    @property
    def open_draft(self) -> ProcedureDraft:
        """Return the open change; NotFound when there is none."""
        if self.draft is None:
            raise NotFound
        return self.draft

    @property
    def is_writable(self) -> bool:
        """Say whether sections can be written in now."""
        return self.draft is not None and self.draft.kind == "content" and self.draft.state == "writing"

    @property
    def wrote(self) -> bool:
        """Say whether this person wrote in the open change."""
        return self.draft is not None and str(current_user.id) in self.draft.writers


def scope(action: str) -> Scope:
    """Return what the person signed in may do the action on, today."""
    return scope_of(session(), current_user.grants, action, current_user.on)


def place_of(code: str, action: str = "catalogue.read") -> Place:
    """Return the procedure at this address; NotFound for none, NotAllowed outside the person's scope."""
    procedure, draft = find_any(session(), code), find_draft(session(), code)
    if procedure is not None:
        record = procedure.revision.record
    elif draft is not None:
        record = draft.record
    else:
        raise NotFound
    inside = {
        act: scope(act).covers(agencies_of(record), record.field)
        for act in ("catalogue.read", "catalogue.edit", "catalogue.publish")
    }
    if not inside[action]:
        raise NotAllowed
    return Place(code, procedure, draft, inside["catalogue.edit"], inside["catalogue.publish"])


def editor() -> Editor:
    """Return the person signed in, as the one who acts."""
    return Editor(current_user.id, current_user.full_name)


def known() -> Known:
    """Return what a record may refer to."""
    return Known(all_agencies(session()), all_fields(session()), form_titles(config().catalog_dir))


def told_changes(old: Record, new: Record) -> list[Change]:
    """Return what differs, in words that name every form file and agency."""
    codes = {step.agency for record in (old, new) for step in record.process}
    return changes(old, new, names_of(session(), old, new), agency_names(session(), sorted(codes)))


def mistakes_in(place: Place) -> list[Mistake]:
    """Return what keeps the open change from review."""
    return draft_mistakes(place.open_draft.record, known(), place.published)
