"""A clinical note becomes codes, each with the words that support it. One module per step, in the order of `engine.py`."""
