"""Conversations with the assistant: what was asked and answered, kept for the person who asked."""
