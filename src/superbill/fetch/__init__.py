"""Official downloads: what there is, where, under which licence, and how it gets onto this machine."""
