"""Fee-schedule arithmetic, step by step, to the cent."""
