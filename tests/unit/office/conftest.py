"""Both kinds of database."""

from __future__ import annotations

from site_databases import empty_url, postgres, site_database, site_url

__all__ = ["empty_url", "postgres", "site_database", "site_url"]
