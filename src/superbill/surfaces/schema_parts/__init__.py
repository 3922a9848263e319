"""JSON Schemas by subject; `superbill.surfaces.schemas` puts them together."""
