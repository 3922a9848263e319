"""Claims and remittances as files bring them: X12 837P, 837I and 835, CSV, JSON."""

from superbill.claims.read import read_claims, read_remittances

__all__ = ["read_claims", "read_remittances"]
