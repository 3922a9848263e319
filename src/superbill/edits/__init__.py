"""What may be billed with what, how often, and with which modifiers."""
