"""Transparency in Coverage: in-network rates, allowed amounts, tables of contents (schemas 1.x and 2.x)."""
