"""Compiled code: the reader of in-network files. `calls` is what Python uses."""
