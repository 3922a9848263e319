"""Looking codes up, searching them, walking their hierarchy, and what happened to them."""
