"""X12 files: segments, envelopes, and the claims (837) and remittances (835) in them."""
