"""The sections of a code report, one file each, found by folder."""
