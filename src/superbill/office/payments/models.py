"""Tables of paid plans."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment


class Subscription(Base):
    """A plan that an account pays for. `told_at` is the moment of the newest event about it: an older one changes nothing."""

    __tablename__ = "subscription"
    __table_args__ = (Index("subscription_by_account", "account"),)
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    account: Mapped[str | None] = mapped_column(String(64), ForeignKey("account.id", ondelete="SET NULL"))
    customer: Mapped[str] = mapped_column(String(80), default="")
    plan: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[str] = mapped_column(String(20))
    until: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime] = mapped_column(Moment)


class PaymentEvent(Base):
    """An event of the payment service that has been dealt with."""

    __tablename__ = "payment_event"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Moment)
