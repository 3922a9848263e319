"""Rates of a lake as distributions by payer."""
