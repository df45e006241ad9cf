"""All tables, in one import: for migrations and for tests that build a schema."""

from portal.agencies import models as agencies
from portal.catalogue import import_models as imports
from portal.catalogue import models as catalogue
from portal.documents import models as documents
from portal.dossiers import models as dossiers
from portal.identity import models as identity
from portal.notices import models as notices
from portal.storage import models as storage

ALL = (identity, storage, notices, catalogue, imports, agencies, dossiers, documents)
