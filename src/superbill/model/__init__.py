"""Frozen value types of the field. No input, no output, no database."""
