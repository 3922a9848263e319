"""Payer and hospital price files: read as they are published, kept whole, in a lake of Parquet files.

`ingest` is the way in. `reading` gives bytes, `tic` and `hospital` know the layouts, `lake` the tables. Needs the extra
`superbill[rates]`.
"""
