"""The lake: a star schema in Parquet, a folder per table, a partition per file read, a manifest beside them."""
