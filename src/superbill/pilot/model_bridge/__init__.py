"""A language model, if the operator sets one: it may phrase what the templates answered, and nothing else gets through."""
