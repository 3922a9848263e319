"""Puts REST and pages together into one application and serves it."""
