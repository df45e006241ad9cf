"""All tables, in one import: for migrations and for tests that build a schema."""

from portal.agencies import models as agencies
from portal.catalogue import draft_models as catalogue_drafts
from portal.catalogue import import_models as imports
from portal.catalogue import models as catalogue
from portal.documents import models as documents
from portal.dossiers import alert_models as alerts
from portal.dossiers import contact_models as contacts
from portal.dossiers import models as dossiers
from portal.dossiers import supplement_models as supplements
from portal.identity import models as identity
from portal.identity import people_models as people
from portal.notices import models as notices
from portal.search import miss_models as misses
from portal.search import models as words
from portal.storage import models as storage

ALL = (
    identity, people, storage, notices, catalogue, catalogue_drafts, imports, agencies, words, misses, dossiers, supplements,
    contacts, alerts, documents,
)  # fmt: skip
