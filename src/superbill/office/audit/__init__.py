"""Who did what in the administration."""
