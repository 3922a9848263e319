"""The same ingest over many machines."""
