"""Every table of a site; importing the modules is what makes their tables known."""

from __future__ import annotations

from sqlalchemy import MetaData

from superbill.office import database
from superbill.office.accounts import models as accounts
from superbill.office.audit import models as audit
from superbill.office.conversations import models as conversations
from superbill.office.defects import models as defects
from superbill.office.metering import models as metering
from superbill.office.outbox import models as outbox
from superbill.office.payments import models as payments
from superbill.office.tables import Base
from superbill.office.texts import models as texts

MODULES = (database, accounts, audit, conversations, defects, metering, outbox, payments, texts)


def metadata() -> MetaData:
    """What the newest migration has made."""
    return Base.metadata
