"""One file per command; each holds a click command called `command`. Only the one that is called is imported."""
