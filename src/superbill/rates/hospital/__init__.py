"""Hospitals' standard charges (45 CFR 180.50): JSON and CSV, tall and wide, schema 2.x and 3.x, older ones by a column map."""
