"""All tables, in one import: for migrations and for tests that build a schema."""

from portal.agencies import models as agencies
from portal.catalogue import calendar_models as calendar_changes
from portal.catalogue import draft_models as catalogue_drafts
from portal.catalogue import import_models as imports
from portal.catalogue import models as catalogue
from portal.catalogue import visit_models as visits
from portal.documents import models as documents
from portal.dossiers import alert_models as alerts
from portal.dossiers import camera_models as cameras
from portal.dossiers import consent_models as consents
from portal.dossiers import consultation_models as consultations
from portal.dossiers import contact_models as contacts
from portal.dossiers import correction_models as corrections
from portal.dossiers import custody_models as custody
from portal.dossiers import key_models as keys
from portal.dossiers import link_models as draft_links
from portal.dossiers import list_indexes
from portal.dossiers import models as dossiers
from portal.dossiers import precheck_models as prechecks
from portal.dossiers import register_models as registers
from portal.dossiers import supplement_models as supplements
from portal.dossiers import typed_models as typed
from portal.dossiers import work_models as work
from portal.identity import models as identity
from portal.identity import people_models as people
from portal.notices import models as notices
from portal.search import miss_models as misses
from portal.search import models as words
from portal.storage import models as storage
from portal.web import held_models as held

ALL = (
    identity, people, storage, notices, catalogue, calendar_changes, catalogue_drafts, imports, visits, agencies, words, misses,
    dossiers, supplements, registers, contacts, consents, consultations, corrections, prechecks, custody, cameras, typed, alerts, documents, held,
    draft_links, keys, work, list_indexes,
)  # fmt: skip
