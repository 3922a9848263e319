"""Application state of an installation: what people write and choose. Models, actions (the only writers), queries."""
