"""A contract's rates against the market and Medicare."""
