"""How does a dossier print as the form the law wants? The form as it was when it was filed, the answers in its places."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.catalogue.queries import UnitNames
from portal.catalogue.record import Component
from portal.documents.filling import Written, from_answers, printed_form
from portal.documents.rules import PrintedForm
from portal.dossiers.desk import Desk
from portal.dossiers.models import Dossier
from portal.dossiers.rules import forms_for, submitter_name
from portal.eforms.legal_form import LegalForm
from portal.kernel.errors import NotFound
from portal.workflow.steps import StepKind


def get_dossier_form(session: Session, dossier: Dossier, component_id: str, desk: Desk) -> PrintedForm:
    """Return the filled form of one paper; NotFound for papers the portal does not make."""
    component = next((c for c in forms_for(dossier.record, dossier.answers) if c.id == component_id), None)
    if component is None:
        raise NotFound
    return _filled(session, dossier, component, desk)


def _filled(session: Session, dossier: Dossier, component: Component, desk: Desk) -> PrintedForm:
    form, eform = dossier.record.printed_form(component), dossier.record.eform
    assert form is not None and eform is not None  # forms_for has seen to it
    written = from_answers(form, eform, dossier.answers, UnitNames(session))
    values = {**_signed(form, submitter_name(dossier.answers)), **{k: v for k, v in written.values.items() if v}}
    return printed_form(
        form, Written(values, written.tables, _addressee(form, dossier, desk)), code=dossier.code or "",
        place=desk.province.removeprefix("tỉnh "), sent_at=dossier.submitted_at,
        track_url=desk.link(dossier) if dossier.code else "",
    )  # fmt: skip


def _signed(form: LegalForm, name: str) -> dict[str, tuple[str, ...]]:
    """Name who hands it in under the signature, where only one is asked for."""
    keys = [key for key, line in form.lines() if line.kind == "signature"]
    return {keys[0]: (name,)} if len(keys) == 1 and name else {}


def _addressee(form: LegalForm, dossier: Dossier, desk: Desk) -> str:
    """Return what to write behind "Kính gửi": the agency that works on it, when it is of the kind the form names."""
    step = next((step for step in dossier.record.process if step.kind is StepKind.WORK), None)
    if step is None or not form.addressee:
        return ""
    try:
        name = desk.route(dossier, step.agency).name
    except NotFound:
        return ""
    told = form.addressee.partition(":")[2].split()
    # "Ủy ban nhân dân xã/phường …" is continued by the name of either.
    kinds = [" ".join((*told[:-1], last)) for last in (told[-1].split("/") if told else [""])]
    return next((name.removeprefix(kind).strip() for kind in kinds if name.startswith(kind)), "")
