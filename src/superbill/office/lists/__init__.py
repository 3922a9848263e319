"""A person's own lists: favourites, notes on codes, the codes looked up."""
