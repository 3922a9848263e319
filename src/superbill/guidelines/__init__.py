"""Guideline documents that the operator adds: split into passages, searched, quoted with page and date."""
