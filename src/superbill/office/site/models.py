"""Tables of the installation itself."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base


class SiteSecret(Base):
    """A random key that all worker processes share."""

    __tablename__ = "site_secret"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary(64))
