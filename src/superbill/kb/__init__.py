"""The knowledge base: releases in, one immutable SQLite file out."""
