"""Bytes: plain, gzip or zip, from disk or from a URL, in blocks of bounded size."""
